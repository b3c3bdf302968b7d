package locales

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"lyt/bot"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for text, want := range map[string][]part{
		"":                   nil,
		"ord":                {{"ord", false}},
		"{a}":                {{"a", true}},
		"a{b}c":              {{"a", false}, {"b", true}, {"c", false}},
		"{a}{b-1.c_D}":       {{"a", true}, {"b-1.c_D", true}},
		"{{a}}":              {{"{a}", false}},
		"{{{a}}}":            {{"{", false}, {"a", true}, {"}", false}},
		"100 % {{.Name}} %d": {{"100 % {.Name} %d", false}},
	} {
		got, err := parse(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if diff := cmp.Diff(want, got.parts, cmp.AllowUnexported(part{})); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	for text, want := range map[string]error{
		"{":                                 errOpen,
		"a {b":                              errOpen,
		"}":                                 errClose,
		"a } b":                             errClose,
		"{}":                                errName,
		"{ a }":                             errName,
		"{1a}":                              errName,
		"{.a}":                              errName,
		"{æ}":                               errName,
		"{a{b}":                             errName,
		"{" + strings.Repeat("a", 41) + "}": errName,
	} {
		if got, err := parse(text); !errors.Is(err, want) || len(got.parts) > 0 || got.source != "" {
			t.Errorf("%q: got %v, %v; want %v", text, got, err, want)
		}
	}
}

// What a person wrote must not come out of a text by accident.
func TestHiddenWordsStayHidden(t *testing.T) {
	said, err := parse("Du skrev {words} fra {where}")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := said.fill(map[string]any{"words": bot.Heard("hemmeligt"), "where": bot.At("4711")})
	if strings.Contains(text, "hemmeligt") || strings.Contains(text, "4711") {
		t.Errorf("got %q", text)
	}
}

func TestShow(t *testing.T) {
	for want, word := range map[string]any{"": nil, "a": "a", "7": 7, "8": int64(8), "2.5": 2.5, "true": true, "INFO": slog.LevelInfo} {
		if got := show(word); got != want {
			t.Errorf("%v: got %q, want %q", word, got, want)
		}
	}
}

// write puts parts back together as they would stand in a file.
func write(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.place {
			fmt.Fprintf(&b, "{%s}", p.text)
		} else {
			b.WriteString(strings.NewReplacer("{", "{{", "}", "}}").Replace(p.text))
		}
	}
	return b.String()
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"Hej {name}", "{{{a}}}", "{", "}", "{}", "a{b}{c}d", "\xff{a}", "{{}}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parse(text)
		if err != nil {
			if len(got.parts) > 0 || got.source != "" {
				t.Fatalf("%q: an error and half a text", text)
			}
			return
		}
		if back := write(got.parts); back != text {
			t.Fatalf("%q came back as %q", text, back)
		}
		args := map[string]any{}
		for _, p := range got.parts {
			if p.place {
				args[p.text] = "x"
			}
		}
		if filled, whole := got.fill(args); !whole || strings.Contains(filled, gap) && !strings.Contains(text, gap) {
			t.Fatalf("%q: filled %q, whole %v", text, filled, whole)
		}
		if _, whole := got.fill(nil); whole != (len(args) == 0) {
			t.Fatalf("%q: whole without any word", text)
		}
	})
}
