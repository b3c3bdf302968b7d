package directory_test

import (
	"slices"
	"testing"
	"time"

	"lyt/bot/directory"
	"lyt/flows"
)

// zone is where Danish opening hours are.
func zone(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// shipped loads the directory that goes into the program.
func shipped(t testing.TB) *directory.Directory {
	t.Helper()
	d, findings := directory.Load(flows.FS)
	for _, f := range findings {
		t.Errorf("%v\n%s", f, f.Excerpt)
	}
	d.Zone = zone(t)
	return d
}

func ids(services []directory.Service) []string {
	out := []string{}
	for _, s := range services {
		out = append(out, s.ID)
	}
	return out
}

func TestShippedServicesAreThere(t *testing.T) {
	d := shipped(t)
	for _, id := range []string{
		"allerod-sammen-paa-sporet", "glostrup-sammen-paa-sporet", "greve-sammen-paa-sporet",
		"helsingor-ungevaerftet", "middelfart-sammen-paa-sporet", "odder-sammen-paa-sporet",
		"ringsted-sammen-paa-sporet", "skanderborg-sammen-paa-sporet", "svendborg-sammen-paa-sporet",
		"skive-tidlig-forebyggelse", "sonderborg-spiseforstyrrelser",
		"headspace-helsingor", "headspace-chat", "headspace-family", "modrehjaelpen", "sind",
		"psykiatrifonden", "bornetelefonen", "hoert", "foraeldretelefonen", "somenta",
		"sorgcenter", "lev-uden-vold", "livslinien", "giftlinjen", "alarm-112", "politi-114",
	} {
		s, ok := d.Find(id)
		if !ok {
			t.Errorf("%s is missing", id)
		}
		if s.About != "services."+id || s.Source == "" {
			t.Errorf("%s: about %q, source %q", id, s.About, s.Source)
		}
	}
	if _, ok := d.Find("no-such-service"); ok {
		t.Error("a service that does not exist was found")
	}
}

func TestShippedNumbersAreNoSurerThanTheFacts(t *testing.T) {
	d := shipped(t)
	verified := map[string]bool{
		"alarm-112": true, "politi-114": true, "giftlinjen": true, "livslinien": true,
		"bornetelefonen": true, "psykiatrifonden": true, "sind": true,
		"headspace-helsingor": true, "headspace-guldborgsund": true,
	}
	phones := map[string]string{
		"alarm-112": "112", "politi-114": "114", "giftlinjen": "82 12 12 12",
		"livslinien": "70 201 201", "bornetelefonen": "116 111", "psykiatrifonden": "39 25 25 25",
		"sind": "70 23 27 50", "foraeldretelefonen": "35 55 55 57", "somenta": "70 10 18 18",
		"sorgcenter": "70 266 766", "lev-uden-vold": "1888",
	}
	for _, s := range d.Services() {
		if got := s.Verified != nil; got != verified[s.ID] {
			t.Errorf("%s: verified is %v", s.ID, got)
		}
		if s.Phone != phones[s.ID] {
			t.Errorf("%s: phone %q, the facts say %q", s.ID, s.Phone, phones[s.ID])
		}
		if s.Verified == nil && s.Phone != "" && s.Web == "" && s.ID != "somenta" && s.ID != "lev-uden-vold" {
			t.Errorf("%s: an unchecked number and no page to check it on", s.ID)
		}
	}
}

func TestHoursThatNobodyKnowsAreAbsentOrMarked(t *testing.T) {
	d := shipped(t)
	known := []string{"alarm-112", "politi-114", "giftlinjen", "bornetelefonen", "psykiatrifonden", "sind", "headspace-family"}
	for _, s := range d.Services() {
		if s.Hours.Known() && !s.Hours.Sample && !slices.Contains(known, s.ID) {
			t.Errorf("%s: hours that no fact supports", s.ID)
		}
		if s.Desk && s.Kind == directory.Municipal && !s.Hours.Sample {
			t.Errorf("%s: its hours are an example and not marked so", s.ID)
		}
	}
}

func TestEmergencyBeginsWithTheCrisisCard(t *testing.T) {
	got := ids(shipped(t).Emergency())
	want := []string{"alarm-112", "bornetelefonen", "livslinien", "giftlinjen", "politi-114"}
	if !slices.Equal(got, want) {
		t.Errorf("emergency lines are %v, want %v", got, want)
	}
}

func TestCopiesKeepTheDirectoryAsItIs(t *testing.T) {
	d := shipped(t)
	d.Services()[0].ID = "changed"
	d.Topics()[0] = "changed"
	d.AllAreas()[0].ID = "changed"
	if d.Services()[0].ID == "changed" || d.Topics()[0] == "changed" || d.AllAreas()[0].ID == "changed" {
		t.Error("what was given out changed the directory")
	}
}

func TestAroundTheClock(t *testing.T) {
	d := shipped(t)
	open := d.AroundTheClock()
	christmas := at(t, "2026-12-24T03:00:00+01:00")
	for _, s := range open.Services() {
		before, _ := d.Find(s.ID)
		if s.Desk && (!s.Hours.Open(christmas, open.Zone) || before.Hours.Always) {
			t.Errorf("%s: open %v, and before %v", s.ID, s.Hours, before.Hours)
		}
		if !s.Desk && s.Hours.Open(christmas, open.Zone) != before.Hours.Open(christmas, d.Zone) {
			t.Errorf("%s has no desk, and its hours changed", s.ID)
		}
	}
}
