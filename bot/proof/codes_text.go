package proof

// textCodes are what is wrong with the words that people read.
func textCodes() []Code {
	return []Code{
		fault("missing-language", "A language has no file; Danish and English must be there.", "locales/active.en.toml taken away", "Put it back."),
		fault("unknown-language", "Texts in a language that nobody can choose.", "locales/active.de.toml", "Only da and en can be chosen; take the file away, or ask for the language to be added."),
		fault("missing-text", "A step, a button, a service or the program says a text that is not there: the person would read that something is missing.", "\"first-contact.agee\" = \"Hvor gammel er du?\"", "Write the text under exactly the key that the sentence names."),
		warning("unused-text", "Nobody says this text. Often its key has a typing slip, or its step is gone.", "\"first-contact.old-step\" = \"…\"", "Mend the key, or take the text away."),
		fault("empty-text", "A text without words: the person would get silence.", "\"first-contact.age\" = \"\"", "Write it, or take the step away."),
		fault("bad-text", "A text is words in quotes, or has the two plural forms one and other.", "\"talk.waiting\" = 5", "Write it as its neighbours are written."),
		fault("bad-braces", "A brace is not closed, or what stands in it is no name.", "Du har {score ud af 100", "Close it; a brace that shall be read is written twice."),
		fault("placeholder", "Nothing can be put in for a placeholder here, or one that must be there is gone: the person would read a gap.", "Din tid er {tid}", "Write one that the sentence lists."),
		fault("placeholder-differs", "The two languages do not tell the same: one has a placeholder that the other lacks.", "da: Din tid er {time}\nen: Your time is booked", "Write it into both, or into none."),
		fault("placeholder-unknown", "Somebody can come to a text on a way on which its placeholder is not known: they would read \"Din tid er …\" without having a time.", "none: thanks     # whose text says {time}", "Lead the way to a step of its own, or take the placeholder out of the text."),
		fault("fixed-label", "People and scripts look for this button by its words, and nobody may mistake yes for no.", "Book en tid -> Bestil tid", "Write the label as it was."),
		fault("fixed-words", "A booked time and a score are told in words that were promised, and reminders and scripts rely on them; before WHO-5 people read which way its numbers go.", "Vi ses {time}", "Begin as the sentence says."),
		fault("first-message", "The first message does not say that this is a robot, that no name is asked for, or where to get help at once.", "Hej. Hvem er du?", "Say all three, in two or three short sentences."),
		fault("who5-file", "The screening cannot be read.", "flows/who5.yaml taken away", "Put the shipped file back."),
		fault("who5-wording", "A word of WHO-5 was changed, or of its title or instruction. The score is only valid with the published words, and the licence forbids others.", "glad og i godt humør -> glad", "Put the published words back, to the comma."),
		fault("crisis-number", "112 is not the first number in a text for somebody in danger.", "Ring til 116 111, eller 112.", "Put 112 first; at most two more numbers follow."),
		fault("unknown-number", "A number that looks as if one could call it, and stands in no file of flows/services: nobody has checked it.", "Ring 70 201 210", "Mend the number, or add the service with its source and the day it was checked. A number of something else goes into no-phone of locales/reviewed.toml, with the words beside it."),
		fault("turns-away", "The text tells people not to call for help.", "Ring ikke 112", "Say whom to call."),
		fault("unreviewed-text", "The text speaks of death, asks about danger or helps somebody in danger, and is not what a clinician has read: its key with the checksum of just these words stands not in locales/reviewed.toml.", "Vil du dø?", "Let a clinician read it, then write the line that the sentence ends with into locales/reviewed.toml."),
		warning("idle-review", "The list of reviewed texts names one that is gone.", "\"concern.old\" = \"0123456789abcdef\"", "Take it off the list, or mend its name."),
		fault("bad-no-phone", "The entry does not show that its number is none to call: it has no word beside the number, eight digits or more, or speaks of calling.", "no-phone = [\"70 20 12 10\"]", "Write the words beside the number too, as they stand in the text: \"rum 204\"."),
		fault("odd-letter", "A letter of another alphabet, or a digit, that only looks like ours: lists of words and numbers cannot see it.", "Sаg, with a Cyrillic а", "Delete the word and type it anew."),
		fault("method-word", "The text names a way to hurt oneself. That can do harm, whatever it says about it.", "Har du taget piller?", "Say it without the word: Har du gjort noget, der er farligt?"),
		fault("forbidden-word", "The word makes a person a file or an illness: sag, journal, diagnose, patient, klient, depression (case, diagnosis, patient, client), and words made of them. Whoever writes here is neither.", "Vi opretter en sag", "Use everyday words: det, du fortæller; når alt er tungt."),
		warning("hard-to-read", "The texts are hard to read for whom they are for: LIX over 25 for the young, over 35 for others.", "Rådgivningen forudsætter kommunal bopælsregistrering.", "Shorter sentences and everyday words. Begin with the text it points at."),
		warning("cheer", "An exclamation mark sounds like an order or like cheer, to somebody who is frightened.", "Godt gået!", "End with a full stop."),
		warning("long-text", "With its places filled the message has more than 600 characters: nobody reads that on a phone.", "a page of advice", "Cut it, or make two steps of it."),
		fault("too-long-text", "The message is longer than Telegram takes (4,096 characters; 512 and 120 for its own pages), so it would be cut or refused.", "a page of law", "Make several steps of it."),
		warning("long-label", "A button has room for 30 characters on a phone; the rest is cut off.", "Jeg vil gerne tale med nogen om det hele", "Say it in two or three words."),
		warning("many-buttons", "A question has more than 8 buttons of its own (12 to tick): nobody reads them all.", "twelve choices", "Make two questions of it."),
		fault("same-label", "Two buttons of one question read alike, but for signs, accents and capitals. Nobody can tell them apart, and typed words choose the first.", "Ja / ja", "Word one of them differently."),
	}
}
