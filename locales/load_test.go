package locales_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"lyt/locales"
)

func TestProblems(t *testing.T) {
	for name, x := range map[string]struct {
		folder fs.FS
		want   string
	}{
		"no english":        {fstest.MapFS{"active.da.toml": {Data: []byte(small)}}, "active.en.toml:0: the file is missing"},
		"nothing at all":    {fstest.MapFS{}, "active.da.toml:0: the file is missing"},
		"not TOML":          {folder(small+"\"a.b\" = \n", smallEnglish), "active.da.toml:6: this is not TOML"},
		"not UTF-8":         {folder(small+"\"a.b\" = \"\xff\"\n", smallEnglish), "active.da.toml:6: this is not TOML"},
		"key twice":         {folder(small+"\"a.b\" = \"x\"\n\"a.b\" = \"y\"\n", smallEnglish), "active.da.toml:"},
		"empty":             {folder(small, "\"a.x\" = \" \"\n"+smallEnglish), `active.en.toml:1: the text "a.x": it is empty`},
		"a number":          {folder(small, "\"a.x\" = 5\n"+smallEnglish), `active.en.toml:1: the text "a.x": it is a text in quotes`},
		"bare dotted key":   {folder("a.x = \"x\"\n"+small, smallEnglish), `active.da.toml:1: the text "a": "x" stands under it, where only one and other can`},
		"one form only":     {folder(small+"[\"a.b\"]\nother = \"x\"\n", smallEnglish), `active.da.toml:6: the text "a.b": it has the plural forms`},
		"another form":      {folder(small+"[\"a.b\"]\none = \"x\"\nother = \"y\"\nfew = \"z\"\n", smallEnglish), `active.da.toml:9: the text "a.b": "few" stands under it`},
		"a text at the end": {folder(small+"[\"a.b\"]\none = \"x\"\nother = \"y\"\n\n\"a.c\" = \"z\"\n", smallEnglish), `active.da.toml:10: the text "a.b": "a.c" stands under it, where only one and other can; move it up, above the first line in [ ]`},
		"a table of texts":  {folder("[first]\nage = \"x\"\n"+small, smallEnglish), `active.da.toml:2: the text "first": "age" stands under it`},
		"a form empty":      {folder(small+"[\"a.b\"]\none = \"\"\nother = \"y\"\n", smallEnglish), `active.da.toml:6: the text "a.b": it is empty`},
		"a form no text":    {folder(small+"[\"a.b\"]\none = 1\nother = \"y\"\n", smallEnglish), `active.da.toml:6: the text "a.b": it is a text`},
		"open brace":        {folder(small, "\"a.x\" = \"a {b\"\n"+smallEnglish), `active.en.toml:1: the text "a.x": a { is never closed`},
		"closing brace":     {folder(small, "\"a.x\" = \"a } b\"\n"+smallEnglish), `active.en.toml:1: the text "a.x": a } stands alone`},
		"go template":       {folder(small, "\"a.x\" = \"a {.Name}\"\n"+smallEnglish), `active.en.toml:1: the text "a.x": between { and } stands a name`},
		"no last resort":    {folder("\"a.x\" = \"x\"\n", smallEnglish), `the text "common.missing" is missing`},
		"language twice":    {fstest.MapFS{"active.da.toml": {Data: []byte(small)}, "active.en.toml": {Data: []byte(smallEnglish)}, "active.DA.toml": {Data: []byte("\"a.name\" = \"x\"\n")}}, `active.da.toml:2: the text "a.name" stands in active.DA.toml too`},
		"no such language":  {fstest.MapFS{"active.da.toml": {Data: []byte(small)}, "active.en.toml": {Data: []byte(smallEnglish)}, "active.x!.toml": {Data: []byte(small)}}, `active.x!.toml:0: "x!" in the file's name is not a language`},
	} {
		c, err := locales.Load(x.folder)
		var problems locales.Problems
		if c != nil || !errors.As(err, &problems) {
			t.Errorf("%s: got %v, %v", name, c, err)
			continue
		}
		if !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: got %v, want %s", name, err, x.want)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(small)
	f.Add("\"a\" = \"{b}\"\n")
	f.Add("[\"a.b\"]\none = 'x'\nother = '''y'''\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := locales.Load(folder(text, smallEnglish))
		var problems locales.Problems
		if err != nil {
			if c != nil || !errors.As(err, &problems) {
				t.Fatalf("%v with a catalog", err)
			}
			return
		}
		for _, key := range c.Keys("da") {
			for _, args := range []map[string]any{nil, {"count": 1}, {"count": "x"}} {
				if strings.TrimSpace(c.Text("da", key, args)) == "" {
					t.Fatalf("%q is empty", key)
				}
			}
		}
	})
}
