package directory_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"lyt/bot/directory"
)

const (
	areasYAML = `areas:
  - {id: odder, name: Odder, region: Midtjylland, also: [Hov]}
  - {id: samso, name: Samsø, region: Midtjylland}
`
	alarmYAML = `service: alarm-112
name: Alarm 112
kind: emergency
areas: all
ages: all
audiences: [young, parent, professional]
topics: any
card: 1
hours: always
phone: 112
source: known
`
	goodYAML = `service: team
name: Teamet
kind: municipal
areas: [odder]
ages: 12-25
audiences: [young, parent]
topics: any
special: [grief]
formats: [phone, chat]
desk: true
hours: {mon-thu: 9-16, fri: ["9-12", "12:30-14"], holidays: open, sample: true}
phone: 70 10 20 30
web: https://odder.dk/unge
source: a page
verified: 2026-11-01
`
)

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func folder(team string) fs.FS {
	return fstest.MapFS{
		"areas.yaml":              file(areasYAML),
		"services/topics.yaml":    file("topics: [lonely, grief]\n"),
		"services/alarm-112.yaml": file(alarmYAML),
		"services/team.yaml":      file(team),
	}
}

func TestAGoodService(t *testing.T) {
	d, findings := directory.Load(folder(goodYAML))
	for _, f := range findings {
		t.Errorf("%v\n%s", f, f.Excerpt)
	}
	s, ok := d.Find("team")
	if !ok {
		t.Fatal("not found")
	}
	if s.Hours.Week[5][1] != (directory.Span{From: 12*60 + 30, To: 14 * 60}) || !s.Hours.Sample || !s.Hours.Holidays {
		t.Errorf("hours are %+v", s.Hours)
	}
	if s.Verified == nil || s.Verified.Format("2006-01-02") != "2026-11-01" {
		t.Errorf("verified is %v", s.Verified)
	}
	if s.Ages != [2]int{12, 25} || s.Phone != "70 10 20 30" || !s.Desk || s.Topics != nil {
		t.Errorf("service is %+v", s)
	}
}

// Each case changes one line of a good file; the finding must point at it.
func TestFindings(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     string
	}{
		{"phone: 70", "fone: 70", `services/team.yaml:12:1: error unknown-key`},
		{"phone: 70 10 20 30", "phone: 1\nphone: 2", `services/team.yaml:13:1: error duplicate-key`},
		{"areas: [odder]", "areas: [odder, oder]", `services/team.yaml:4:16: error unknown-area`},
		{"areas: [odder]", "areas: [odder, odder]", `services/team.yaml:4:16: error twice`},
		{"areas: [odder]\n", "", `services/team.yaml:1:1: error missing-key`},
		{"areas: [odder]", "areas: []", `services/team.yaml:4:8: error empty`},
		{"[young, parent]", "[young, parents]", `services/team.yaml:6:20: error unknown-audience`},
		{"topics: any", "topics: [greif]", `services/team.yaml:7:10: error unknown-topic`},
		{"special: [grief]", "special: [greif]", `services/team.yaml:8:11: error unknown-special`},
		{"topics: any", "topics: [lonely]", `services/team.yaml:8:11: error unknown-special`},
		{"[phone, chat]", "[phone, fax]", `services/team.yaml:9:18: error unknown-format`},
		{"desk: true", "desk: maybe", `services/team.yaml:10:7: error not-true-or-false`},
		{"mon-thu: 9-16", "mon-thu: 16-9", `services/team.yaml:11:18: error bad-hours`},
		{"mon-thu: 9-16", "mon-thu: 9-25", `services/team.yaml:11:18: error bad-hours`},
		{"mon-thu: 9-16", "mon-thu: 9:75-16", `services/team.yaml:11:18: error bad-hours`},
		{"mon-thu: 9-16", "mon-thu: soon", `services/team.yaml:11:18: error bad-hours`},
		{"mon-thu: 9-16", "man-tor: 9-16", `services/team.yaml:11:9: error unknown-key`},
		{"mon-thu: 9-16", "mon-fri: 9-16", `services/team.yaml:11:24: error duplicate-key`},
		{`"9-12", "12:30-14"`, `"9-12", "11-14"`, `services/team.yaml:11:38: error bad-hours`},
		{"holidays: open", "holidays: true", `services/team.yaml:11:61: error bad-hours`},
		{"phone: 70 10 20 30", "phone: call us", `services/team.yaml:12:8: error bad-phone`},
		{"phone: 70 10 20 30", "phone: 70 10 20 3", `services/team.yaml:12:8: error bad-phone`},
		{"phone: 70 10 20 30", "sms: 70 10 20 301", `services/team.yaml:12:6: error bad-phone`},
		{"https://odder.dk/unge", "http://odder.dk", `services/team.yaml:13:6: error bad-web`},
		{"2026-11-01", "1/11 2026", `services/team.yaml:15:11: error bad-date`},
		{"2026-11-01", "2026-02-30", `services/team.yaml:15:11: error bad-date`},
		{"ages: 12-25", "ages: 25-12", `services/team.yaml:5:7: error bad-ages`},
		{"ages: 12-25", "ages: unge", `services/team.yaml:5:7: error bad-ages`},
		{"kind: municipal", "kind: kommune", `services/team.yaml:3:7: error unknown-kind`},
		{"service: team", "service: other", `services/team.yaml:1:10: error file-name`},
		{"service: team", "service: Team Ø", `services/team.yaml:1:10: error bad-id`},
		{"name: Teamet", "name: ''", `services/team.yaml:2:7: error empty`},
		{"name: Teamet", "name: [a]", `services/team.yaml:2:7: error not-a-word`},
		{"source: a page\n", "", `services/team.yaml:1:1: error missing-key`},
		{"desk: true", "desk: true\ncard: 1", `services/team.yaml:11:7: error bad-card`},
		{"desk: true", "desk: true\ncard: first", `services/team.yaml:11:7: error bad-card`},
		{"formats: [phone, chat]\n", "", `services/team.yaml:9:7: error desk-formats`},
		{"name: Teamet", "name: \"Teamet", `services/team.yaml:`},
		{"name: Teamet", "\tname: x", `services/team.yaml:2:`},
	} {
		text := strings.Replace(goodYAML, c.from, c.to, 1)
		if text == goodYAML {
			t.Fatalf("%q is not in the good file", c.from)
		}
		d, findings := directory.Load(folder(text))
		if _, ok := d.Find("team"); ok {
			t.Errorf("%s: a service with an error is in the directory", c.want)
		}
		found := false
		for _, f := range findings {
			found = found || strings.HasPrefix(f.String(), c.want)
		}
		if !found {
			t.Errorf("%q for %q: want %s, got %v", c.to, c.from, c.want, findings)
		}
	}
}

