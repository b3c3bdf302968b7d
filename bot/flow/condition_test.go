package flow

import (
	"errors"
	"strings"
	"testing"
)

func conditionNames() map[string]*variable {
	return map[string]*variable{
		"role":   {name: "role", kind: oneOf, values: []string{"young", "parent"}},
		"age":    {name: "age", kind: oneOf, values: []string{"12-14", "15-17"}},
		"topics": {name: "topics", kind: manyOf, values: []string{"grief", "school"}},
		"area":   {name: "area", kind: anArea},
		"who5":   {name: "who5", kind: aScore},
		"note":   {name: "note", kind: aText},
	}
}

func TestConditionHolds(t *testing.T) {
	empty := map[string][]string{}
	known := map[string][]string{"role": {"young"}, "age": {"15-17"}, "topics": {"school"}, "area": {"greve"}, "who5": {"22222"}}
	for _, c := range []struct {
		text                string
		whenKnown, whenNone bool
	}{
		{`role == "young"`, true, false},
		{`role == "parent"`, false, false},
		{`role != "parent"`, true, true},
		{`age in ["12-14", "15-17"]`, true, false},
		{`age not in ["12-14"]`, true, true},
		{`"school" in topics`, true, false},
		{`"grief" in topics`, false, false},
		{`not ("grief" in topics)`, true, true},
		{`area == "greve"`, true, false},
		{`area in ["greve", "odder"]`, true, false},
		{`who5.taken`, true, false},
		{`not who5.taken`, false, true},
		{`who5.zero`, false, false},
		{`not who5.zero`, true, true},
		{`who5.score <= 40`, true, false},
		{`who5.score < 40`, false, false},
		{`who5.score >= 40`, true, false},
		{`who5.score > 40`, false, false},
		{`who5.score == 40`, true, false},
		{`who5.score != 40`, false, false},
		{`not (who5.score <= 35)`, true, true},
		{`role == "young" && who5.score <= 50`, true, false},
		{`role == "parent" or "school" in topics`, true, false},
		{`!(role == "parent") and !who5.taken`, false, true},
		{"role ==\n  \"young\"", true, false},
	} {
		compiled, err := parseCondition(c.text, conditionNames())
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := compiled.holds(known); got != c.whenKnown {
			t.Errorf("%s is %v with all known", c.text, got)
		}
		if got := compiled.holds(empty); got != c.whenNone {
			t.Errorf("%s is %v with nothing known", c.text, got)
		}
	}
}

// TestZero: one item answered "at no time" is enough, whatever the score; digits
// that are no whole screening say nothing.
func TestZero(t *testing.T) {
	asked, err := parseCondition(`who5.zero`, conditionNames())
	if err != nil {
		t.Fatal(err)
	}
	for digits, want := range map[string]bool{"55550": true, "05555": true, "00000": true, "11111": false, "5550": false, "": false} {
		if got := asked.holds(map[string][]string{"who5": {digits}}); got != want {
			t.Errorf("who5.zero of %q is %v", digits, got)
		}
	}
}

