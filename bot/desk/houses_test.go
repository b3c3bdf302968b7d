package desk_test

import (
	"regexp"
	"slices"
	"testing"
)

// Of many houses a talk can be handed on to, those that fit the person stand first.
func TestHousesThatFitStandFirst(t *testing.T) {
	_, b := live(t)
	group := regexp.MustCompile(`<optgroup label="da:desk.onward.(?:near|houses)">|<option value="service:[a-z]+">`)
	want := []string{`<optgroup label="da:desk.onward.near">`, `<option value="service:vest">`, `<optgroup label="da:desk.onward.houses">`}
	if got := group.FindAllString(b.get("/talk/nord/a").body, -1); !slices.Equal(got, want) {
		t.Errorf("the page offers %q", got)
	}
}
