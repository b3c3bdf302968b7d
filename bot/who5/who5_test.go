package who5

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestScoreAndBand(t *testing.T) {
	for _, c := range []struct {
		digits string
		score  int
		band   Level
		zero   bool
	}{
		{"00000", 0, Low, true},
		{"11111", 20, Low, false},
		{"22220", 32, Low, true},
		{"22221", 36, Middle, false},
		{"33330", 48, Middle, true},
		{"33331", 52, OK, false},
		{"43234", 64, OK, false},
		{"55550", 80, OK, true},
		{"55555", 100, OK, false},
	} {
		a, err := Read(c.digits)
		if err != nil {
			t.Errorf("%s: %v", c.digits, err)
			continue
		}
		if a.Score() != c.score || Band(a.Score()) != c.band || a.HasZero() != c.zero {
			t.Errorf("%s: %d %s %v, want %d %s %v", c.digits, a.Score(), Band(a.Score()), a.HasZero(), c.score, c.band, c.zero)
		}
	}
}

func TestNoScore(t *testing.T) {
	for _, c := range []struct {
		digits string
		want   error
	}{
		{"", ErrMissing}, {"5", ErrMissing}, {"5555", ErrMissing},
		{"555555", ErrRange}, {"55556", ErrRange}, {"5555-", ErrRange}, {"5555 ", ErrRange}, {"555å", ErrRange}, {"\x0055555"[:5], ErrRange},
	} {
		if _, err := Read(c.digits); !errors.Is(err, c.want) {
			t.Errorf("%q: %v, want %v", c.digits, err, c.want)
		}
	}
	if err := (Answers{0, 0, 0, 0, -1}).Valid(); !errors.Is(err, ErrRange) {
		t.Errorf("a negative answer is valid: %v", err)
	}
}

// The bands of the Danish guide at every score there is, and between.
func TestBands(t *testing.T) {
	for score := 0; score <= 100; score++ {
		want := OK
		if score <= 35 {
			want = Low
		} else if score <= 50 {
			want = Middle
		}
		if got := Band(score); got != want {
			t.Errorf("%d is %s, want %s", score, got, want)
		}
	}
}

func answers(t *rapid.T) Answers {
	var a Answers
	for i := range a {
		a[i] = rapid.IntRange(0, Most).Draw(t, fmt.Sprintf("item %d", i+1))
	}
	return a
}

func TestScoreIsInRangeInStepsOfFour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := answers(t)
		if score := a.Score(); score < 0 || score > 100 || score%4 != 0 {
			t.Fatalf("%v scores %d", a, score)
		}
		read, err := Read(fmt.Sprintf("%d%d%d%d%d", a[0], a[1], a[2], a[3], a[4]))
		if err != nil || read != a {
			t.Fatalf("%v is read as %v (%v)", a, read, err)
		}
	})
}

func TestHigherAnswerNeverLowersTheScore(t *testing.T) {
	order := map[Level]int{Low: 0, Middle: 1, OK: 2}
	rapid.Check(t, func(t *rapid.T) {
		a := answers(t)
		item := rapid.IntRange(0, Items-1).Draw(t, "item")
		higher := a
		higher[item] = rapid.IntRange(a[item], Most).Draw(t, "higher")
		if higher.Score()-a.Score() != 4*(higher[item]-a[item]) {
			t.Fatalf("%v scores %d, %v scores %d", a, a.Score(), higher, higher.Score())
		}
		if order[Band(higher.Score())] < order[Band(a.Score())] {
			t.Fatalf("%v is %s, %v is %s", a, Band(a.Score()), higher, Band(higher.Score()))
		}
	})
}
