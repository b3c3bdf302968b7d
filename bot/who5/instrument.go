package who5

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// File is where the wording stands, in the folder of the flows.
const File = "who5.yaml"

// An Instrument is the wording of WHO-5 in every language there is, with where it
// comes from and what may be done with it.
type Instrument struct {
	ID        string          `yaml:"instrument"`
	Name      string          `yaml:"name"`
	Source    string          `yaml:"source"`
	Licence   string          `yaml:"licence"`
	Notice    string          `yaml:"notice"`
	Languages map[string]Form `yaml:"languages"`
}

// A Form is the wording in one language.
type Form struct {
	Title       string      `yaml:"title"`
	Instruction Instruction `yaml:"instruction"`
	Items       []string    `yaml:"items"`   // five, in order
	Options     []string    `yaml:"options"` // six, highest first
}

// An Instruction says what to do. Where it is not the published one, it is marked
// as adapted, with the reason.
type Instruction struct {
	Adapted bool   `yaml:"adapted"`
	Reason  string `yaml:"reason"`
	Text    string `yaml:"text"`
}

// ErrReworded says that items or options are not the published ones, or title or
// instruction not those that were approved.
var ErrReworded = errors.New("who5: the wording differs from the published one")

// longest is far more than the file needs, and little enough to read at once.
const longest = 64 << 10

// Load reads the wording from the folder of the flows. It accepts changed words, so
// that Verify can name them; serve only what Verify accepts.
func Load(fsys fs.FS) (*Instrument, error) {
	file, err := fsys.Open(File)
	if err != nil {
		return nil, fmt.Errorf("load who5: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, longest+1))
	if err != nil {
		return nil, fmt.Errorf("load who5: %w", err)
	}
	return Parse(data)
}

// Parse reads the wording from the bytes of its file.
func Parse(data []byte) (*Instrument, error) {
	if len(data) > longest || !utf8.Valid(data) {
		return nil, fmt.Errorf("parse %s: not UTF-8, or over %d bytes", File, longest)
	}
	var i Instrument
	limits := yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(20), loaderlimits.AliasValue(0)))
	if err := yaml.Load(bytes.TrimPrefix(data, []byte("\ufeff")), &i, yaml.WithKnownFields(), yaml.WithUniqueKeys(), limits); err != nil {
		return nil, fmt.Errorf("parse %s: %w", File, err)
	}
	if err := i.complete(); err != nil {
		return nil, err
	}
	return &i, nil
}

func (i *Instrument) complete() error {
	if i.Licence == "" || i.Source == "" || i.Notice == "" {
		return fmt.Errorf("parse %s: source, licence and notice must stand in it", File)
	}
	if len(i.Languages) == 0 {
		return fmt.Errorf("parse %s: no language", File)
	}
	for lang, form := range i.Languages {
		if err := form.complete(); err != nil {
			return fmt.Errorf("parse %s: %s: %w", File, lang, err)
		}
	}
	return nil
}

func (f Form) complete() error {
	switch {
	case len(f.Items) != Items:
		return fmt.Errorf("%d items, want %d", len(f.Items), Items)
	case len(f.Options) != Most+1:
		return fmt.Errorf("%d options, want %d", len(f.Options), Most+1)
	case f.Instruction.Text == "" || slices.Contains(f.Items, "") || slices.Contains(f.Options, ""):
		return errors.New("a text is empty")
	case f.Instruction.Adapted && f.Instruction.Reason == "":
		return errors.New("an adapted instruction needs its reason")
	}
	return nil
}

// published holds the checksum of items and options in each language. A new
// language needs its sum here, put in by somebody who compared it with the source.
func published(lang string) string {
	switch lang {
	case "da":
		return "7e78343af013a516a69190c7891a3425f0d89fd795ef2b2c0a15977c829b0e66"
	case "en":
		return "ff3e81ae817f226ec01b5c0f22fdad6a7641af28a4e103ca609614242e15efc8"
	}
	return ""
}

// approved holds the checksum of title and instruction in each language; the Danish
// instruction is adapted, so it is not among what was published.
func approved(lang string) string {
	switch lang {
	case "da":
		return "ba17665d05b770be87f8b5360f2e06d541e426baab1646672fc04ca276971f75"
	case "en":
		return "cf2a85550d3cb86c8ac48d7d14cfe1971d67e0f5db84570a32dfab402265997c"
	}
	return ""
}

// Sum is the checksum of the items and options: SHA-256 over the lines, items
// first, each ended by a line feed.
func (f Form) Sum() string { return sumOf(slices.Concat(f.Items, f.Options)) }

func (f Form) headSum() string { return sumOf([]string{f.Title, f.Instruction.Text}) }

func sumOf(lines []string) string {
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n") + "\n"))
	return hex.EncodeToString(sum[:])
}

// Verify gives ErrReworded, with the language, when a word was changed.
func (i *Instrument) Verify() error {
	for lang, form := range i.Languages {
		if form.Sum() != published(lang) || form.headSum() != approved(lang) {
			return fmt.Errorf("%w: %s", ErrReworded, lang)
		}
	}
	return nil
}

// Text gives the words for the keys the flow speaks with: "who5.title",
// "who5.instruction", "who5.item.1" to "who5.item.5", and "who5.option.5" to
// "who5.option.0" for the buttons. Languages it does not have get Danish.
func (i *Instrument) Text(lang, key string) (string, bool) {
	form, ok := i.Languages[lang]
	if !ok {
		form = i.Languages["da"]
	}
	name, ok := strings.CutPrefix(key, "who5.")
	if !ok {
		return "", false
	}
	kind, number, _ := strings.Cut(name, ".")
	switch kind {
	case "title":
		return form.Title, number == ""
	case "instruction":
		return form.Instruction.Text, number == ""
	case "item":
		return form.item(number)
	case "option":
		return form.option(number)
	}
	return "", false
}

func (f Form) item(number string) (string, bool) {
	n, ok := digit(number)
	if !ok || n < 1 || n > len(f.Items) {
		return "", false
	}
	return f.Items[n-1], true
}

// option gives a button's words. The points stand in the button's id; a number
// that is typed instead means the points.
func (f Form) option(points string) (string, bool) {
	n, ok := digit(points)
	if !ok || n >= len(f.Options) {
		return "", false
	}
	return f.Options[len(f.Options)-1-n], true
}

func digit(s string) (int, bool) {
	if len(s) != 1 || s[0] < '0' || s[0] > '9' {
		return 0, false
	}
	return int(s[0] - '0'), true
}
