package proof

// serviceCodes are faults in flows/areas.yaml and flows/services.
func serviceCodes() []Code {
	return []Code{
		fault("no-file", "A file that the directory needs is missing.", "flows/areas.yaml taken away", "Put it back."),
		fault("empty", "Nothing stands where something must.", "name: \"\"", "Write it, or leave the whole key out when it is unknown."),
		fault("file-name", "A service stands in the file that is called as it is.", "service: sind      # in services/sin.yaml", "Rename the file or the service."),
		fault("twice", "The same word stands twice in a list.", "areas: [odder, odder]", "Take one away."),
		fault("not-a-word", "One word or sentence is expected, not a list or nothing.", "name: [SIND]", "Write it without brackets."),
		fault("not-true-or-false", "Only true or false can stand here.", "desk: yes please", "Write true or false."),
		fault("unknown-area", "The area is not in flows/areas.yaml, so nobody there would ever find the service.", "areas: [helsingoer]", "Write the id that areas.yaml has: helsingor."),
		fault("unknown-region", "There are five regions.", "region: Fyn", "Hovedstaden, Sjælland, Syddanmark, Midtjylland or Nordjylland."),
		fault("unknown-kind", "A service is municipal, civil or emergency.", "kind: kommune", "Write one of the three."),
		fault("unknown-audience", "Services are for young, parent or professional.", "audiences: [parents]", "Write the word as the flows have it."),
		fault("unknown-topic", "The topic is not in services/topics.yaml, so no talk can ever lead here by it.", "topics: [sorrow]", "Write a topic of that file, or any."),
		fault("unknown-special", "A service can only be special in topics that it takes.", "topics: [grief]\nspecial: [school]", "Name the topic in topics too."),
		fault("unknown-format", "Talks are in-person, phone, video or chat.", "formats: [fax]", "Write one of the four."),
		fault("bad-ages", "The ages are not a range that goes upwards.", "ages: 25-12", "Write such as 12-25, or all."),
		fault("bad-hours", "The opening hours cannot be read, so people would be sent to a closed door.", "hours: {mon-thu: 16-9}", "Write such as {mon-thu: 9-16, fri: 9:30-12}, or always."),
		fault("bad-phone", "The number is not one that can be called in Denmark: 8 digits, or a short one of 3, 4 or 6.", "phone: 70 201 20", "Look it up at the source, and set verified to today."),
		fault("bad-web", "The address is not one of the web, or not a safe one.", "web: headspace.dk", "Begin with https://"),
		fault("bad-date", "The day cannot be read.", "verified: 1/11 2026", "Write it as 2026-11-01, or null when nobody has checked."),
		fault("bad-card", "The place on the crisis card is no number, or taken.", "card: 1      # 112 has it", "Give it a free place, or leave it out."),
		fault("no-112", "112 does not stand first on the crisis card.", "services/alarm-112.yaml taken away", "Put it back, with phone 112 and card: 1."),
		fault("desk-hours", "A desk without opening hours never lets anybody in.", "desk: true      # and no hours", "Write its hours."),
		fault("desk-formats", "A desk that does not say how one talks there cannot offer times.", "desk: true      # and no formats", "Write its formats."),
		warning("no-contact", "People are told of a service that they can reach in no way.", "a service without phone, sms, web, address and desk", "Write at least one of them."),
		warning("unreachable-service", "Whatever area, age and topic somebody gives, other services come before this one: it is never shown.", "an eighth service for anything, everywhere", "Make it special in what it knows most, or narrow its areas and ages."),
		warning("stray-file", "Nobody reads the file: its name or its folder does not fit.", "flows/school.YAML, flows/school/talk.yaml", "Rename it to .yaml, or texts to active.da.toml and active.en.toml; put it where the others stand, or take it away."),
	}
}
