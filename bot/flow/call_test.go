package flow_test

import "testing"

func TestCall(t *testing.T) {
	flows := load(t, `flow: main
start: hello
`+names+`
steps:
  hello: {buttons: {a: trip, b: measure}}
  trip: {call: side, go: after}
  after: {buttons: {a: bye}}
  measure: {screen: who5, save: who5, done: after, skipped: after}
  bye: {end: done}
`, `flow: side
start: ask
`+names+`
steps:
  ask: {buttons: {young: {set: {role: young}, go: end}, away: main/after}}
  end: {end: over}
`)
	play(t, flows, `
> begin main
< main.hello [a b]
> tap a
< side.ask [young away back]
> tap young
< side.end
< main.after [a back]
> show
= main/after role=young turn=3
# back into the flow that was called, and out of it again
> back
< side.ask [young away back]
> back
< main.hello [a b]
> show
= main/hello turn=5
# a call from outside comes back to the very question
> tap b
< flow.progress{n=1 of=5}||who5.item.1 [5 4 3 2 1 0 back +skip]
> tap 4
< flow.progress{n=2 of=5}||who5.item.2 [5 4 3 2 1 0 back +skip]
> call side
< side.ask [young away back]
# once more from within is from its start, not a call inside of the call
> call side
< side.ask [young away back]
> tap young
< side.end
< flow.progress{n=2 of=5}||who5.item.2 [5 4 3 2 1 0 back +skip]
> call side
< side.ask [young away back]
> back
< flow.progress{n=2 of=5}||who5.item.2 [5 4 3 2 1 0 back +skip]
> call nowhere
< flow.progress{n=2 of=5}||who5.item.2 [5 4 3 2 1 0 back +skip]
# a jump out of the call keeps the place to come back to
> call side
< side.ask [young away back]
> tap away
< main.after [a back]
> tap a
< main.bye
< flow.progress{n=2 of=5}||who5.item.2 [5 4 3 2 1 0 back +skip]
`)
	play(t, flows, `
# a call before anything began, or after it ended, is a beginning
> call side
< side.ask [young away]
> tap young
< side.end
! end side/end over
> call side
< side.ask [young away]
`)
}
