package flows_test

import (
	"strings"
	"testing"

	"lyt/bot/bottest"
)

// TestTapsToABookedTime: from the first message to a booked time a young person needs
// at most twelve taps, the safety question after a low score, or after one sentence
// that was true at no time, among them.
func TestTapsToABookedTime(t *testing.T) {
	const most = 12
	before := []string{"/start", "[Jeg er ung]", "helsingør", "[15–17 år]", "[Skole]", "[Videre]"}
	after := []string{"[Book en tid]", "[tirsdag 24. nov. kl. 13.00]"}
	for score, answers := range map[string][]string{
		"76 ud af 100": {"[Hele tiden]", "[Det meste af tiden]", "[Det meste af tiden]", "[Lidt mere end halvdelen af tiden]", "[Lidt mere end halvdelen af tiden]"},
		"80 ud af 100": {"[Hele tiden]", "[Hele tiden]", "[På intet tidspunkt]", "[Hele tiden]", "[Hele tiden]", "[Nej]"},
		"12 ud af 100": {"[På intet tidspunkt]", "[Lidt af tiden]", "[Lidt af tiden]", "[På intet tidspunkt]", "[Lidt af tiden]", "[Nej]"},
	} {
		house := bottest.NewHouse(t, nil)
		taps, heard := 0, ""
		for i, line := range append(append(append([]string{}, before...), answers...), after...) {
			if strings.HasPrefix(line, "[") {
				taps++
			}
			heard = house.Hear(t, line)
			if i == len(before)+4 && !strings.Contains(heard, score) {
				t.Errorf("the score %s is not told: %q", score, heard)
			}
		}
		if !strings.HasPrefix(heard, "< Din tid er tirsdag 24. nov. kl. 13.00") {
			t.Errorf("%s: no time is booked: %q", score, heard)
		}
		if taps > most {
			t.Errorf("%s: %d taps, want %d at most", score, taps, most)
		}
	}
}