func TestConditionRefused(t *testing.T) {
	for _, c := range []struct {
		text, code string
		at         int
		says       string
	}{
		{``, "bad-condition", 0, "empty"},
		{`   `, "bad-condition", 0, "empty"},
		{strings.Repeat("(", 1_000_000), "long-condition", 0, "500"},
		{strings.Repeat("æ", 501), "long-condition", 0, "500"},
		{strings.Repeat("(", 500), "bad-condition", 499, "read"},
		{strings.Repeat("!", 499) + "x", "unknown-name", 499, "x"},
		{`rol == "young"`, "unknown-name", 0, "did you mean role?"},
		{`role == "yong"`, "unknown-value", 8, "did you mean young?"},
		{`"grif" in topics`, "unknown-value", 0, "did you mean grief?"},
		{`age in ["12-14", "15-71"]`, "unknown-value", 17, "15-17"},
		{`who5.scor <= 35`, "bad-condition", 5, "did you mean score?"},
		{`who5.score <= 101`, "bad-condition", 14, "0 to 100"},
		{`who5.score <= -1`, "bad-condition", 14, "0 to 100"},
		{`who5.score <= "35"`, "bad-condition", 14, "0 to 100"},
		{`who5.score`, "bad-condition", 5, "compared"},
		{`who5.taken == 1`, "bad-condition", 14, "score"},
		{`who5.zero == 1`, "bad-condition", 13, "score"},
		{`who5.zer`, "bad-condition", 5, "did you mean zero?"},
		{`who5`, "bad-condition", 0, "who5.score"},
		{`who5 <= 35`, "bad-condition", 5, "who5.score"},
		{`who5?.score <= 35`, "bad-condition", 6, "expected a name"},
		{`role.score <= 35`, "bad-condition", 5, "only a screening"},
		{`35 >= who5.score`, "bad-condition", 0, "expected a name"},
		{`role`, "bad-condition", 0, "compared"},
		{`role < "young"`, "bad-condition", 5, "role =="},
		{`role == young`, "bad-condition", 8, "quotes"},
		{`role = "young"`, "bad-condition", 5, "write =="},
		{`role == "young`, "bad-condition", 14, "read"},
		{`topics == "grief"`, "bad-condition", 7, `in topics`},
		{`topics in ["grief"]`, "bad-condition", 0, `in topics`},
		{`"young" in role`, "bad-condition", 11, `role == "young"`},
		{`role in []`, "bad-condition", 8, "list"},
		{`role in "young"`, "bad-condition", 8, "list"},
		{`role in [young]`, "bad-condition", 9, "quotes"},
		{`note == "x"`, "bad-condition", 0, "own words"},
		{`area == "NOT"`, "unknown-value", 8, "area"},
		{`true`, "bad-condition", 0, "cannot be asked"},
		{`true ? true : age`, "bad-condition", 16, "cannot be asked"},
		{`role matches "y.*"`, "bad-condition", 5, "matches"},
		{`len(role) == 3`, "bad-condition", 0, "expected a name"},
		{`all(topics, true)`, "bad-condition", 0, "cannot be asked"},
		{`let x = 1; x`, "bad-condition", 4, "cannot be asked"},
		{`role == "young"; true`, "bad-condition", 5, "cannot be asked"},
		{`role == "young" && `, "bad-condition", 18, "read"},
		{`role == "young" && rol == "x"`, "unknown-name", 19, "role"},
		{`role == "young" || 1`, "bad-condition", 19, "cannot be asked"},
		{`not role`, "bad-condition", 4, "compared"},
		{`-role == "x"`, "bad-condition", 0, "expected a name"},
		{`env`, "unknown-name", 0, "env"},
		{`$env.role == "young"`, "unknown-name", 0, "$env"},
	} {
		_, err := parseCondition(c.text, conditionNames())
		wrong, ok := errors.AsType[*conditionError](err)
		if !ok {
			t.Errorf("%.40s: %v", c.text, err)
			continue
		}
		if wrong.code != c.code || wrong.at != c.at || !strings.Contains(wrong.message, c.says) {
			t.Errorf("%.40s: %s at %d: %s", c.text, wrong.code, wrong.at, wrong.message)
		}
	}
}

func FuzzCondition(f *testing.F) {
	for _, seed := range []string{
		`role == "young"`, `"grief" in topics && who5.score <= 35`, `not (who5.taken)`, `age in ["12-14"]`, `((((`, `a.b.c`, "\x00", `1..2`, `#`, `who5["score"]<1`,
	} {
		f.Add(seed)
	}
	names := conditionNames()
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parseCondition(text, names)
		if err != nil {
			if _, ok := errors.AsType[*conditionError](err); !ok {
				t.Fatalf("%T without a place", err)
			}
			return
		}
		c.holds(nil) // what is accepted can be answered
		c.holds(map[string][]string{"role": {"young"}, "who5": {"00000"}, "topics": {"grief"}})
	})
}
