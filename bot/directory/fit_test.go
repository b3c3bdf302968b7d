package directory_test

import (
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"lyt/bot/directory"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	bands     = map[string][2]int{"under-12": {0, 11}, "12-14": {12, 14}, "15-17": {15, 17}, "18-25": {18, 25}, "over-25": {26, 120}}
	ages      = []string{"", "under-12", "12-14", "15-17", "18-25", "over-25"}
	audiences = []string{"young", "parent", "professional"}
	formats   = []string{"in-person", "phone", "video", "chat"}
)

// needs calls f with every area (and none), age, audience and topic (and none).
func needs(d *directory.Directory, f func(directory.Need)) {
	for _, area := range append(d.AllAreas(), directory.Area{}) {
		for _, age := range ages {
			for _, audience := range audiences {
				f(directory.Need{Area: area.ID, Age: age, Audience: audience})
				for _, topic := range d.Topics() {
					f(directory.Need{Area: area.ID, Age: age, Audience: audience, Topics: []string{topic}})
				}
			}
		}
	}
}

// suits says in the plainest way whether a service is for the person.
func suits(s directory.Service, n directory.Need) bool {
	if s.Kind == directory.Emergency {
		return false
	}
	if len(s.Areas) > 0 && !slices.Contains(s.Areas, n.Area) {
		return false
	}
	if n.Audience != "" && !slices.Contains(s.Audiences, n.Audience) {
		return false
	}
	if b, ok := bands[n.Age]; ok {
		some := false
		for year := b[0]; year <= b[1]; year++ {
			some = some || s.Ages[0] <= year && year <= s.Ages[1]
		}
		if !some {
			return false
		}
	}
	return meets(s.Topics, n.Topics) && meets(s.Formats, n.Formats)
}

func meets(offered, wanted []string) bool {
	if len(offered) == 0 || len(wanted) == 0 {
		return true
	}
	for _, w := range wanted {
		if slices.Contains(offered, w) {
			return true
		}
	}
	return false
}

func TestEverybodyGetsSomebodyWhoFits(t *testing.T) {
	d := shipped(t)
	needs(d, func(n directory.Need) {
		fit := d.Fit(n)
		if len(fit) == 0 {
			t.Fatalf("nobody for %+v", n)
		}
		var want []string
		for _, s := range d.Services() {
			if suits(s, n) {
				want = append(want, s.ID)
			}
		}
		got := ids(fit)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%+v: fit %v, want %v", n, got, want)
		}
	})
}

func TestSpecialThenLocalThenNational(t *testing.T) {
	d := shipped(t)
	place := func(s directory.Service, n directory.Need) int {
		p := 0
		if len(n.Topics) == 0 || !slices.ContainsFunc(n.Topics, func(t string) bool { return slices.Contains(s.Special, t) }) {
			p += 10
		}
		if len(s.Areas) == 0 {
			return p + 2
		}
		if s.Kind != directory.Municipal {
			return p + 1
		}
		return p
	}
	needs(d, func(n directory.Need) {
		fit := d.Fit(n)
		if !slices.IsSortedFunc(fit, func(a, b directory.Service) int { return place(a, n) - place(b, n) }) {
			t.Fatalf("%+v: %v", n, ids(fit))
		}
	})
}

