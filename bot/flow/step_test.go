package flow_test

import "testing"

const names = `
remember:
  role: [young, parent, professional]
  age: [under-12, 12-14, 15-17, over-25]
  topics: {many: [lonely, school, grief]}
  area: area
  who5: screening
  note: text
`

func TestSayAndButtons(t *testing.T) {
	flows := load(t, `flow: main
start: welcome
`+names+`
steps:
  welcome: {go: hello}
  hello:
    buttons:
      young: {set: {role: young}, go: bye}
      parent: {set: {role: parent, topics: [school, grief]}, go: other/in}
      how: privacy
    skip: bye
  privacy: {go: hello}
  alarm: {card: crisis, go: bye}
  bye: {end: done}
`, `flow: other
start: in
steps:
  in: {buttons: {a: main/alarm}}
`)
	play(t, flows, `
> begin main
< main.welcome
< main.hello [young parent how skip]
> tap how
< main.privacy
< main.hello [young parent how back +skip]
# Tilbage leads out of a question reached through a say step
> back
< main.hello [young parent how skip]
> tap parent
< other.in [a back]
> show
= other/in role=parent topics=school,grief turn=4
# and through a jump into another flow, with all that was remembered
> back
< main.hello [young parent how skip]
> show
= main/hello turn=5
> say jeg er forælder
< other.in [a back]
> tap a
! crisis
< main.bye
! end main/bye done
> show
= main/bye role=parent topics=school,grief turn=6 ended
# somebody who taps an old button after the end begins anew, and is told
> tap a
< flow.stale
< main.welcome
< main.hello [young parent how skip]
> show
= main/hello role=parent topics=school,grief turn=7
> skip
< main.bye
! end main/bye done
> back
< main.hello [young parent how skip]
> tap young
< main.bye
! end main/bye done
> say hej
< main.welcome
< main.hello [young parent how skip]
`)
}

func TestStaleAndMadeUpButtons(t *testing.T) {
	flows := load(t, `flow: main
start: hello
steps:
  hello: {buttons: {young: next, parent: next}}
  next: {buttons: {on: end, off: end}}
  end: {end: over}
`)
	play(t, flows, `
> begin main
< main.hello [young parent]
> tap young
< main.next [on off back]
# the second of a double tap
> old young
< flow.stale
< main.next [on off back]
> tap nonsense
< flow.stale
< main.next [on off back]
> tap skip
< flow.stale
< main.next [on off back]
> skip
< flow.no-skip
< main.next [on off back]
> tap back
< main.hello [young parent]
> tap back
< flow.stale
< main.hello [young parent]
> back
< flow.no-back
< main.hello [young parent]
> again
< main.hello [young parent]
> show
= main/hello turn=5
`)
}

func TestWordsThatFitNothing(t *testing.T) {
	flows := load(t, `flow: main
start: hello
steps:
  hello: {buttons: {young: next, parent: next}}
  next: {buttons: {on: hello}}
`)
	play(t, flows, `
> begin main
< main.hello [young parent]
> say 🦊🦊🦊
< flow.again.1
< main.hello [young parent]
> say hvad sker der
< flow.again.2
< main.hello [young parent]
# the keyboard of the first asking is old by now
> old young
< flow.stale
< main.hello [young parent]
> say ???
< flow.again.human [!human]
< main.hello [young parent]
> say jeg
< flow.again.human [!human]
< main.hello [young parent]
> say Jeg er UNG.
< main.next [on back]
> say pjat
< flow.again.1
< main.next [on back]
> say tilbage
< main.hello [young parent]
> say
< flow.again.1
< main.hello [young parent]
`)
}

func TestTicks(t *testing.T) {
	flows := load(t, `flow: main
start: topics
`+names+`
steps:
  topics: {ticks: topics, done: more}
  more: {ticks: topics, done: bye, skip: skipped}
  skipped: {buttons: {a: bye}}
  bye: {end: done}
`)
	play(t, flows, `
> begin main
< main.topics [lonely +school grief done]
> tap done
< flow.done-nothing
< main.topics [lonely +school grief done]
> tap grief
< main.topics (change) [lonely +school ✓grief done]
> tap lonely
< main.topics (change) [✓lonely +school ✓grief done]
> tap grief
< main.topics (change) [✓lonely +school grief done]
> show
= main/topics turn=2
# typed, the question is asked anew under the words
> say skole
< main.topics [✓lonely +✓school grief done]
> say færdig
< main.more [✓lonely +✓school grief done back +skip]
> show
= main/more topics=lonely,school turn=4
# back to what was ticked, and nothing is remembered
> back
< main.topics [✓lonely +✓school grief done]
> show
= main/topics turn=5
> tap done
< main.more [✓lonely +✓school grief done back +skip]
> tap lonely
< main.more (change) [lonely +✓school grief done back +skip]
> tap school
< main.more (change) [lonely +school grief done back +skip]
# done with nothing ticked is as skipped, and forgets what was there
> tap done
< main.skipped [a back]
> show
= main/skipped turn=7
> back
< main.more [lonely +school grief done back +skip]
> show
= main/more topics=lonely,school turn=8
> skip
< main.skipped [a back]
> show
= main/skipped topics=lonely,school turn=9
`)
}

