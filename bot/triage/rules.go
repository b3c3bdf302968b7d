package triage

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Files are the rules, one file a language, in the folder of the flows. All of them
// are read for every message: people mix.
var Files = []string{"triage/da.yaml", "triage/en.yaml"}

// A rule is one idea and the ways to say it. Each line of Says is a pattern of words
// that follow one another in one clause:
//
//	a|b      either word; a* any word that begins so
//	..       up to four words may stand here
//	#        a number; ## one of two digits or more
//	$        the clause ends here
//	@name    a group of words from the same file
//
// Small words such as "bare" and "altså" may stand anywhere, spelling is forgiven
// (spell.go), and a "not" before or inside a pattern denies it, unless Firm.
type rule struct {
	Name   string   `yaml:"name"`
	Family string   `yaml:"family"`
	Level  string   `yaml:"level"`
	Firm   bool     `yaml:"firm"`  // the pattern holds its own "not", so neither a denial nor a film cancels it
	Third  bool     `yaml:"third"` // it is always about somebody else
	Half   string   `yaml:"half"`  // counts only together with other halves
	Both   []string `yaml:"both"`  // the halves that together make this rule
	Says   []string `yaml:"says"`
	Finds  []string `yaml:"finds"`  // messages it must find
	Leaves []string `yaml:"leaves"` // messages that look alike and must not be called a crisis by any rule

	file        string
	level       Level
	half, needs uint64
	familyAt    uint8 // in families
}

// A lexicon is one file of rules.
type lexicon struct {
	Language  string            `yaml:"language"`
	Scope     scope             `yaml:"scope"`
	Spellings map[string]string `yaml:"spellings"` // a word, and the short spellings of chats that stand for it
	Groups    map[string]string `yaml:"groups"`
	Rules     []rule            `yaml:"rules"`
}

// A scope names the words by which a clause is weighed (match.go).
type scope struct {
	But      string `yaml:"but"`       // a new clause begins
	Filler   string `yaml:"filler"`    // may stand anywhere inside a pattern
	Not      string `yaml:"not"`       // denies what follows ...
	NotYet   string `yaml:"no-denial"` // ... but not with one of these behind it: "kan ikke lade være"
	Unsure   string `yaml:"unsure"`    // ... nor after one of these: "ved ikke"
	Subject  string `yaml:"subject"`   // somebody else begins to speak or act
	Link     string `yaml:"link"`
	Unreal   string `yaml:"unreal"`  // film, game, homework
	Present  string `yaml:"present"` // still, again, tonight
	Others   string `yaml:"others"`  // my friend, my child
	Me       string `yaml:"me"`
	Self     string `yaml:"self"`     // the writer alone, not what is theirs: not "min", not "i"
	Kin      string `yaml:"kin"`      // who may be the one that harms as well as the one in danger
	Laughter string `yaml:"laughter"` // the model does not hear it: laughing cancels nothing
	Distance string `yaml:"distance"` // after a number it is a distance: 10 kms
	Plain    string `yaml:"plain"`    // common words, so that words written together can be cut
}

// The families, as a clinician groups them. The reason of a verdict begins with one.
// Of two rules that fit, the one of the earlier family gives the reason.
const (
	InProgress  = "in progress"
	Suicidal    = "suicidal thoughts"
	SelfHarm    = "self-harm"
	Sexual      = "sexual abuse"
	Violence    = "violence"
	Threat      = "threat to others"
	Psychosis   = "psychosis"
	Eating      = "eating"
	AboutOthers = "third party"
	hurting     = "hurting"
	past        = "past"
	idiom       = "idiom"
)

var families = []string{InProgress, Suicidal, SelfHarm, Sexual, Violence, Threat, Psychosis, Eating, AboutOthers, hurting, past, idiom}

// longest is far more than a file of rules needs, and little enough to read at once.
const longest = 1 << 20

// readLexicons reads the rules of every language.
func readLexicons(fsys fs.FS) ([]lexicon, error) {
	var all []lexicon
	for _, name := range Files {
		file, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read the rules of triage: %w", err)
		}
		l, err := parseLexicon(file)
		if err != nil {
			return nil, fmt.Errorf("read the rules of triage: %s: %w", name, err)
		}
		for i := range l.Rules {
			l.Rules[i].file = name
		}
		all = append(all, l)
	}
	return all, everyFamily(all)
}

// everyFamily sees to it that no sort of danger is left without a rule.
func everyFamily(lexicons []lexicon) error {
	for _, family := range kindFamilies {
		there := slices.ContainsFunc(lexicons, func(l lexicon) bool {
			return slices.ContainsFunc(l.Rules, func(r rule) bool { return r.Family == family && r.level == Crisis })
		})
		if !there {
			return fmt.Errorf("read the rules of triage: %s: no rule of the family %q calls a crisis; put one back", Files[0], family)
		}
	}
	return nil
}