func TestFirstOfFit(t *testing.T) {
	d := shipped(t)
	for _, c := range []struct {
		why   string
		need  directory.Need
		first []string
	}{
		{"the municipality's team, then headspace beside it", directory.Need{Area: "helsingor", Age: "15-17", Audience: "young", Topics: []string{"lonely"}}, []string{"helsingor-ungevaerftet", "headspace-helsingor", "headspace-chat"}},
		{"grief has its own", directory.Need{Area: "helsingor", Age: "15-17", Audience: "young", Topics: []string{"lonely", "grief"}}, []string{"sorgcenter", "helsingor-ungevaerftet"}},
		{"food and body has its own", directory.Need{Area: "helsingor", Age: "15-17", Audience: "young", Topics: []string{"food-body"}}, []string{"somenta", "helsingor-ungevaerftet"}},
		{"in Sønderborg a team nearer than Somenta", directory.Need{Area: "sonderborg", Age: "18-25", Audience: "young", Topics: []string{"food-body"}}, []string{"sonderborg-spiseforstyrrelser", "somenta"}},
		{"which is for nothing else", directory.Need{Area: "sonderborg", Age: "18-25", Audience: "young", Topics: []string{"school"}}, []string{"headspace-chat", "hoert"}},
		{"violence has its own", directory.Need{Area: "herning", Age: "12-14", Audience: "young", Topics: []string{"violence"}}, []string{"lev-uden-vold"}},
		{"too old for grief at the Sorgcenter", directory.Need{Age: "over-25", Audience: "parent", Topics: []string{"grief"}}, []string{"headspace-family"}},
		{"children", directory.Need{Area: "herning", Age: "under-12", Audience: "young", Topics: []string{"school"}}, []string{"bornetelefonen", "psykiatrifonden", "sind"}},
		{"grown up", directory.Need{Area: "helsingor", Age: "over-25", Audience: "young", Topics: []string{"stress"}}, []string{"psykiatrifonden", "sind"}},
		{"parents", directory.Need{Area: "herning", Audience: "parent", Topics: []string{"school"}}, []string{"headspace-family", "foraeldretelefonen"}},
		{"nothing known at all", directory.Need{Audience: "young"}, []string{"headspace-chat", "bornetelefonen", "hoert"}},
	} {
		got := ids(d.Fit(c.need))
		if len(got) < len(c.first) || !slices.Equal(got[:len(c.first)], c.first) {
			t.Errorf("%s: got %v, want first %v", c.why, got, c.first)
		}
	}
}

func TestOpenGoesBeforeClosed(t *testing.T) {
	d := shipped(t)
	n := directory.Need{Area: "herning", Age: "over-25", Audience: "young", Topics: []string{"stress"}}
	for _, c := range []struct {
		at    string
		first string
	}{
		{"2026-11-23T09:30:00+01:00", "sind"},            // Monday 9-15, Psykiatrifonden from 10
		{"2026-11-23T20:00:00+01:00", "psykiatrifonden"}, // until 22
		{"2026-11-23T03:00:00+01:00", "psykiatrifonden"}, // both closed: as without a time
	} {
		n.At, _ = time.Parse(time.RFC3339, c.at)
		if got := ids(d.Fit(n))[0]; got != c.first {
			t.Errorf("at %s: %s first, want %s", c.at, got, c.first)
		}
	}
}

func TestDesks(t *testing.T) {
	d := shipped(t)
	for _, c := range []struct {
		why  string
		need directory.Need
		want []string
	}{
		{"a municipal team", directory.Need{Area: "helsingor", Age: "15-17", Audience: "young"}, []string{"helsingor-ungevaerftet", "headspace-helsingor", "headspace-chat"}},
		{"no team, but headspace", directory.Need{Area: "esbjerg", Age: "18-25", Audience: "young"}, []string{"headspace-esbjerg", "headspace-chat"}},
		{"neither", directory.Need{Area: "herning", Age: "18-25", Audience: "young"}, []string{"headspace-chat"}},
		{"a parent with a team", directory.Need{Area: "odder", Audience: "parent"}, []string{"odder-sammen-paa-sporet", "headspace-family"}},
		{"a parent without", directory.Need{Area: "herning", Audience: "parent"}, []string{"headspace-family"}},
		{"a professional", directory.Need{Area: "skive", Audience: "professional"}, []string{"skive-tidlig-forebyggelse"}},
		{"the special team", directory.Need{Area: "sonderborg", Age: "15-17", Audience: "young", Topics: []string{"food-body"}}, []string{"sonderborg-spiseforstyrrelser", "headspace-chat"}},
		{"grown up", directory.Need{Area: "helsingor", Age: "over-25", Audience: "young"}, []string{}},
	} {
		if diff := cmp.Diff(c.want, ids(d.Desks(c.need))); diff != "" {
			t.Errorf("%s: %s", c.why, diff)
		}
	}
}

