package flow_test

import "testing"

func TestOfferSlot(t *testing.T) {
	flows := load(t, `flow: main
start: hello
`+names+`
steps:
  hello: {buttons: {a: offer, b: later}}
  offer:
    offer-slot: {within: 7d, show: 3}
    booked: thanks
    none: no-slot
    declined: choose
  later:
    offer-slot: {within: 36h, show: 1, later: true}
    booked: thanks
    none: no-slot
    declined: choose
  thanks: {go: choose}
  no-slot: {buttons: {a: choose}}
  choose: {buttons: {a: bye}}
  bye: {end: done}
`)
	play(t, flows, `
> begin main
< main.hello [a b]
> tap a
! offer 168h0m0s show 3 more "" later false
> report free choices=10,11,12 more=t4 text=tider
< main.offer||tider [1 2 3 more none back]
> tap more
! offer 168h0m0s show 3 more "t4" later false
> report free choices=14,15
< main.offer [1 2 none back]
# the words fit nothing: the same page is fetched again
> say pjat
< flow.again.1
! offer 168h0m0s show 3 more "t4" later false
> report free choices=14,15
< main.offer [1 2 none back]
# Tilbage leads to the first page, then to the question before
> back
! offer 168h0m0s show 3 more "" later false
> report free choices=10,11,12 more=t4
< main.offer [1 2 3 more none back]
> back
< main.hello [a b]
> tap a
! offer 168h0m0s show 3 more "" later false
> report free choices=10,11,12
< main.offer [1 2 3 none back]
> say kl. 11
! book 11
# gone a moment ago: told, and the next times in the same answer
> report taken choices=12,13
< flow.taken
< main.offer [1 2 none back]
> say nr 2 tak
< flow.again.1
! offer 168h0m0s show 3 more "" later false
> report free choices=12,13
< main.offer [1 2 none back]
> say 2
! book 13
> report booked time=13 pass=BlåRæv
< main.thanks{pass=BlåRæv time=13}
< main.choose{pass=BlåRæv time=13} [a]
# what is booked cannot be taken back by Tilbage
> back
< flow.no-back
< main.choose{pass=BlåRæv time=13} [a]
> tap a
< main.bye
! end main/bye done
`)
	play(t, flows, `
> begin main
< main.hello [a b]
> tap b
! offer 36h0m0s show 1 more "" later true
> report none
< main.no-slot [a back]
> back
< main.hello [a b]
> tap b
! offer 36h0m0s show 1 more "" later true
> report free
< main.no-slot [a back]
> back
< main.hello [a b]
> tap b
! offer 36h0m0s show 1 more "" later true
> report free choices=10
< main.later [1 none back]
> tap 1
! book 10
> report taken
< flow.taken
< main.no-slot [a back]
> back
< main.hello [a b]
> tap b
! offer 36h0m0s show 1 more "" later true
> report free choices=10
< main.later [1 none back]
> tap none
< main.choose [a back]
> back
! offer 36h0m0s show 1 more "" later true
# a report that nobody waits for changes nothing
> report card
> report waiting
> show
= main/later turn=10
# shown again, the times are asked for again
> again
! offer 36h0m0s show 1 more "" later true
> report free choices=10
< main.later [1 none back]
`)
}

const withHuman = `
steps:
  hello: {buttons: {young: {set: {role: young}, go: human}, parent: human}}
  human:
    hand-off: {to: counsellor, share: [role, topics, note]}
    ended: after
    closed: nobody
    declined: choose
  after: {buttons: {a: bye}}
  nobody: {buttons: {a: choose}}
  choose: {buttons: {a: bye, human: human}}
  bye: {end: done}
`

