package proof

// pathCodes are what is wrong with the ways through the conversations. Their findings
// show the shortest conversation that leads there.
func pathCodes() []Code {
	return []Code{
		fault("safety-rules", "flows/safety.yaml is gone, or asks for less than the one that is built in: a question, an answer or a rule is missing, or speaks of less.",
			"within: 9 taps", "Put the rule back; it may be made stricter, not left out."),
		fault("safety-not-asked", "Somebody whom the rules want asked about danger comes to another question, or to an end, without the question.",
			"after:\n  branch:\n    - {go: choose}     # the case for who5.score <= 35 is gone", "Lead everybody of whom the rule speaks past a safety question."),
		fault("no-safety-question", "Whatever somebody answers in this flow, nobody ever asks whether they are in danger; or no conversation comes to a question that should.",
			"a new flow without the question", "Lead to a safety question from somewhere in it."),
		fault("crisis-route", "Somebody says yes, they are in danger, and something else than the crisis card comes first, or no button to a human after it. Or who says neither yes nor no is led to no human, or the question can be skipped.",
			"safety:\n  buttons: {\"yes\": choose}", "Lead the answer to a step with card: crisis."),
		fault("far-from-human", "From this question a human is more than three taps away.", "a question without the button human, in the middle of many",
			"Add an answer that leads to a hand-off."),
		fault("end-without-help", "The last message names nobody to turn to.", "\"first-contact.goodbye\" = \"Farvel.\"", "Name a number, or /menneske, in the text of the end in every language."),
		fault("closed-without-help", "Somebody asks for a human, nobody is there, and nothing that is said or offered then helps.",
			"closed: goodbye", "Lead to a step that names a number which answers."),
		fault("none-without-help", "No time is free, and nothing that is said or offered then helps.", "none: sorry", "Lead to a step that offers a human or another place."),
		fault("dead-end", "From here no answer ever leads to an end or to a human: the conversation goes round for ever.", "a: {buttons: {x: b}}\nb: {buttons: {x: a}}", "Lead one of the answers out."),
		fault("cannot-leave", "Every answer to the question leads back to it.", "again: {buttons: {x: again}}", "Lead one of them somewhere else."),
		fault("loop", "Steps lead to each other without a question in between, so the robot would talk for ever.", "a: {go: b}\nb: {go: a}", "Put a question in, or lead one of them elsewhere."),
		fault("endless-call", "A flow that is called never comes to its end, so what stands after the call is never reached.", "a called flow that leads back into itself", "Lead it to an end."),
		fault("read-before-set", "A case asks about something that nobody has been asked yet on some way to it, so it can only guess.", "branch on who5.score before the screening", "Ask before, or lead that way round the step."),
		fault("case-never-taken", "A case that never holds when a conversation comes to it: whoever wrote it thinks that it does.", "- {if: who5.score <= 50, go: middle}\n- {if: who5.score <= 35, go: low}", "Change the order of the cases, or take it away."),
		warning("never-chosen", "A button or outcome that nobody can ever come to.", "a way on that is always passed over", "Take it away, or mend what comes before it."),
		warning("never-read", "Something is asked and remembered, and nobody ever looks at it. What is not needed must not be asked.", "ask: note, and no hand-off that shares it", "Do not ask for it, or share it with the counsellor."),
		fault("not-covered", "There are more ways through the conversations than the walk has room for, so not all of them were looked at.", "thirty topics, and a branch on each", "Ask for less with conditions, or split the flow."),
	}
}
