package flows_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFixedLabels: scripts find these buttons by their words (see the contract).
func TestFixedLabels(t *testing.T) {
	w := words(t)
	fixed := map[string]string{
		"book": "Book en tid", "human": "Tal med et menneske", "partner": "Find et andet tilbud",
		"back": "Tilbage", "skip": "Spring over", "talk.delete.yes": "Ja, slet alt",
	}
	for key, label := range fixed {
		if key == "partner" {
			continue // only the flows have it
		}
		if !strings.Contains(key, ".") {
			key = "button." + key
		}
		if got := w.Text("da", key, nil); got != label {
			t.Errorf("%s is %q, want %q", key, got, label)
		}
	}
	for _, use := range w.flows.Keys() {
		parts := strings.Split(use.Key, ".")
		if want, ok := fixed[parts[len(parts)-1]]; ok && use.Button && len(parts) == 3 {
			if got := w.Text("da", use.Key, nil); got != want {
				t.Errorf("%s is %q, want %q", use.Key, got, want)
			}
		}
	}
}

// TestFixedSentences: so do a booked time and the score.
func TestFixedSentences(t *testing.T) {
	w := words(t)
	booked, scores := 0, 0
	score := regexp.MustCompile(`\d+ ud af 100`)
	for _, use := range w.flows.Keys() {
		if use.Button {
			continue
		}
		places := w.Places("da", use.Key)
		if slices.Contains(places, "pass") {
			booked++
			if text := w.Forms("da", use.Key)["other"]; !strings.HasPrefix(text, "Din tid er {time} hos {service}.") {
				t.Errorf("%s begins %.40q", use.Key, text)
			}
		}
		if slices.Contains(places, "score") {
			scores++
			if text := w.Text("da", use.Key, map[string]any{"score": 52}); !score.MatchString(text) {
				t.Errorf("%s tells the score as %q", use.Key, text)
			}
		}
	}
	if booked < 4 || scores != 3 {
		t.Errorf("%d texts for a booked time, %d for a score", booked, scores)
	}
}

func TestLanguagesAgree(t *testing.T) {
	w := words(t)
	if diff := cmp.Diff(w.Keys("da"), w.Keys("en")); diff != "" {
		t.Errorf("danish and english have other keys: %s", diff)
	}
	for _, key := range w.Keys("da") {
		if diff := cmp.Diff(w.Places("da", key), w.Places("en", key)); diff != "" {
			t.Errorf("%s: danish and english have other placeholders: %s", key, diff)
		}
	}
	for _, use := range w.flows.Keys() {
		for _, place := range w.Places("da", use.Key) {
			if !slices.Contains(use.Args, place) {
				t.Errorf("%s: nobody fills {%s}", fmt.Sprint(use.File, ":", use.Line, " ", use.Key), place)
			}
		}
	}
}
