package triage

import (
	"os"
	"slices"
	"strings"
	"testing"
)

var shipped = func() *Rules {
	rules, err := Load(os.DirFS("../../flows"))
	if err != nil {
		panic(err)
	}
	return rules
}()

func judge(text string) Verdict { return shipped.Judge(text) }

// Wordings of our own, by family: what must be noticed, and beside it harmless
// words that look alike.
var wordings = []struct {
	family string
	crisis []string
	calm   []string // never crisis
}{
	{
		Suicidal,
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
		InProgress,
		[]string{
			"jeg har taget for mange piller", "har taget en overdosis", "jeg gør det nu", "jeg har skrevet et afskedsbrev", "farvel alle sammen",
			"i aften gør jeg det", "står på kanten nu", "jeg bløder og det stopper ikke", "har slugt alle tabletterne",
		},
		[]string{"tager en panodil mod hovedpine", "har taget for mange vagter", "vi siger farvel til klassen på fredag, sommerferie", "jeg har taget noget mad med"},
	},
	{
		SelfHarm,
		[]string{"jeg cutter", "jeg skærer mig i armen", "har skåret i mig selv igen", "skader mig selv hver dag", "brænder mig selv med en lighter", "i cut myself"},
		[]string{"cutter video hele dagen", "jeg skærer løg", "har skåret mig på et papir", "skal have klippet håret", "det skærer i ørerne"},
	},
	{
		Violence,
		[]string{"min far slår mig", "min mor slog mig i hovedet", "han slår mig på armen når han er fuld", "jeg bliver slået derhjemme", "tør ikke gå hjem", "min kæreste er voldelig", "min bror truer mig", "jeg får tæsk af min stedfar"},
		[]string{"slå ham i fifa", "min bror slog mig med tre point", "slår tiden ihjel i bussen", "vi blev slået ud", "min lillebror slog sig på cykel"},
	},
	{
		Sexual,
		[]string{"jeg blev voldtaget", "han rørte ved mig", "min onkel gør ting ved mig", "de deler nøgenbilleder af mig", "jeg blev tvunget til sex", "jeg sagde nej men han fortsatte alligevel"},
		[]string{"den sang rørte mig dybt", "kan i dele billeder fra festen"},
	},
	{
		Threat,
		[]string{"jeg slår ham ihjel", "jeg vil skade nogen i min klasse", "har lyst til at stikke dem", "jeg tager en kniv med i skole", "de skal dø"},
		[]string{"jeg kunne kvæle ham når han snorker", "dræber dig hvis du spoiler", "he killed it last night"},
	},
	{
		Psychosis,
		[]string{"jeg hører stemmer", "stemmerne siger jeg skal", "de overvåger mig", "tv taler til mig", "jeg ved ikke hvad der er virkeligt", "jeg hallucinerer"},
		[]string{"stemmer til valget", "hører musik", "karakteren i bogen er psykotisk"},
	},
	{
		Eating,
		[]string{"har ikke spist i fem dage", "kaster op efter hvert måltid", "spiser ingenting mere", "spiser ikke og besvimede i dag"},
		[]string{"kan ikke mere mad", "spiser ikke gluten", "har spist for meget pizza"},
	},
	{
		AboutOthers,
		[]string{"min veninde vil dø", "min søn siger han ikke vil leve", "min ven skrev farvel og svarer ikke", "min datter cutter", "min bror tog for mange piller", "kan ikke vække min kæreste"},
		[]string{"mit barn har angst", "min søn vil ikke i skole", "min datter sover dårligt", "min søster er dødirriterende"},
	},
}

func TestCrisisIsNoticed(t *testing.T) {
	for _, f := range wordings {
		for _, text := range f.crisis {
			if v := judge(text); v.Level != Crisis || v.Reason == "" {
				t.Errorf("%s: judge(%q) = %v (%s), want crisis", f.family, text, v.Level, v.Reason)
			}
		}
	}
}

func TestHarmlessLookAlikesAreNotCrisis(t *testing.T) {
	for _, f := range wordings {
		for _, text := range f.calm {
			if v := judge(text); v.Level == Crisis {
				t.Errorf("%s: judge(%q) = crisis (%s)", f.family, text, v.Reason)
			}
		}
	}
}

