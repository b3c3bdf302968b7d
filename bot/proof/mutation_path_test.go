package proof_test

const safety = "flows/safety.yaml"

// pathMutations are slips that only a walk through the talk, or the rules of safety,
// can find.
func pathMutations() []mutation {
	return []mutation{
		// Whoever may be in danger is asked.
		{"a low score is not asked", first, "      - {if: who5.score <= 35, go: low}\n", "", "safety-not-asked unreachable-step"},
		{"a low score leads past the question", first, "low-next:\n    branch:\n      - {if: '\"self-harm\" in topics', go: choose-warm}\n      - {go: safety}", "low-next:\n    branch:\n      - {if: '\"self-harm\" in topics', go: choose-warm}\n      - {go: choose-warm}", "safety-not-asked"},
		{"a slip in the score", first, "who5.score <= 35", "who5.score <= 25", "safety-not-asked"},
		{"less instead of more", first, "who5.score <= 35", "who5.score >= 35", "safety-not-asked"},
		{"a single zero is not asked", first, "fine-next:\n    branch:\n      - {if: 'who5.zero && not (\"self-harm\" in topics)', go: safety}", "fine-next:\n    branch:\n      - {if: 'who5.zero && \"self-harm\" in topics', go: safety}", "safety-not-asked"},
		{"a zero in a middle score is not asked", first, "middle: {go: middle-next}", "middle: {go: choose-warm}", "safety-not-asked unreachable-step"},
		{"who hurts themselves is not asked at all", first, "      - {if: '\"self-harm\" in topics', go: safety-first}\n", "", "no-safety-question safety-not-asked unreachable-step"},
		{"no question in the parents' talk", "flows/parents.yaml", "      - {if: '\"self-harm\" in topics', go: safety}\n", "", "no-safety-question unreachable-step"},

		// Yes leads to help.
		{"yes leads home", first, "safety:\n    buttons:\n      \"yes\":  danger", "safety:\n    buttons:\n      \"yes\":  choose-warm", "crisis-route"},
		{"yes leads to care", first, "safety-first:\n    buttons:\n      \"yes\":  danger", "safety-first:\n    buttons:\n      \"yes\":  care", "crisis-route"},
		{"a parent's yes leads on", "flows/parents.yaml", "\"yes\":  danger", "\"yes\":  hurt", "crisis-route unreachable-step"},
		{"yes to the question in between", "flows/concern.yaml", "\"yes\":  danger", "\"yes\":  back", "crisis-route"},
		{"a step has lost its card", first, "danger: {card: crisis, go: danger-now}", "danger: {go: danger-now}", "crisis-route missing-text"},

		{"the card, and goodbye", first, "danger: {card: crisis, go: danger-now}", "danger: {card: crisis, go: goodbye}", "crisis-route unreachable-step"},
		{"something is said before the card", first, "safety:\n    buttons:\n      \"yes\":  danger", "safety:\n    buttons:\n      \"yes\":  unsafe", "crisis-route"},
		{"who does not know is sent away", first, "unsure: care\n      unsaid: care\n\n  danger:", "unsure: goodbye\n      unsaid: care\n\n  danger:", "crisis-route"},
		{"who will not say is sent away", first, "unsaid: care\n\n  danger:", "unsaid: goodbye\n\n  danger:", "crisis-route"},
		{"the question can be passed over", first, "unsaid: care\n\n  danger:", "unsaid: care\n    skip: care\n\n  danger:", "crisis-route"},
		{"another answer that is a yes", first, "unsaid: care\n\n  danger:", "unsaid: care\n      often:  goodbye\n\n  danger:", "crisis-route missing-text"},
		{"something else is asked before the question", first, "      - {go: safety}\n\n  middle-next:", "      - {go: care}\n\n  middle-next:", "safety-not-asked"},
		{"the screening once more before the question", first, "      - {go: safety}\n\n  middle-next:", "      - {go: intro}\n\n  middle-next:", "safety-not-asked"},

		// A human is near, and nobody is left alone.
		{"no human to choose", first, "choose:\n    buttons:\n      book:    where-book\n      human:   talk-now\n", "choose:\n    buttons:\n      book:    where-book\n", "far-from-human unused-text"},
		{"an end without help", danish, "Bliver det svært, så ring eller skriv til BørneTelefonen på 116 111, eller ring til Livslinien på 70 201 201. Er du i fare, så ring 112.\"", "Hav det godt.\"", "end-without-help"},
		{"an end without help in english", english, "we leave it. Write /menneske if you want to talk to somebody. If you are in danger, call 112.", "we leave it.", "end-without-help"},
		{"nobody there, and no number", danish, "\\n\\nBørneTelefonen svarer hele døgnet på 116 111. Hvad vil du gøre?", "\\n\\nHvad vil du gøre?", "closed-without-help"},
		{"no time, and nobody to turn to", danish, "Jeg kan vise senere tider. Du kan også skrive /menneske og tale med nogen nu.", "Jeg kan vise senere tider.", "none-without-help"},

		// Ways that lead nowhere.
		{"a loop", first, "intro: {go: measure}", "intro: {go: intro}", "far-from-human loop no-safety-question unreachable-step"},
		{"a loop of two", first, "low:    {go: low-next}", "low:    {go: after}", "loop unreachable-step"},
		{"a question that cannot be left", first, "      human:   talk-now\n      partner: partners\n      go-on:   topics\n\n  adult:", "      human:   child\n      partner: child\n      go-on:   child\n\n  adult:", "cannot-leave far-from-human"},
		{"a step nobody comes to", first, "      later:   offer-later", "      later:   no-slot", "unreachable-step"},
		{"the cases in the wrong order", first, "      - {if: who5.score <= 35, go: low}\n      - {if: who5.score <= 50, go: middle}\n", "      - {if: who5.score <= 50, go: middle}\n      - {if: who5.score <= 35, go: low}\n", "case-never-taken safety-not-asked"},
		{"a case that never holds", first, "who5.score <= 50", "who5.score <= 30", "case-never-taken"},
		{"a score before the screening", first, "intro: {go: measure}", "intro: {go: after}", "case-never-taken no-safety-question read-before-set unreachable-step"},
		{"topics before they are asked", first, "young:         {set: {role: young}, go: honest}", "young:         {set: {role: young}, go: heard}", "read-before-set"},
		{"asked, and never looked at", first, "  who5:   screening\n\nsteps:\n  # Who are you?\n\n  hello:\n    buttons:\n      young:         {set: {role: young}, go: honest}", "  who5:   screening\n  mood:   [good, bad]\n\nsteps:\n  # Who are you?\n\n  hello:\n    buttons:\n      young:         {set: {role: young, mood: good}, go: honest}", "never-read"},

		// What is told is known.
		{"no time is told as a time", first, "    booked: thanks\n    none: no-slot\n", "    booked: thanks\n    none: thanks\n", "far-from-human placeholder-unknown unreachable-step"},
		{"a score that was not taken", first, "skipped: choose}", "skipped: low}", "far-from-human read-before-set"},
		{"opening hours of nobody", "flows/human.yaml", "declined: not-now", "declined: no-one-there", "placeholder-unknown"},

		// The rules themselves.
		{"the rules are gone", safety, "", "", "safety-rules"},
		{"the rules are empty", safety, "", "# no rules\n", "syntax"},
		{"a human may be far", safety, "within: 3 taps", "within: 9 taps", "safety-rules"},
		{"only the lowest scores are asked", safety, "when: who5.score <= 35", "when: who5.score <= 15", "safety-rules"},
		{"a zero is not asked", safety, "when: who5.zero", "when: who5.score == 0", "safety-rules"},
		{"ends need no help", safety, "  - name: every-end-helps\n    every: end\n    names: [\"112\", \"116 111\", \"70 201 201\", \"35 55 55 57\", \"/menneske\"]\n    why: nobody is left with nothing to turn to\n", "", "safety-rules"},
		{"no rule for who finds nobody", safety, "  - name: nobody-there-helps\n    every: closed\n    names: [\"112\", \"116 111\", \"70 201 201\", \"35 55 55 57\"]\n    why: who asks for a human and finds nobody needs a number that answers\n", "", "safety-rules"},
		{"a low score in one place", safety, "when: who5.score <= 35", "when: who5.score <= 35 && area != \"helsingor\"", "safety-not-asked safety-rules"},
		{"any end helps", safety, "names: [\"112\", \"116 111\", \"70 201 201\", \"35 55 55 57\", \"/menneske\"]\n    why: nobody", "names: [\".\"]\n    why: nobody", "safety-rules"},
		{"a flow more is excepted", safety, "except: [human, human-now, book]", "except: [human, human-now, book, concern]", "safety-rules"},
		{"a question is none any more", safety, "  concern/ask:                [\"yes\"]\n", "", "no-safety-question safety-rules"},
		{"another answer is the yes", safety, "first-contact/safety:       [\"yes\"]", "first-contact/safety:       [\"unsaid\"]", "crisis-route safety-rules"},
		{"a screening as the question", safety, "safety-questions:\n", "safety-questions:\n  first-contact/measure: [\"0\"]\n", "unknown-value"},
		{"topics as the question", safety, "safety-questions:\n", "safety-questions:\n  first-contact/topics: [lonely]\n", "unknown-value"},
		{"a hand-off as the question", safety, "safety-questions:\n", "safety-questions:\n  first-contact/talk-now: [\"yes\"]\n", "unknown-value"},
		{"a rule with a slip", safety, "passes: safety-question", "passess: safety-question", "missing-key unknown-key"},
		{"a rule about a step that is gone", safety, "first-contact/safety-first:", "first-contact/safety-frist:", "safety-not-asked unknown-target"},
	}
}
