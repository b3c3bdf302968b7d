package proof_test

const first = "flows/first-contact.yaml"

// flowMutations are slips in how a conversation is written.
func flowMutations() []mutation {
	return []mutation{
		{"a tab", first, "\n  area: {pick: area", "\n\tarea: {pick: area", "syntax"},
		{"a bracket is open", first, "go: age, skip: age}", "go: age, skip: age", "syntax"},
		{"a key nobody reads", first, "go: age, skip: age}", "go: age, skipp: age}", "unknown-key"},
		{"a key is missing", first, "save: who5, done: after, ", "done: after, ", "missing-key"},
		{"a step stands twice", first, "\n  honest:", "\n  area: {go: age}\n  honest:", "duplicate-key"},
		{"a step that is not there", first, "go: age, skip: age}", "go: agee, skip: age}", "unknown-target"},
		{"a flow that is not there", first, "go: parents/start}", "go: parent/start}", "unknown-flow"},
		{"a name that is not declared", first, "if: who5.score <= 35", "if: who.score <= 35", "unknown-name"},
		{"a value that cannot be", first, "set: {age: 12-14}", "set: {age: 12-15}", "unknown-value"},
		{"a condition that cannot be read", first, "if: who5.score <= 35", "if: who5.score =< 35", "bad-condition"},
		{"no last case", first, "\n      - {go: fine}", "", "no-default"},
		{"the last case first", first, "branch:\n      - {if: who5.score <= 35, go: low}", "branch:\n      - {go: fine}\n      - {if: who5.score <= 35, go: low}", "default-not-last"},
		{"a step with two ends", first, "own-words: {ask: note,", "own-words: {ask: note, pick: area,", "two-kinds"},
		{"a step that does nothing", first, "thanks: {end: booked}", "thanks: {ends: booked}", "no-kind"},
		{"a name of a button", first, "      later:   offer-later", "      Senere tider:   offer-later", "bad-id"},
		{"a name of a button that is too long", first, "      later:   offer-later", "      " + times(41, "x") + ":   offer-later", "bad-id"},
		{"a flow under another name", "flows/book.yaml", "flow: book", "flow: booking", "wrong-name"},
		{"a flow that others call is gone", "flows/book.yaml", "", "", "unknown-flow"},
		{"a flow that the program plays is gone", "flows/human.yaml", "", "", "missing-flow unknown-flow"},
		{"a flow nobody reads", "flows/more.yml", "", "flow: more\n", "stray-file"},
		{"a flow with a capital ending", "flows/more.YAML", "", "flow: more\n", "stray-file"},
		{"a flow in a folder of its own", "flows/school/more.yaml", "", "flow: more\n", "stray-file"},
		{"a copy of a flow", "flows/first-contact.yaml.bak", "", "flow: first-contact\n", "stray-file"},
		{"a note for colleagues", "flows/README.md", "", "# How we write\n", ""},
		{"ten choices", first, "      numbers: numbers\n\n  goodbye:", "      numbers: numbers\n" + buttons(6) + "\n  goodbye:", "many-buttons missing-text"},
	}
}

func buttons(n int) string {
	text := ""
	for i := range n {
		text += "      more-" + string(rune('a'+i)) + ": numbers\n"
	}
	return text
}

// serviceMutations are slips in the directory.
func serviceMutations() []mutation {
	const esbjerg = "flows/services/headspace-esbjerg.yaml"
	return []mutation{
		{"hours that run backwards", "flows/services/headspace-family.yaml", "tue: 9-15", "tue: 15-9", "bad-hours"},
		{"hours of no day", "flows/services/headspace-family.yaml", "tue: 9-15", "tir: 9-15", "unknown-key"},
		{"a number that lost a digit", "flows/services/sind.yaml", "phone: 70 23 27 50", "phone: 70 23 27 5", "bad-phone"},
		{"a number that changed under a text", "flows/services/livslinien.yaml", "phone: 70 201 201", "phone: 70 201 202", "unknown-number"},
		{"an area that is not there", esbjerg, "areas: [esbjerg]", "areas: [esbjærg]", "unknown-area"},
		{"ages that run backwards", esbjerg, "ages: 12-25", "ages: 25-12", "bad-ages"},
		{"112 is off the card", "flows/services/alarm-112.yaml", "card: 1\n", "", "no-112"},
		{"a desk without hours", esbjerg, "\nhours:", "\nhour:", "desk-hours unknown-key"},
		{"a service nobody can reach", "flows/services/sorgcenter.yaml", "", "service: sorgcenter\nname: Sorgcenter\nkind: civil\nareas: all\nages: 0-27\naudiences: [young]\ntopics: [grief]\nspecial: [grief]\nsource: a test\n", "no-contact"},
		{"a name with a method in it", "flows/services/sind.yaml", "name: ", "name: Pille-", "method-word"},
		{"a name with an illness in it", "flows/services/sind.yaml", "name: ", "name: Depression-", "forbidden-word"},
		{"a name that speaks of death", "flows/services/sind.yaml", "name: ", "name: Efter selvmord ", "unreviewed-text"},
		{"a name that fills two buttons", "flows/services/sind.yaml", "name: ", "name: Landsforeningen for det hele og ", "long-label"},
	}
}

// triageMutations are slips in the rules that notice danger.
func triageMutations() []mutation {
	const danish = "flows/triage/da.yaml"
	return []mutation{
		{"a rule of a family that is not there", danish, "  - name: wish to die\n    family: suicidal thoughts", "  - name: wish to die\n    family: suicide", "triage"},
		{"a group that is not there", danish, "@ønsker .. dø|død", "@ønske .. dø|død", "triage"},
		{"a rule that begins with a gap", danish, "\"@ønsker .. dø|død\"", "\".. dø|død\"", "triage"},
		{"the rules in another language are gone", "flows/triage/en.yaml", "", "", "triage"},
		{"a rule that lost its ways to say it", danish, "\"afskedsbrev*|selvmordsbrev*\"", "\"afskedsfest*\"", "triage-misses"},
		{"a rule without examples", danish, "    finds:\n      - jeg vil dø\n", "    leaves:\n      - jeg vil dø\n", "triage"},
		{"a rule that says too much", danish, "\"bare dø\"", "\"bare\"", "triage-alarms"},
	}
}