func TestPartners(t *testing.T) {
	d := shipped(t)
	n := directory.Need{Area: "helsingor", Age: "15-17", Audience: "young"}
	civil := d.Partners(n, directory.Civil, 3)
	if len(civil) != 3 || civil[0].ID != "headspace-helsingor" {
		t.Errorf("civil partners are %v", ids(civil))
	}
	for _, s := range d.Partners(n, directory.Civil, 100) {
		if s.Kind != directory.Civil {
			t.Errorf("%s is no civil partner", s.ID)
		}
	}
	if all := d.Partners(n, "", 100); len(all) != len(d.Fit(n)) || all[0].ID != "helsingor-ungevaerftet" {
		t.Errorf("all partners are %v", ids(all))
	}
	for _, none := range []int{0, -1} {
		if got := d.Partners(n, "", none); len(got) != 0 {
			t.Errorf("%d partners are %v", none, ids(got))
		}
	}
}

func TestFitIsAlwaysTheSame(t *testing.T) {
	d := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		n := directory.Need{
			Area:     rapid.SampledFrom(append(d.AllAreas(), directory.Area{ID: "nowhere"})).Draw(t, "area").ID,
			Age:      rapid.SampledFrom(append(ages, "unheard-of")).Draw(t, "age"),
			Audience: rapid.SampledFrom(append(audiences, "")).Draw(t, "audience"),
			Topics:   rapid.SliceOfN(rapid.SampledFrom(d.Topics()), 0, 4).Draw(t, "topics"),
			Formats:  rapid.SliceOfN(rapid.SampledFrom(formats), 0, 3).Draw(t, "formats"),
			At:       time.Unix(rapid.Int64Range(1790000000, 1830000000).Draw(t, "at"), 0),
		}
		first := d.Fit(n)
		for _, s := range first {
			if !suits(s, n) {
				t.Fatalf("%s does not fit %+v", s.ID, n)
			}
		}
		slices.Reverse(n.Topics)
		slices.Reverse(n.Formats)
		if !slices.Equal(ids(first), ids(d.Fit(n))) {
			t.Fatalf("%+v: the order changed", n)
		}
	})
}

// A service may cover several municipalities (Livsmod), or people on both sides of
// 18 (Ungeafdelingen, Furesø): both are only lines in its file.
func TestOtherMunicipalModels(t *testing.T) {
	fsys := fstest.MapFS{
		"areas.yaml":              file(areasYAML),
		"services/topics.yaml":    file("topics: [lonely, grief]\n"),
		"services/alarm-112.yaml": file(alarmYAML),
		"services/livsmod.yaml": file(`service: livsmod
name: Livsmod
kind: municipal
areas: [odder, samso]
ages: 16-30
audiences: young
topics: any
source: a report
`),
	}
	d, findings := directory.Load(fsys)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	for _, age := range []string{"15-17", "18-25", "over-25"} {
		for _, area := range []string{"odder", "samso"} {
			if got := d.Fit(directory.Need{Area: area, Age: age}); len(got) != 1 {
				t.Errorf("%s, %s: %v", area, age, ids(got))
			}
		}
	}
	if got := d.Fit(directory.Need{Area: "odder", Age: "12-14"}); len(got) != 0 {
		t.Errorf("too young, and got %v", ids(got))
	}
}

func BenchmarkFit(b *testing.B) {
	d := shipped(b)
	n := directory.Need{Area: "helsingor", Age: "15-17", Audience: "young", Topics: []string{"grief"}, At: time.Unix(1795000000, 0)}
	for b.Loop() {
		d.Fit(n)
	}
}
