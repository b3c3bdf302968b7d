package triage

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Wordings of our own, by family: what must be noticed, and beside it harmless
// words that look alike.
var families = []struct {
	family string
	crisis []string
	calm   []string // never crisis
}{
	{
		suicidal,
		[]string{
			"jeg vil dø", "JEG VIL BARE GERNE DØ", "kunne bare dø, gid jeg var død", "jeg orker ik livet mere", "vil ik leve længere",
			"tænker på at tage mit liv", "jeg har selvmordstanker", "alle ville være bedre uden mig", "jeg vil ikke være i live",
			"håber jeg aldrig vågner op igen", "har lyst til at slå mig selv ihjel", "overvejer at hoppe ud foran toget", "i want to die",
			"hvor mange piller skal man tage", "jeg gider ikke være her mere", "der er ingen grund til at leve", "har bare lyst til at forsvinde for altid",
		},
		[]string{
			"jeg dør af grin", "dør af kedsomhed i matematik", "jeg kunne dø for en pizza", "dør hele tiden i fortnite", "jeg er død træt",
			"selvmord i historieopgaven", "en film om selvmord", "min telefon er død", "tog livet af spillet", "jeg lever da", "han løb 5 kms i dag",
			"kys og kram", "kyyys skat", "doren er lukket, hvad skal jeg do", "what should i do", "vi vil dø i det spil igen",
		},
	},
	{
		inProgress,
		[]string{
			"jeg har taget for mange piller", "har taget en overdosis", "jeg gør det nu", "jeg har skrevet et afskedsbrev", "farvel alle sammen",
			"i aften gør jeg det", "står på kanten nu", "jeg bløder og det stopper ikke", "har slugt alle tabletterne",
		},
		[]string{"tager en panodil mod hovedpine", "har taget for mange vagter", "vi siger farvel til klassen på fredag, sommerferie", "jeg har taget noget mad med"},
	},
	{
		selfHarm,
		[]string{"jeg cutter", "jeg skærer mig i armen", "har skåret i mig selv igen", "skader mig selv hver dag", "brænder mig selv med en lighter", "i cut myself"},
		[]string{"cutter video hele dagen", "jeg skærer løg", "har skåret mig på et papir", "skal have klippet håret", "det skærer i ørerne"},
	},
	{
		violence,
		[]string{"min far slår mig", "min mor slog mig i hovedet", "han slår mig på armen når han er fuld", "jeg bliver slået derhjemme", "tør ikke gå hjem", "min kæreste er voldelig", "min bror truer mig", "jeg får tæsk af min stedfar"},
		[]string{"slå ham i fifa", "min bror slog mig med tre point", "slår tiden ihjel i bussen", "vi blev slået ud", "min lillebror slog sig på cykel"},
	},
	{
		sexual,
		[]string{"jeg blev voldtaget", "han rørte ved mig", "min onkel gør ting ved mig", "de deler nøgenbilleder af mig", "jeg blev tvunget til sex", "jeg sagde nej men han fortsatte alligevel"},
		[]string{"den sang rørte mig dybt", "kan i dele billeder fra festen"},
	},
	{
		threat,
		[]string{"jeg slår ham ihjel", "jeg vil skade nogen i min klasse", "har lyst til at stikke dem", "jeg tager en kniv med i skole", "de skal dø"},
		[]string{"jeg kunne kvæle ham når han snorker", "dræber dig hvis du spoiler", "he killed it last night"},
	},
	{
		psychosis,
		[]string{"jeg hører stemmer", "stemmerne siger jeg skal", "de overvåger mig", "tv taler til mig", "jeg ved ikke hvad der er virkeligt", "jeg hallucinerer"},
		[]string{"stemmer til valget", "hører musik", "karakteren i bogen er psykotisk"},
	},
	{
		eating,
		[]string{"har ikke spist i fem dage", "kaster op efter hvert måltid", "spiser ingenting mere", "spiser ikke og besvimede i dag"},
		[]string{"kan ikke mere mad", "spiser ikke gluten", "har spist for meget pizza"},
	},
	{
		aboutOthers,
		[]string{"min veninde vil dø", "min søn siger han ikke vil leve", "min ven skrev farvel og svarer ikke", "min datter cutter", "min bror tog for mange piller", "kan ikke vække min kæreste"},
		[]string{"mit barn har angst", "min søn vil ikke i skole", "min datter sover dårligt", "min søster er dødirriterende"},
	},
}

