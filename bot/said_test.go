package bot_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"lyt/bot"
)

// leaky holds the types as somebody in a hurry would: exported, unexported, nested.
type leaky struct {
	In     bot.In
	Said   bot.Said
	hidden bot.Said
	person bot.Person
	Parcel []bot.Parcel
	Map    map[string]bot.Address
}

// TestNothingOfAPersonCanBePrinted tries every way to print that there is.
func TestNothingOfAPersonCanBePrinted(t *testing.T) {
	const words, chat, hash = "min far slår mig", "987654321", "kx3f7pseudonym"
	in := bot.In{Text: bot.Heard(words), Address: bot.At(chat), Person: bot.Pseudonym(hash)}
	l := leaky{
		In: in, Said: in.Text, hidden: in.Text, person: in.Person,
		Parcel: []bot.Parcel{{Address: in.Address}}, Map: map[string]bot.Address{"a": in.Address},
	}
	var printed bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, value := range []any{l, &l, in, &in, in.Text, &in.Text, in.Person, in.Address, []any{in.Text}} {
			fmt.Fprintf(&printed, verb, value)
		}
	}
	fmt.Fprint(&printed, errors.Join(fmt.Errorf("handle %v: %v", in.Text, in.Person)))
	for _, handler := range []slog.Handler{slog.NewJSONHandler(&printed, nil), slog.NewTextHandler(&printed, nil)} {
		slog.New(handler).Error("x", "in", in, "said", in.Text, "all", l, "person", in.Person, slog.Group("g", "a", in.Address))
	}
	text, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	printed.Write(text)
	for _, secret := range []string{words, chat, hash, "slår", fmt.Sprintf("%x", words)} {
		if strings.Contains(printed.String(), secret) {
			t.Errorf("%q was printed", secret)
		}
	}
}

func TestSaidKeepsTheWords(t *testing.T) {
	if got := bot.Heard("æøå 🙂").Reveal(); got != "æøå 🙂" {
		t.Errorf("got %q", got)
	}
	if got := fmt.Sprint(bot.Heard("æøå 🙂")); got != "said(5)" {
		t.Errorf("prints as %q, want its length", got)
	}
	var none bot.Said
	if none.Reveal() != "" || !none.Equal(bot.Heard("")) || !(bot.Address{}).Empty() {
		t.Error("the zero value must be empty")
	}
}

func TestMark(t *testing.T) {
	seen := map[uint64]bool{}
	for i := range 10_000 {
		mark := bot.Mark(fmt.Sprint("t:", i))
		if mark >= 1<<48 || seen[mark] {
			t.Fatalf("mark %d of update %d is too long, or there twice", mark, i)
		}
		seen[mark] = true
	}
	record := bot.Record{Seen: []uint64{bot.Mark("t:1")}}
	if !record.Saw("t:1") || record.Saw("t:2") {
		t.Error("a record must know its own updates, and only those")
	}
}

func TestTranscript(t *testing.T) {
	out := bot.Out{Text: "Hej.\n\nHvem er du?", Buttons: []bot.Button{{Label: "A"}, {Label: "B", Beside: true}, {Label: "C"}}}
	if got, want := out.Transcript(), "< Hej.\n<\n< Hvem er du?\n[A] [B]\n[C]\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := (bot.Out{Text: "Jeg er her.", Voice: bot.Counsellor}).Transcript(); got != "<< Jeg er her.\n" {
		t.Errorf("a counsellor's words look like %q", got)
	}
	if got := (bot.Out{Settle: "1"}).Transcript(); got != "" {
		t.Errorf("tidying up was written down: %q", got)
	}
}