func TestDoneWithNothingTicked(t *testing.T) {
	flows := load(t, "flow: main\nstart: topics\n"+names+"\nsteps: {topics: {ticks: topics, done: topics}}")
	play(t, flows, `
> begin main
< main.topics [lonely +school grief done]
> tap done
< flow.done-nothing
< main.topics [lonely +school grief done]
> tap done
< flow.done-nothing
< main.topics [lonely +school grief done]
> tap done
< flow.again.human [!human]
< main.topics [lonely +school grief done]
`)
}

func TestPick(t *testing.T) {
	flows := load(t, `flow: main
start: ready
`+names+`
steps:
  ready: {buttons: {on: area}}
  area: {pick: area, go: there, skip: there}
  there: {buttons: {a: bye}}
  bye: {end: done}
`)
	play(t, flows, `
> begin main
< main.ready [on]
> tap on
< main.area [back +skip]
> say xyz
< flow.no-area
< main.area [back +skip]
> say ho
< flow.which [1 2 back +skip]
# two fit: Horsens and Hørsholm; a name or a number picks, and words search again
> back
< main.area [back +skip]
> say ho
< flow.which [1 2 back +skip]
> say helsingør
< main.there{area=Helsingør} [a back]
> show
= main/there area=helsingor turn=7
> back
< main.area [back +skip]
> say ho
< flow.which [1 2 back +skip]
> say 2
< main.there{area=Hørsholm} [a back]
> back
< main.area [back +skip]
> say ho
< flow.which [1 2 back +skip]
> tap 3
< flow.stale
< flow.which [1 2 back +skip]
> tap 1
< main.there{area=Horsens} [a back]
`)
	play(t, flows, `
# known from a start link: passed over, and not a thing to go back to
> begin main area=greve
< main.ready{area=Greve} [on]
> tap on
< main.there{area=Greve} [a back]
> back
< main.ready{area=Greve} [on]
# what is not declared, or cannot be, is not remembered
> begin main area=NOT role=king shoe=42 who5=99999 topics=school,school
< main.ready{area=Greve} [on]
> show
= main/ready area=greve turn=4
`)
}

func TestAsk(t *testing.T) {
	flows := load(t, `flow: main
start: note
`+names+`
steps:
  note: {ask: note, go: bye, skip: bye}
  bye: {end: done}
`)
	play(t, flows, `
> begin main
< main.note [skip]
> say
< flow.again.1
< main.note [skip]
> say 😢
< main.bye
! end main/bye done
> show
= main/bye note=😢 turn=2 ended
> back
< main.note [skip]
> show
= main/note turn=3
> say 2
< main.bye
! end main/bye done
> show
= main/bye note=2 turn=3 ended
`)
}

func TestScreen(t *testing.T) {
	flows := load(t, `flow: main
start: ready
`+names+`
steps:
  ready: {buttons: {on: measure}}
  measure: {screen: who5, save: who5, done: after, skipped: none}
  after:
    branch:
      - {if: who5.score <= 35, go: low}
      - {if: who5.score <= 50, go: middle}
      - {go: fine}
  low: {end: low}
  middle: {end: middle}
  fine: {buttons: {on: none}}
  none: {end: none}
`)
	play(t, flows, `
> begin main
< main.ready [on]
> tap on
< flow.progress{n=1 of=5}||who5.item.1 [5 4 3 2 1 0 back +skip]
> tap 5
< flow.progress{n=2 of=5}||who5.item.2 [5 4 3 2 1 0 back +skip]
# a typed number is the points, not the place of the button
> say 4
< flow.progress{n=3 of=5}||who5.item.3 [5 4 3 2 1 0 back +skip]
> back
< flow.progress{n=2 of=5}||who5.item.2 [5 4 3 2 1 0 back +skip]
> say 6
< flow.again.1
< flow.progress{n=2 of=5}||who5.item.2 [5 4 3 2 1 0 back +skip]
> say lidt af tiden
< flow.progress{n=3 of=5}||who5.item.3 [5 4 3 2 1 0 back +skip]
> say Lidt mere end halvdeln af tiden
< flow.progress{n=4 of=5}||who5.item.4 [5 4 3 2 1 0 back +skip]
> skip
< main.none
! end main/none none
> show
= main/none turn=8 ended
# Tilbage after skipping leads to the item that was skipped
> back
< flow.progress{n=4 of=5}||who5.item.4 [5 4 3 2 1 0 back +skip]
> tap 2
< flow.progress{n=5 of=5}||who5.item.5 [5 4 3 2 1 0 back +skip]
> tap 3
< main.fine{score=56} [on back]
> show
= main/fine who5=51323 turn=11
> back
< flow.progress{n=5 of=5}||who5.item.5 [5 4 3 2 1 0 back +skip]
> show
= main/measure turn=12
> tap 0
< main.middle{score=44}
! end main/middle middle
# out of the screening at its first item
> begin main
< main.ready{score=44} [on]
> tap on
< flow.progress{n=1 of=5}||who5.item.1 [5 4 3 2 1 0 back +skip]
> tap nonsense
< flow.stale
< flow.progress{n=1 of=5}||who5.item.1 [5 4 3 2 1 0 back +skip]
> back
< main.ready{score=44} [on]
`)
}