func TestConcern(t *testing.T) {
	for _, text := range []string{
		"jeg kan ikke mere", "jeg er så ked af det", "har ingen venner", "havde selvmordstanker sidste år", "jeg vil IKKE dø", "kms", "glem det jeg skrev", "orker ik mere",
	} {
		if v := judge(text); v.Level != Concern {
			t.Errorf("judge(%q) = %v (%s), want concern", text, v.Level, v.Reason)
		}
	}
}

func TestOrdinaryWordsAreNone(t *testing.T) {
	for _, text := range []string{
		"", " ", "hej", "ja", "nej tak", "16", "Helsingør", "Book en tid", "Tal med et menneske", "hvornår har I åbent?", "kan jeg flytte min tid til torsdag",
		"🍕🍕", "kys", "løb 10 kms", "asdfghjkl", "!!!", "Hvor gammel skal man være?", "koster det noget",
	} {
		if v := judge(text); v != (Verdict{}) {
			t.Errorf("judge(%q) = %v (%s), want none", text, v.Level, v.Reason)
		}
	}
}

// only gives the rules of one name and family, with what cancels them.
func only(t *testing.T, lexicons []lexicon, want rule) *Rules {
	t.Helper()
	few := slices.Clone(lexicons)
	for i := range few {
		few[i].Rules = slices.DeleteFunc(slices.Clone(few[i].Rules), func(r rule) bool {
			kept := r.Family == past || r.Family == idiom || r.Half != "" && slices.Contains(want.Both, r.Half)
			return !kept && (r.Name != want.Name || r.Family != want.Family)
		})
	}
	return &Rules{book: compile(few)}
}

