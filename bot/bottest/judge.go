package bottest

import (
	"strings"

	"lyt/bot/triage"
)

// said is what people write in tests, and what there is to think of it.
var said = []struct {
	words   string
	verdict triage.Verdict
}{
	{"siger at han vil tage sit eget liv", crisis(triage.Suicidal, true)},
	{"siger hun vil tage sit eget liv", crisis(triage.Suicidal, true)},
	{"jeg vil ikke leve mere", crisis(triage.Suicidal, false)},
	{"min kæreste gik fra mig og jeg vil dø", crisis(triage.Suicidal, false)},
	{"jeg vil bare dø", crisis(triage.Suicidal, false)},
	{"jeg vil gerne dø", crisis(triage.Suicidal, false)},
	{"jeg vil dø", crisis(triage.Suicidal, false)},
	{"i want to die", crisis(triage.Suicidal, false)},
	{"jeg har lige taget en masse piller", crisis(triage.InProgress, false)},
	{"min veninde har taget 20 piller", crisis(triage.InProgress, true)},
	{"hun svarer ikke", crisis(triage.AboutOthers, true)},
	{"jeg hører stemmer", crisis(triage.Psychosis, false)},
	{"min far slår mig", crisis(triage.Violence, false)},
	{"min kæreste slår mig", crisis(triage.Violence, false)},
	{"min bror har voldtaget mig", crisis(triage.Sexual, false)},
	{"jeg er så træt af det hele", triage.Verdict{Level: triage.Concern}},
	{"min datter er så ked af det", triage.Verdict{Level: triage.Concern, Third: true}},
	{"min ven er så ked af det", triage.Verdict{Level: triage.Concern, Third: true}},
}

func crisis(family string, third bool) triage.Verdict {
	return triage.Verdict{Level: triage.Crisis, Family: family, Third: third}
}

// Judge is the judge of a house. Conversations show what follows from a verdict, and
// must not change whenever the real judge learns; a test holds the two together.
func Judge(text string) triage.Verdict {
	text = strings.ToLower(text)
	for _, s := range said {
		if strings.Contains(text, s.words) {
			return s.verdict
		}
	}
	return triage.Verdict{}
}