func TestCrisisIsNoticed(t *testing.T) {
	for _, f := range families {
		for _, text := range f.crisis {
			if v := Judge(text); v.Level != Crisis || v.Reason == "" {
				t.Errorf("%s: Judge(%q) = %v (%s), want crisis", f.family, text, v.Level, v.Reason)
			}
		}
	}
}

func TestHarmlessLookAlikesAreNotCrisis(t *testing.T) {
	for _, f := range families {
		for _, text := range f.calm {
			if v := Judge(text); v.Level == Crisis {
				t.Errorf("%s: Judge(%q) = crisis (%s)", f.family, text, v.Reason)
			}
		}
	}
}

func TestConcern(t *testing.T) {
	for _, text := range []string{
		"jeg kan ikke mere", "jeg er så ked af det", "har ingen venner", "er stresset over eksamen", "min farmor døde i går", "de mobber mig",
		"mine forældre skal skilles", "havde selvmordstanker sidste år", "jeg vil IKKE dø", "kms", "glem det jeg skrev", "orker ik mere",
	} {
		if v := Judge(text); v.Level != Concern {
			t.Errorf("Judge(%q) = %v (%s), want concern", text, v.Level, v.Reason)
		}
	}
}

func TestOrdinaryWordsAreNone(t *testing.T) {
	for _, text := range []string{
		"", " ", "hej", "ja", "nej tak", "16", "Helsingør", "Book en tid", "Tal med et menneske", "hvornår har I åbent?", "kan jeg flytte min tid til torsdag",
		"🍕🍕", "kys", "løb 10 kms", "asdfghjkl", "!!!", "Hvor gammel skal man være?", "koster det noget",
	} {
		if v := Judge(text); v != (Verdict{}) {
			t.Errorf("Judge(%q) = %v (%s), want none", text, v.Level, v.Reason)
		}
	}
}

func TestSpelling(t *testing.T) {
	for _, text := range []string{
		"jeg vil doe", "jeg vil dö", "jeg vil døøøø", "jeg vil d ø", "jeg vil d*", "jeg vil bare do", "s.e.l.v.m.o.r.d", "s e l v m o r d", "selv mord",
		"s3lvmord", "selvm*rd", "seeelvmooord", "SELVMORD", "s\u200belvmord", "s\u00adelvmord", "ｓｅｌｖｍｏｒｄ", "s̶elvmord", "sеlvmоrd", "jegvilikkeleve",
		"jeg skaerer mig", "jeg skärer mig", "min far slaar mig", "min far sla\u030ar mig", "j vil ik leve", "ka ik leve mer", "v*ldtaget",
	} {
		if v := Judge(text); v.Level != Crisis {
			t.Errorf("Judge(%+q) = %v (%s), want crisis", text, v.Level, v.Reason)
		}
	}
}

func TestDenialReachesItsOwnClauseOnly(t *testing.T) {
	tests := []struct {
		text string
		want Level
	}{
		{"nej jeg har ikke selvmordstanker", Concern},
		{"min far er ikke voldelig", None},
		{"jeg bliver ikke slået", None},
		{"det går fint, men jeg vil dø", Crisis},
		{"nej jeg er ikke ked af det. jeg vil bare dø", Crisis},
		{"jeg har ikke sagt til nogen at jeg vil dø", Crisis},
		{"ingen ved at min far slår mig", Crisis},
		{"kan ikke lade være med at skære i mig selv", Crisis},
		{"jeg vil ikke dø men jeg vil heller ikke leve", Crisis},
		{"jeg dør af grin, nej altså, jeg vil dø", Crisis},
		{"så en film i går. jeg vil gerne dø", Crisis},
	}
	for _, tt := range tests {
		if v := Judge(tt.text); v.Level != tt.want {
			t.Errorf("Judge(%q) = %v (%s), want %v", tt.text, v.Level, v.Reason, tt.want)
		}
	}
}

// disguises are ways to write the same words that must never hide a crisis.
var disguises = map[string]func(string) string{
	"capitals":         strings.ToUpper,
	"two spaces":       func(s string) string { return strings.ReplaceAll(s, " ", "  ") },
	"spaces around":    func(s string) string { return "  " + s + " \n" },
	"no danish keys":   strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "Æ", "AE", "Ø", "OE", "Å", "AA").Replace,
	"swedish keys":     strings.NewReplacer("æ", "ä", "ø", "ö").Replace,
	"zero width":       func(s string) string { return interleave(s, "\u200b") },
	"combining":        func(s string) string { return strings.ReplaceAll(s, "e", "e\u0335") },
	"decomposed":       func(s string) string { return strings.ReplaceAll(s, "å", "a\u030a") },
	"dots at the end":  func(s string) string { return s + "......" },
	"emoji":            func(s string) string { return "💀 " + s + " 🙃" },
	"laughter":         func(s string) string { return s + " lol haha" },
	"stretched vowels": strings.NewReplacer("ø", "øøø", "i", "iii").Replace,
	"harmless before":  func(s string) string { return "hej, jeg vil gerne have en tid på torsdag. " + s },
	"harmless after":   func(s string) string { return s + ". hvornår har i åbent" },
	"one letter apart": spaceLongest,
	"dotted word":      dotLongest,
}