func TestHandOff(t *testing.T) {
	flows := load(t, "flow: main\nstart: hello\n"+names+withHuman, `flow: book
start: when
steps:
  when: {buttons: {a: bye, b: ask}}
  ask: {buttons: {a: bye}}
  bye: {end: booked}
`)
	play(t, flows, `
> begin main
< main.hello [young parent]
# nothing to pass on: nothing is asked
> tap parent
! human counsellor []
> report closed opens=8
< main.nobody{opens=8} [a back]
> tap a
< main.choose [a human back]
# what the question said is said again when it is come back to
> back
< main.nobody{opens=8} [a back]
> back
< main.hello [young parent]
> begin main topics=school,grief
< main.hello [young parent]
> tap young
< flow.share{what=share.role flow.and share.topics} [yes no back]
> back
< main.hello [young parent]
> tap young
< flow.share{what=share.role flow.and share.topics} [yes no back]
> say ja
! human counsellor [role topics]
> report waiting
> show
= main/human role=young topics=school,grief turn=9 asleep
# asleep, it answers nothing
> say hallo
> tap yes
> back
> skip
> again
> report claimed
> report booked
> show
= main/human role=young topics=school,grief turn=9 asleep
> report ended
< main.after [a]
> back
< flow.no-back
< main.after [a]
`)
	play(t, flows, `
> begin main role=parent
< main.hello [young parent]
> tap parent
< flow.share{what=share.role} [yes no back]
> tap no
! human counsellor []
> report waiting
# a time instead, without losing the place in line
> call book
< book.when [a b]
> tap b
< book.ask [a back]
> tap a
< book.bye
> show
= main/human role=parent turn=4 asleep
> report left
< main.choose [a human]
`)
}

func TestHumanComesWhileBooking(t *testing.T) {
	flows := load(t, "flow: main\nstart: hello\n"+names+withHuman, `flow: book
start: when
steps:
  when: {buttons: {a: bye, b: when}}
  bye: {end: booked}
`)
	play(t, flows, `
> begin main
< main.hello [young parent]
> tap parent
! human counsellor []
> report waiting
> call book
< book.when [a b]
> report claimed
> show
= main/human turn=2 asleep
> call book
< book.when [a b]
# asked for a second time from within: no second sleeper is left behind
> call main
< main.hello [young parent back]
> tap parent
! human counsellor []
> report waiting
> report ended
< main.after [a]
> report ended
> report left
> report claimed
> show
= main/after turn=5
`)
}

func TestRefer(t *testing.T) {
	flows := load(t, `flow: main
start: hello
steps:
  hello: {buttons: {a: others, b: near}}
  others: {refer: {kind: civil, show: 4}, go: after, none: nobody}
  near: {refer: {}, go: after}
  after: {buttons: {a: bye}}
  nobody: {buttons: {a: bye}}
  bye: {end: done}
`)
	play(t, flows, `
> begin main
< main.hello [a b]
> tap a
! partners "civil" 4
> report partners choices=headspace,tuba text=Headspace|Tuba
< main.others||Headspace|Tuba [1 2 done back]
> say kl. tuba
! card tuba
> report card text=Om-Tuba
< Om-Tuba
< main.others [1 2 done back]
> tap 2
! card tuba
> report card
< main.others [1 2 done back]
> tap 3
< flow.stale
! partners "civil" 4
> report partners choices=headspace
< main.others [1 done back]
> tap done
< main.after [a back]
> back
! partners "civil" 4
> report none
< main.nobody [a back]
> back
< main.hello [a b]
> tap b
! partners "" 4
> report partners
< main.after [a back]
`)
}

func TestNothingBegunAndUnknownFlow(t *testing.T) {
	flows := load(t, "flow: main\nstart: hello\nsteps: {hello: {buttons: {a: hello}}}", "flow: side\nstart: in\nsteps: {in: {buttons: {a: in}}}")
	for _, script := range []string{
		"> say hej\n< main.hello [a]", "> tap a\n< main.hello [a]", "> back\n< main.hello [a]", "> again\n< main.hello [a]",
		"> begin nowhere\n< main.hello [a]", "> begin\n< main.hello [a]", "> report ended", "> report free", "> call nowhere\n< main.hello [a]",
		"> begin side\n< side.in [a]\n> begin nowhere\n< side.in [a]",
	} {
		play(t, flows, script)
	}
}