func TestEveryRuleFindsItsExamples(t *testing.T) {
	lexicons, err := readLexicons(os.DirFS("../../flows"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lexicons {
		for _, r := range l.Rules {
			if r.Half == "" && (len(r.Finds) == 0 || len(r.Leaves) == 0) {
				t.Errorf("%s, rule %q has no examples", l.Language, r.Name)
			}
			alone := only(t, lexicons, r)
			for _, text := range r.Finds {
				m := read(text, alone)
				found := alone.rules(m)
				switch {
				case r.level > found.level:
					t.Errorf("%s, rule %q does not find %q", l.Language, r.Name, text)
				case r.level == None && shipped.rules(read(text, shipped)).level == Crisis:
					t.Errorf("%s, rule %q does not make %q harmless", l.Language, r.Name, text)
				}
			}
			for _, text := range r.Leaves {
				if found := shipped.rules(read(text, shipped)); found.level == Crisis {
					t.Errorf("%s, rule %q must leave %q, but %s", l.Language, r.Name, text, found.verdict().Reason)
				}
			}
		}
	}
}

func TestSpelling(t *testing.T) {
	for _, text := range []string{
		"jeg vil doe", "jeg vil dö", "jeg vil døøøø", "jeg vil d ø", "jeg vil d*", "jeg vil bare do", "s.e.l.v.m.o.r.d", "s e l v m o r d", "selv mord",
		"s3lvmord", "selvm*rd", "seeelvmooord", "SELVMORD", "s\u200belvmord", "s\u00adelvmord", "ｓｅｌｖｍｏｒｄ", "s̶elvmord", "sеlvmоrd", "jegvilikkeleve",
		"jeg skaerer mig", "jeg skärer mig", "min far slaar mig", "min far sla\u030ar mig", "j vil ik leve", "ka ik leve mer", "v*ldtaget",
	} {
		if v := judge(text); v.Level != Crisis {
			t.Errorf("judge(%+q) = %v (%s), want crisis", text, v.Level, v.Reason)
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
		if v := judge(tt.text); v.Level != tt.want {
			t.Errorf("judge(%q) = %v (%s), want %v", tt.text, v.Level, v.Reason, tt.want)
		}
	}
}

// Clauses that are a crisis wherever they stand.
var clauses = []string{"jeg vil dø", "jeg skærer i mig selv", "min far slår mig", "jeg har taget for mange piller", "i want to die"}

func TestCrisisInTheNextSentenceIsStillCrisis(t *testing.T) {
	for _, harmless := range slices.Concat(calmWordings(), leaves(t)) {
		for _, clause := range clauses {
			for _, link := range []string{". ", "\n", "? ", "... "} {
				text := harmless + link + clause
				if found := shipped.rules(read(text, shipped)); found.level != Crisis {
					t.Errorf("rules(%q) = %v, want crisis", text, found.level)
				}
				if v := judge(text); v.Level == None {
					t.Errorf("judge(%q) = none", text)
				}
			}
		}
	}
}

func TestCrisisInTheSameSentenceIsNoticed(t *testing.T) {
	missed, all := 0, 0
	for _, harmless := range slices.Concat(calmWordings(), leaves(t)) {
		for _, clause := range clauses {
			for _, link := range []string{" og ", " men "} {
				all++
				if judge(harmless+link+clause).Level == None {
					missed++
				}
			}
		}
	}
	// Who writes "jeg skal skrive opgave om selvmord og jeg vil dø" may be missed.
	if missed*50 > all {
		t.Errorf("%d of %d clauses after og and men are missed", missed, all)
	}
}

// The examples of a clinician, from the files of the rules.
func crisisExamples(t *testing.T) (texts []string) {
	for _, r := range fileRules(t) {
		if r.level == Crisis {
			texts = append(texts, r.Finds...)
		}
	}
	return texts
}

func leaves(t *testing.T) (texts []string) {
	for _, r := range fileRules(t) {
		texts = append(texts, r.Leaves...)
	}
	return texts
}

func fileRules(t *testing.T) (rules []rule) {
	t.Helper()
	lexicons, err := readLexicons(os.DirFS("../../flows"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lexicons {
		rules = append(rules, l.Rules...)
	}
	return rules
}

func crisisWordings() (texts []string) {
	for _, f := range wordings {
		texts = append(texts, f.crisis...)
	}
	return texts
}

func calmWordings() (texts []string) {
	for _, f := range wordings {
		texts = append(texts, f.calm...)
	}
	return texts
}

func TestReasonNeverQuotesTheText(t *testing.T) {
	known := map[string]bool{}
	for _, r := range shipped.book.rules {
		known[r.Family+": "+r.Name] = true
		known[AboutOthers+", "+r.Family+": "+r.Name] = true
	}
	for _, f := range wordings {
		for _, text := range f.crisis {
			if r := judge(text).Reason; !known[r] {
				t.Errorf("reason %q is no rule of the table", r)
			}
		}
	}
}

func FuzzJudge(f *testing.F) {
	for _, fam := range wordings {
		f.Add(fam.crisis[0])
		f.Add(fam.calm[0])
	}
	for _, s := range []string{"", "\xff\xfe", "d*", "***", "s.e.l.v", "a a a a a a", "\u030a\u030a", "ﷺ", strings.Repeat("dø ", 300), "ikke " + strings.Repeat("ikke ", 50)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v := judge(text)
		if v != judge(text) {
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
		judge(ordinary)
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
				judge(text)
			}
		})
	}
}

func TestWhoIsInDanger(t *testing.T) {
	for text, third := range map[string]bool{
		"min kæreste slår mig":                            false,
		"min bror har voldtaget mig":                      false,
		"min ven tvang mig til sex":                       false,
		"min kæreste gik fra mig og jeg vil dø":           false,
		"min kæreste ved ikke at jeg har taget 20 piller": false,
		"jeg har skrevet et afskedsbrev til min kæreste":  false,
		"min veninde ved ikke at jeg cutter":              false,
		"min kæreste voldtog mig i går":                   false,
		"my boyfriend raped me":                           false,
		"min veninde vil dø":                              true,
		"min datter skærer i sig selv":                    true,
		"jeg er bange fordi min søster vil tage sit liv":  true,
		"min veninde har taget 20 piller":                 true,
		"min mor vil dø":                                  true,
		"min far slår mig":                                false,
		"min far er voldelig":                             false,
		"mor slår os når hun er fuld":                     false,
		"hun puster ikke":                                 true,
		"min søn ligger livløs på gulvet":                 true,
	} {
		if v := judge(text); v.Level != Crisis || v.Third != third {
			t.Errorf("judge(%q) = %v, third %v (%s), want third %v", text, v.Level, v.Third, v.Reason, third)
		}
	}
}