func interleave(s, sep string) string { return strings.Join(strings.Split(s, ""), sep) }

func spaceLongest(s string) string {
	return onLongest(s, func(w string) string { return interleave(w, " ") })
}
func dotLongest(s string) string {
	return onLongest(s, func(w string) string { return interleave(w, ".") })
}

// onLongest changes the longest word, which most often carries the meaning.
func onLongest(s string, change func(string) string) string {
	longest := ""
	for w := range strings.FieldsSeq(s) {
		if utf8.RuneCountInString(w) > utf8.RuneCountInString(longest) {
			longest = w
		}
	}
	if utf8.RuneCountInString(longest) < 3 {
		return s
	}
	return strings.Replace(s, longest, change(longest), 1)
}

func TestNoDisguiseTurnsCrisisIntoNone(t *testing.T) {
	for _, f := range families {
		for _, text := range f.crisis {
			for name, disguise := range disguises {
				if v := Judge(disguise(text)); v.Level == None {
					t.Errorf("%s, %s: Judge(%q) = none", f.family, name, disguise(text))
				}
			}
		}
	}
}

func TestReasonNeverQuotesTheText(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rules {
		known[r.family+": "+r.name] = true
		known[aboutOthers+", "+r.family+": "+r.name] = true
	}
	for _, f := range families {
		for _, text := range f.crisis {
			if r := Judge(text).Reason; !known[r] {
				t.Errorf("reason %q is no rule of the table", r)
			}
		}
	}
}

func TestRulesAreWellFormed(t *testing.T) {
	for _, r := range rules {
		if (len(r.says) == 0) == (r.needs == 0) {
			t.Errorf("rule %s: %s needs either words or marks", r.family, r.name)
		}
	}
	for name := range macros {
		for other := range macros {
			if name != other && strings.HasPrefix(other, name) {
				t.Errorf("macro %s is the beginning of %s", name, other)
			}
		}
	}
	for _, r := range rules {
		for _, line := range r.says {
			for word := range strings.FieldsSeq(line) {
				if strings.HasPrefix(word, "@") && macros[word] == "" && !strings.Contains(word, "|") && !strings.HasSuffix(word, "*") {
					t.Errorf("rule %s: %s uses the unknown group %s", r.family, r.name, word)
				}
			}
		}
	}
}

func FuzzJudge(f *testing.F) {
	for _, fam := range families {
		f.Add(fam.crisis[0])
		f.Add(fam.calm[0])
	}
	for _, s := range []string{"", "\xff\xfe", "d*", "***", "s.e.l.v", "a a a a a a", "\u030a\u030a", "ﷺ", strings.Repeat("dø ", 300), "ikke " + strings.Repeat("ikke ", 50)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v := Judge(text)
		if v != Judge(text) {
			t.Error("the same text got two verdicts")
		}
		if (v.Level == None) != (v.Reason == "") {
			t.Errorf("level %v with a reason of %d letters", v.Level, len(v.Reason))
		}
	})
}

const ordinary = "hej jeg hedder ikke noget, men jeg går i 8. klasse og det er bare svært for tiden, fordi mine forældre skændes hver aften og jeg kan ikke sove. må jeg få en tid hos jer på torsdag efter skole? tak"

func BenchmarkJudge200(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Judge(ordinary)
	}
}

func BenchmarkJudge100000(b *testing.B) {
	long := map[string]string{
		"ordinary":  strings.Repeat(ordinary+" ", 500),
		"no stops":  strings.Repeat("jeg vil ikke være her mere og min far slår mig ", 2100),
		"letters":   strings.Repeat("a d ø i ", 12500),
		"one word":  strings.Repeat("selvmordstanker", 6700),
		"stars":     strings.Repeat("d*ø* ", 20000),
		"marks":     strings.Repeat("a\u0335", 33000),
		"stretched": strings.Repeat("ø", 50000),
	}
	for name, text := range long {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Judge(text)
			}
		})
	}
}