func TestLoop(t *testing.T) {
	flows := load(t, `flow: main
start: hello
`+names+`
steps:
  hello: {buttons: {young: {set: {role: young}, go: round}, parent: offer, how: inward}}
  round: {go: and-round}
  and-round: {go: round}
  offer: {offer-slot: {}, booked: offer, none: offer, declined: offer}
  inward: {call: side, go: hello}
`, "flow: side\nstart: in\nsteps: {in: {call: side, go: in}}", "flow: spin\nstart: on\nsteps: {on: {go: 'on'}}")
	play(t, flows, `
> begin main
< main.hello [young parent how]
> tap young
< main.round
< main.and-round
< flow.loop [!human]
< main.hello [young parent how]
> show
= main/hello turn=2
> tap how
< flow.loop [!human]
< main.hello [young parent how]
# a loop from the very beginning: nothing to go back to, but never silence
> begin spin
< spin.on
< flow.loop [!human]
> say hej
< flow.again.1
< spin.on
< flow.loop [!human]
> tap a
< flow.stale
< spin.on
< flow.loop [!human]
> again
< spin.on
< flow.loop [!human]
`)
	// A loop that goes on through reports ends as well.
	p := &player{TB: t, flows: flows}
	p.input("begin main")
	p.input("tap parent")
	for n := 0; p.lines[len(p.lines)-1] != "< main.hello [young parent how]"; n++ {
		if n > 200 {
			t.Fatalf("the loop goes on: %v", p.lines[len(p.lines)-3:])
		}
		p.input("report none")
	}
}

func TestPlaceIsGone(t *testing.T) {
	old := load(t, "flow: main\nstart: hello\n"+names+"steps: {hello: {buttons: {young: {set: {role: young}, go: second}}}, second: {buttons: {a: hello}}}",
		"flow: side\nstart: in\nsteps: {in: {buttons: {a: in}}}")
	news := load(t, "flow: main\nstart: hello\n"+names+"steps: {hello: {buttons: {young: third}}, third: {buttons: {a: hello}}}")
	for _, c := range []struct{ name, before, after string }{
		{"words", "> begin main\n> tap young", "> say a\n< flow.restart\n< main.hello [young]\n> show\n= main/hello role=young turn=3"},
		{"a tap", "> begin main\n> tap young", "> tap a\n< flow.restart\n< main.hello [young]"},
		{"the flow", "> begin side", "> again\n< flow.restart\n< main.hello [young]"},
		{"a call into the new", "> begin main\n> tap young", "> call main\n< main.hello [young]"},
		{"what is come back to", "> begin main\n> tap young\n> call main", "> back\n< flow.restart\n< main.hello [young]"},
		{"where it was called from", "> begin main\n> tap young\n> call side", "> say a\n< flow.restart\n< main.hello [young]"},
		{"a report", "> begin main\n> tap young", "> report free\n< flow.restart\n< main.hello [young]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &player{TB: t, flows: old}
			for _, line := range split(c.before) {
				p.input(line[2:])
			}
			p.flows, p.lines = news, nil
			replay(t, p, c.after)
		})
	}
}

func TestSleeperIsGone(t *testing.T) {
	old := load(t, "flow: main\nstart: hello\n"+names+withHuman)
	news := load(t, "flow: main\nstart: hello\nsteps: {hello: {buttons: {a: human}}, human: {buttons: {a: hello}}}")
	p := &player{TB: t, flows: old}
	for _, line := range []string{"begin main", "tap parent", "report waiting"} {
		p.input(line)
	}
	p.flows, p.lines = news, nil
	replay(t, p, `
> report claimed
> say hej
> report ended
< flow.restart
< main.hello [a]
`)
}