func TestDeskNeedsHours(t *testing.T) {
	lines := strings.SplitAfter(goodYAML, "\n")
	_, findings := directory.Load(folder(strings.Join(append(lines[:10:10], lines[11:]...), "")))
	if len(findings) != 1 || findings[0].Code != "desk-hours" {
		t.Errorf("got %v", findings)
	}
}

func TestFindingShowsTheLine(t *testing.T) {
	_, findings := directory.Load(folder(strings.Replace(goodYAML, "[odder]", "[odder, æøå]", 1)))
	if len(findings) != 1 {
		t.Fatal(findings)
	}
	if want := "areas: [odder, æøå]\n               ^"; findings[0].Excerpt != want {
		t.Errorf("got\n%s\nwant\n%s", findings[0].Excerpt, want)
	}
}

func TestFoldersThatAreNotWhole(t *testing.T) {
	for name, c := range map[string]struct {
		change func(fstest.MapFS)
		want   string
	}{
		"no areas":    {func(f fstest.MapFS) { delete(f, "areas.yaml") }, "areas.yaml:0:0: error no-file"},
		"no topics":   {func(f fstest.MapFS) { delete(f, "services/topics.yaml") }, "services/topics.yaml:0:0: error no-file"},
		"no 112":      {func(f fstest.MapFS) { delete(f, "services/alarm-112.yaml") }, "services:0:0: error no-112"},
		"empty areas": {func(f fstest.MapFS) { f["areas.yaml"] = file("areas: []\n") }, "areas.yaml:1:1: error empty"},
		"area twice": {func(f fstest.MapFS) {
			f["areas.yaml"] = file(areasYAML + "  - {id: odder, name: O, region: Midtjylland}\n")
		}, "areas.yaml:4:10: error twice"},
		"unknown region":   {func(f fstest.MapFS) { f["areas.yaml"] = file("areas: [{id: odder, name: Odder, region: Jylland}]\n") }, "areas.yaml:1:42: error unknown-region"},
		"empty file":       {func(f fstest.MapFS) { f["services/x.yaml"] = file("") }, "services/x.yaml:"},
		"two documents":    {func(f fstest.MapFS) { f["services/x.yaml"] = file(goodYAML + "---\n" + goodYAML) }, "services/x.yaml:"},
		"a list":           {func(f fstest.MapFS) { f["services/x.yaml"] = file("- a\n- b\n") }, "services/x.yaml:"},
		"far too large":    {func(f fstest.MapFS) { f["services/x.yaml"] = file(strings.Repeat("#\n", 1<<20)) }, "services/x.yaml:0:0: error too-big"},
		"half an encoding": {func(f fstest.MapFS) { f["services/x.yaml"] = file("name: \xff\xfe\n") }, "services/x.yaml:"},
	} {
		fsys := folder(goodYAML).(fstest.MapFS)
		c.change(fsys)
		d, findings := directory.Load(fsys)
		if d == nil || len(findings) == 0 || !strings.Contains(joined(findings), c.want) {
			t.Errorf("%s: want %s, got %v", name, c.want, findings)
		}
	}
}

func joined(findings []directory.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.String() + "\n")
	}
	return b.String()
}

func FuzzLoad(f *testing.F) {
	f.Add(goodYAML)
	f.Add(alarmYAML)
	f.Add("a: &a [*a]\nhours: *a\n")
	f.Add("hours: {<<: {mon: 9-16}, ? [a] : b}\nareas: {a: b}\n")
	f.Fuzz(func(t *testing.T, text string) {
		d, findings := directory.Load(folder(text))
		s, ok := d.Find("team")
		if ok == (len(findings) > 0) {
			t.Fatalf("found %v, findings %v", ok, findings)
		}
		if ok && (s.Name == "" || s.Ages[0] > s.Ages[1] || len(s.Audiences) == 0) {
			t.Fatalf("half a service: %+v", s)
		}
		lines := strings.Count(text, "\n") + 1
		for _, f := range findings {
			if f.Line > lines || f.Line < 0 || f.Message == "" || strings.Contains(f.Message, "\n") || !utf8.ValidString(f.Excerpt) {
				t.Fatalf("%q: %+v", text, f)
			}
		}
	})
}
