package locales_test

import (
	"fmt"
	"io/fs"
	"sync"
	"testing"
	"testing/fstest"

	"lyt/locales"

	"github.com/google/go-cmp/cmp"
)

const (
	small = `"common.missing" = "Her mangler en tekst."
"a.name" = "Hej {name}, {{ikke}} mere."
["a.queue"]
one = "Der er {count} foran dig, {name}."
other = "Der er {count} foran dig her, {name}."
`
	smallEnglish = `"common.missing" = "A text is missing."
["a.queue"]
one = "There is {count} before you, {name}."
other = "There are {count} before you, {name}."
`
)

func folder(da, en string) fs.FS {
	return fstest.MapFS{"active.da.toml": {Data: []byte(da)}, "active.en.toml": {Data: []byte(en)}}
}

func TestText(t *testing.T) {
	c, err := locales.Load(folder(small, smallEnglish))
	if err != nil {
		t.Fatal(err)
	}
	var missed []string
	c.Missing = func(lang, key string) { missed = append(missed, lang+" "+key) }
	for _, x := range []struct {
		lang, key string
		args      map[string]any
		want      string
		missed    []string
	}{
		{"da", "a.name", map[string]any{"name": "Bo"}, "Hej Bo, {ikke} mere.", nil},
		{"da", "a.name", map[string]any{"name": "{name} {{.}} %s"}, "Hej {name} {{.}} %s, {ikke} mere.", nil},
		{"da", "a.name", nil, "Hej …, {ikke} mere.", []string{"da a.name"}},
		{"en", "a.name", map[string]any{"name": 7}, "Hej 7, {ikke} mere.", []string{"en a.name"}},
		{"sv", "a.name", map[string]any{"name": "Bo"}, "Hej Bo, {ikke} mere.", []string{"sv a.name"}},
		{"", "a.name", map[string]any{"name": "Bo"}, "Hej Bo, {ikke} mere.", []string{" a.name"}},
		{"da", "a.queue", map[string]any{"count": 1, "name": "Bo"}, "Der er 1 foran dig, Bo.", nil},
		{"da", "a.queue", map[string]any{"count": 0, "name": "Bo"}, "Der er 0 foran dig her, Bo.", nil},
		{"da", "a.queue", map[string]any{"count": "1", "name": "Bo"}, "Der er 1 foran dig, Bo.", nil},
		{"da", "a.queue", map[string]any{"count": uint8(1), "name": "Bo"}, "Der er 1 foran dig, Bo.", nil},
		{"da", "a.queue", map[string]any{"count": 2.5, "name": "Bo"}, "Der er 2.5 foran dig her, Bo.", nil},
		{"da", "a.queue", map[string]any{"count": "mange", "name": "Bo"}, "Der er mange foran dig her, Bo.", nil},
		{"da", "a.queue", map[string]any{"name": "Bo"}, "Der er … foran dig her, Bo.", []string{"da a.queue"}},
		{"da", "a.queue", map[string]any{"count": nil, "name": "Bo"}, "Der er … foran dig her, Bo.", []string{"da a.queue"}},
		{"en", "a.queue", map[string]any{"count": 1, "name": "Bo"}, "There is 1 before you, Bo.", nil},
		{"en", "a.queue", map[string]any{"count": int64(12), "name": "Bo"}, "There are 12 before you, Bo.", nil},
		{"da", "no.such", nil, "Her mangler en tekst.", []string{"da no.such"}},
		{"en", "no.such", nil, "A text is missing.", []string{"en no.such"}},
		{"sv", "no.such", nil, "Her mangler en tekst.", []string{"sv no.such"}},
	} {
		missed = nil
		if got := c.Text(x.lang, x.key, x.args); got != x.want {
			t.Errorf("%s %s %v: got %q, want %q", x.lang, x.key, x.args, got, x.want)
		}
		if diff := cmp.Diff(x.missed, missed); diff != "" {
			t.Errorf("%s %s %v: missed %s", x.lang, x.key, x.args, diff)
		}
	}
	if got := c.Words("en")("a.queue", map[string]any{"count": 1, "name": "Bo"}); got != "There is 1 before you, Bo." {
		t.Errorf("words: %q", got)
	}
}

func TestManyAskAtOnce(t *testing.T) {
	c, err := locales.Load(folder(small, smallEnglish))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for n := range 50 {
		wg.Go(func() {
			lang, want := "da", fmt.Sprintf("Der er %d foran dig her, Bo.", n+2)
			if n%2 == 1 {
				lang, want = "en", fmt.Sprintf("There are %d before you, Bo.", n+2)
			}
			for range 100 {
				if got := c.Text(lang, "a.queue", map[string]any{"count": n + 2, "name": "Bo"}); got != want {
					t.Errorf("got %q, want %q", got, want)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestWhatACatalogKnows(t *testing.T) {
	c, err := locales.Load(folder(small, smallEnglish))
	if err != nil {
		t.Fatal(err)
	}
	if !c.Has("da", "a.name") || c.Has("en", "a.name") || c.Has("sv", "a.name") {
		t.Error("has is wrong")
	}
	if diff := cmp.Diff([]string{"a.queue", "common.missing"}, c.Keys("en")); diff != "" {
		t.Error(diff)
	}
	if c.Keys("sv") != nil || c.Forms("en", "a.name") != nil {
		t.Error("something where there is nothing")
	}
	if diff := cmp.Diff([]string{"count", "name"}, c.Places("da", "a.queue")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"other": "Hej {name}, {{ikke}} mere."}, c.Forms("da", "a.name")); diff != "" {
		t.Error(diff)
	}
	if file, line, col := c.Where("da", "a.queue"); file != "active.da.toml" || line != 3 || col != 1 {
		t.Errorf("stands in %s:%d", file, line)
	}
}

func BenchmarkText(b *testing.B) {
	c, err := locales.Load(folder(small, smallEnglish))
	if err != nil {
		b.Fatal(err)
	}
	for name, x := range map[string]struct {
		key  string
		args map[string]any
	}{
		"plain":  {"common.missing", nil},
		"place":  {"a.name", map[string]any{"name": "Bo"}},
		"plural": {"a.queue", map[string]any{"name": "Bo", "count": 3}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Text("da", x.key, x.args)
			}
		})
	}
}
