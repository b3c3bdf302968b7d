package proof_test

const (
	danish   = "locales/active.da.toml"
	english  = "locales/active.en.toml"
	reviewed = "locales/reviewed.toml"
)

// textMutations are slips in what people read.
func textMutations() []mutation {
	return []mutation{
		// The files.
		{"a quote is missing", danish, `"flow.and" = "og"`, `"flow.and" = "og`, "syntax"},
		{"a text stands twice", danish, `"flow.and" = "og"`, "\"flow.and\" = \"og\"\n\"flow.and\" = \"og\"", "duplicate-key"},
		{"a text is a number", danish, `"flow.and" = "og"`, `"flow.and" = 1`, "bad-text"},
		{"a text is empty", danish, `"flow.and" = "og"`, `"flow.and" = " "`, "empty-text"},
		{"a plural is missing", danish, "[\"desk.place\"]\none = \"nr. {count} i køen\"", `["desk.place"]`, "bad-text"},
		{"a brace is open", danish, `"flow.progress" = "{n} af {of}"`, `"flow.progress" = "{n} af {of"`, "bad-braces"},
		{"english is gone", english, "", "", "missing-language"},
		{"a third language", "locales/active.de.toml", "", `"button.book" = "Termin"`, "unknown-language"},
		{"no language at all", "locales/active.x!.toml", "", `"button.book" = "Termin"`, "unknown-language"},
		{"a third language without a text", "locales/active.de.toml", "", "# nothing yet\n", "unknown-language"},
		{"a text stands under the last plural", danish, "other = \"{count} ledige\"", "other = \"{count} ledige\"\n\"flow.more\" = \"Flere\"", "bad-text"},
		{"a file nobody reads", "locales/danish.toml", "", `"button.book" = "Tid"`, "stray-file"},

		// Who says what.
		{"a step has no text", danish, `"first-contact.age" =`, `"first-contact.agee" =`, "missing-text unused-text"},
		{"a button has no english", english, `"first-contact.age.over-25" =`, `"# first-contact.age.over-25" =`, "missing-text unused-text"},
		{"the program has no text", danish, `"talk.stop" =`, `"talk.stopp" =`, "missing-text unused-text"},
		{"a service has no text", danish, `"services.sind" =`, `"services.sint" =`, "missing-text unused-text"},
		{"a value has no english", english, `"value.topics.love" = `, `"value.topics.luv" = `, "missing-text unused-text"},
		{"a text of nobody", danish, `"flow.and" = "og"`, "\"flow.and\" = \"og\"\n\"first-contact.oldest\" = \"Hej\"", "unused-text"},

		// Placeholders.
		{"a placeholder is misspelt", danish, `giver {score} ud af 100. Det er ikke`, `giver {skore} ud af 100. Det er ikke`, "placeholder"},
		{"a placeholder of the program is gone", danish, `"talk.call" = "Ring {number}"`, `"talk.call" = "Ring"`, "placeholder"},
		{"a placeholder of a plural is wrong", danish, `one = "Du er den næste i køen hos {service}.`, `one = "Du er den næste i køen hos {place}.`, "placeholder"},
		{"a placeholder in a service", danish, `"services.sind" = "Du kan ringe`, `"services.sind" = "Du kan ringe {time}`, "placeholder"},
		{"english tells no score", english, `{score} out of 100. That is not a low`, `52 out of 100. That is not a low`, "placeholder-differs"},

		// Promises.
		{"a fixed label has changed", danish, `"first-contact.choose.book" = "Book en tid"`, `"first-contact.choose.book" = "Bestil tid"`, "fixed-label"},
		{"back is called otherwise", danish, `"button.back" = "Tilbage"`, `"button.back" = "Et skridt bagud"`, "fixed-label"},
		{"delete is called otherwise", danish, `"talk.delete.yes" = "Ja, slet alt"`, `"talk.delete.yes" = "Ja, slet det"`, "fixed-label"},
		{"a booked time is told otherwise", danish, `"first-contact.thanks" = "Din tid er {time} hos {service}.`, `"first-contact.thanks" = "Vi ses {time} hos {service}.`, "fixed-words"},
		{"a score is told otherwise", danish, `giver {score} ud af 100. Det er ikke`, `giver {score} point. Det er ikke`, "fixed-words"},
		{"the robot does not say what it is", danish, `"first-contact.hello" = "Hej, jeg er en robot. Jeg finder`, `"first-contact.hello" = "Hej. Jeg finder`, "first-message"},
		{"a word of WHO-5", "flows/who5.yaml", "glad og i godt humør", "glad", "who5-wording"},
		{"a comma of WHO-5", "flows/who5.yaml", "fyldt med ting der", "fyldt med ting, der", "who5-wording"},
		{"an answer of WHO-5 in english", "flows/who5.yaml", "- At no time", "- Never", "who5-wording"},
		{"an answer of WHO-5 is gone", "flows/who5.yaml", "      - Lidt af tiden\n", "", "who5-file"},
		{"the instruction of WHO-5", "flows/who5.yaml", "Højere tal betyder bedre trivsel.", "Højere tal betyder dårligere trivsel.", "who5-wording"},
		{"the instruction of WHO-5 in english", "flows/who5.yaml", "over the last two weeks. Notice", "over the last two years. Notice", "who5-wording"},
		{"what is said before WHO-5", danish, "Højere tal betyder bedre trivsel.", "Højere tal betyder dårligere trivsel.", "fixed-words"},
		{"what is said before WHO-5 in english", english, "Higher numbers mean better well-being.", "Higher numbers mean worse well-being.", "fixed-words"},
		{"WHO-5 is gone", "flows/who5.yaml", "", "", "who5-file"},

		// Danger.
		{"the card begins with another number", danish, `"talk.broken" = "Er du i fare lige nu, så ring 112.`, `"talk.broken" = "Er du i fare lige nu, så ring 114.`, "crisis-number"},
		{"112 is the second number", danish, `"talk.stop" = "Det er i orden, vi stopper her.`, `"talk.stop" = "Det er i orden, vi stopper her. Ring til 116 111.`, "crisis-number"},
		{"a number with a slip", danish, `"first-contact.no-slot-later" = "Jeg kan heller ikke finde senere tider. BørneTelefonen svarer hele døgnet på 116 111.`, `"first-contact.no-slot-later" = "Jeg kan heller ikke finde senere tider. BørneTelefonen svarer hele døgnet på 116 112.`, "unknown-number"},
		{"a number nobody has checked", english, `"first-contact.partner-after" = "`, `"first-contact.partner-after" = "Call 33 12 47 74. `, "unknown-number"},
		{"a number with dots", danish, `"first-contact.partner-after" = "`, `"first-contact.partner-after" = "Ring på 33.12.47.74. `, "unknown-number"},
		{"death in a new text", danish, `"first-contact.middle" = "`, `"first-contact.middle" = "Har du tænkt på selvmord? `, "unreviewed-text"},
		{"death in english", english, `"first-contact.middle" = "`, `"first-contact.middle" = "Have you thought of taking your own life? `, "unreviewed-text"},
		{"a reviewed text is taken off the list", reviewed, "\n\"first-contact.safety\" = ", "\n#", "unreviewed-text"},
		{"another text on the list has changed", reviewed, "[da]\n", "[da]\n\"talk.help\" = \"0123456789abcdef\"\n", "unreviewed-text"},
		{"the list names a text that is gone", reviewed, "[en]\n", "[en]\n\"talk.crisis.old\" = \"0123456789abcdef\"\n", "idle-review"},
		{"a number to call is called none", reviewed, "no-phone = [", "no-phone = [\"70 20 12 10\", ", "bad-no-phone"},
		{"and so is one with words", reviewed, "no-phone = [", "no-phone = [\"ring til 1889\", ", "bad-no-phone"},
		{"and so is one with eight digits", reviewed, "no-phone = [", "no-phone = [\"dem 70 20 12 10\", ", "bad-no-phone"},
		{"no and yes change places", danish, `"first-contact.safety.yes" = "Ja"`, `"first-contact.safety.yes" = "Nej"`, "fixed-label same-label unreviewed-text"},
		{"yes means no in english", english, `"concern.ask.yes" = "Yes"`, `"concern.ask.yes" = "No, never"`, "fixed-label unreviewed-text"},
		{"an answer about danger is worded otherwise", danish, `"first-contact.safety.unsure" = "Måske, jeg ved det ikke"`, `"first-contact.safety.unsure" = "Måske ikke"`, "unreviewed-text"},
		{"the question about danger asks something else", danish, `Tænker du på at tage dit eget liv?"`, `Kan du lide is?"`, "unreviewed-text"},
		{"the question about danger says something else", english, `Are you thinking of taking your own life?"`, `You should be taking your own life."`, "unreviewed-text"},
		{"the card says something else", danish, `"talk.crisis.suicidal" = "Er du i fare lige nu, så ring 112.`, `"talk.crisis.suicidal" = "Er du i fare lige nu, så ring 112. Det går nok over.`, "unreviewed-text"},
		{"the card says something else in english", english, `"talk.crisis.suicidal" = "If you are in danger right now, call 112.`, `"talk.crisis.suicidal" = "If you are in danger right now, call 112. It will pass.`, "unreviewed-text"},
		{"the list has another name", reviewed, "no-phone =", "numbers =", "unknown-key"},
		{"the list has a third language", reviewed, "[da]\n", "[de]\n\"talk.help\" = \"1\"\n[da]\n", "unknown-key"},
		{"a method", danish, `"first-contact.middle" = "`, `"first-contact.middle" = "Har du taget piller? `, "method-word"},
		{"a method in english", english, `"first-contact.middle" = "`, `"first-contact.middle" = "Do you cut yourself? `, "method-word"},

		{"the list is gone", reviewed, "", "", "unreviewed-text"},
		{"the list cannot be read", reviewed, "[da]", "[da", "syntax unreviewed-text"},

		// Words.
		{"somebody becomes a file", danish, `"first-contact.choose-warm" = "`, `"first-contact.choose-warm" = "Der bliver ikke oprettet en Sag. `, "forbidden-word"},
		{"somebody becomes ill", danish, `"first-contact.middle" = "`, `"first-contact.middle" = "Det kan være en depression. `, "forbidden-word"},
		{"somebody becomes a patient", english, `"first-contact.middle" = "`, `"first-contact.middle" = "Many patients feel so. `, "forbidden-word"},
		{"somebody has a record", danish, `"first-contact.middle" = "`, `"first-contact.middle" = "Det står i din journal. `, "forbidden-word"},
		{"cheer", danish, `"first-contact.goodbye" = "Det er godt, at du skrev.`, `"first-contact.goodbye" = "Det er godt, at du skrev!`, "cheer"},
		{"an office speaks", danish, `"first-contact.partner-after" = "`, `"first-contact.partner-after" = "Rådgivningstilbuddene forudsætter dokumenteret bopælsregistrering i kommunen, hvorefter visitationsudvalget behandler henvendelsen individuelt inden sagsbehandlingsfristens udløb. `, "forbidden-word hard-to-read"},
		{"a whole flow gets heavier", danish, `"book.no-slot-later" = "`, `"book.no-slot-later" = "` + times(12, "Du kan altid skrive til kommunens rådgivere, der gerne hjælper familien. "), "hard-to-read long-text"},
		{"a page instead of a message", danish, `"first-contact.partner-after" = "`, `"first-contact.partner-after" = "` + times(20, "Her kan du læse en masse om det. ") + `"` + "\n" + `"first-contact.partner-after.x" = "`, "long-text unused-text"},
		{"a book instead of a message", danish, `"first-contact.partner-after" = "`, `"first-contact.partner-after" = "` + times(140, "Her kan du læse en masse om det. "), "too-long-text"},
		{"telegram's page is too long", danish, `"telegram.about" = "`, `"telegram.about" = "` + times(3, "Her kan du læse mere om det. "), "too-long-text"},
		{"a button is a sentence", danish, `"first-contact.partner-after.enough" = "Ja, tak"`, `"first-contact.partner-after.enough" = "Ja, tak, det gjorde jeg, så det er nok for nu"`, "long-label"},
		{"a button of the program is a sentence", danish, `"talk.button.safe" = "Jeg er i sikkerhed"`, `"talk.button.safe" = "Jeg er i sikkerhed nu, så det behøver du ikke tænke på"`, "long-label"},
		{"two buttons read alike", danish, `"first-contact.partner-after.enough" = "Ja, tak"`, `"first-contact.partner-after.enough" = "book  en TID"`, "same-label"},
		{"two buttons differ by a sign", danish, `"first-contact.partner-after.enough" = "Ja, tak"`, `"first-contact.partner-after.enough" = "Book en tid…"`, "same-label"},
		{"two buttons differ by an accent", danish, `"first-contact.partner-after.enough" = "Ja, tak"`, `"first-contact.partner-after.enough" = "Bóok en tid"`, "same-label"},
		{"two buttons differ by a ring", danish, `"first-contact.hello.young" = "Jeg er ung"`, `"first-contact.hello.young" = "Jeg er foraelder"`, "same-label"},
		{"two buttons are signs", danish, `"first-contact.partner-after.enough" = "Ja, tak"`, `"first-contact.partner-after.enough" = "👍"`, ""},
		{"a button reads like back", english, `"first-contact.care.not-now" = "`, `"first-contact.care.not-now" = "Back"` + "\n" + `"first-contact.care.x" = "`, "same-label unused-text"},
	}
}

func times(n int, words string) string {
	text := ""
	for range n {
		text += words
	}
	return text
}