func parseLexicon(file []byte) (lexicon, error) {
	var l lexicon
	if len(file) > longest || !utf8.Valid(file) {
		return l, fmt.Errorf("not UTF-8, or over %d bytes", longest)
	}
	limits := yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(10), loaderlimits.AliasValue(0)))
	if err := yaml.Load(bytes.TrimPrefix(file, []byte("\ufeff")), &l, yaml.WithKnownFields(), yaml.WithUniqueKeys(), limits); err != nil {
		return l, err
	}
	return l, l.check()
}

// fields are all words of a scope, in the order of the book's sets.
func (s scope) fields() []string {
	return []string{s.But, s.Filler, s.Not, s.NotYet, s.Unsure, s.Subject, s.Link, s.Unreal, s.Present, s.Others, s.Distance, s.Me, s.Self, s.Kin, s.Laughter, s.Plain}
}

// check says what is wrong with the rules themselves, all of it at once.
func (l *lexicon) check() error {
	var wrong []error
	for _, words := range append(l.Scope.fields(), slices.Concat(slices.Collect(maps.Keys(l.Spellings)), slices.Collect(maps.Values(l.Spellings)))...) {
		for w := range strings.FieldsSeq(words) {
			wrong = append(wrong, checkElem(w))
		}
	}
	halves := map[string]uint64{}
	for i := range l.Rules {
		r := &l.Rules[i]
		if err := r.settle(halves); err != nil {
			wrong = append(wrong, fmt.Errorf("rule %q: %w", r.Name, err))
		}
		for j, line := range r.Says {
			full, err := l.expand(line)
			if err != nil {
				wrong = append(wrong, fmt.Errorf("rule %q: %w", r.Name, err))
			}
			r.Says[j] = full
		}
	}
	return errors.Join(wrong...)
}

// settle turns the words of a rule's fields into what the matching needs.
func (r *rule) settle(halves map[string]uint64) error {
	switch {
	case r.Name == "":
		return errors.New("it needs a name")
	case !slices.Contains(families, r.Family):
		return fmt.Errorf("there is no family %q; there are %s", r.Family, strings.Join(families, ", "))
	case (len(r.Says) == 0) == (len(r.Both) == 0):
		return errors.New("it needs either says or both")
	}
	for _, name := range append(slices.Clone(r.Both), r.Half) {
		if _, known := halves[name]; name != "" && !known {
			halves[name] = 1 << (len(halves) + 1)
		}
	}
	r.half, r.familyAt = halves[r.Half], uint8(slices.Index(families, r.Family))
	for _, name := range r.Both {
		r.needs |= halves[name]
	}
	return r.settleLevel()
}

func (r *rule) settleLevel() error {
	needsNone := r.Half != "" || r.Family == past || r.Family == idiom
	switch {
	case r.Level == "" && needsNone:
	case r.Level == Crisis.String() && !needsNone:
		r.level = Crisis
	case r.Level == Concern.String() && !needsNone:
		r.level = Concern
	default:
		return fmt.Errorf("its level must be crisis or concern, and none for a half, past or idiom; it is %q", r.Level)
	}
	return nil
}

// expand puts the groups into a pattern and looks whether it can be one.
func (l *lexicon) expand(line string) (string, error) {
	elems := strings.Fields(line)
	for i, elem := range elems {
		words := strings.Split(elem, "|")
		for j, w := range words {
			group, isGroup := strings.CutPrefix(w, "@")
			if !isGroup {
				continue
			}
			if l.Groups[group] == "" {
				return "", fmt.Errorf("there is no group %q", group)
			}
			words[j] = strings.ReplaceAll(l.Groups[group], " ", "|")
		}
		elems[i] = strings.Join(words, "|")
		if err := checkElem(elems[i]); err != nil {
			return "", err
		}
	}
	if len(elems) == 0 || !isWord(elems[0]) {
		return "", fmt.Errorf("%q must begin with a word", line)
	}
	return strings.Join(elems, " "), nil
}

func isWord(elem string) bool { return elem != ".." && elem != "#" && elem != "##" && elem != "$" }

func checkElem(elem string) error {
	if !isWord(elem) {
		return nil
	}
	for w := range strings.SplitSeq(elem, "|") {
		if letters := foldWord(strings.TrimSuffix(w, "*")); len(letters) == 0 || slices.ContainsFunc(letters, notLetter) {
			return fmt.Errorf("%q is not made of letters", w)
		}
	}
	return nil
}

func notLetter(c byte) bool { return c < 'a' || c > 'z' }
