package triage

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestTheModelIsOfThisCorpus(t *testing.T) {
	lexicons, err := readLexicons(os.DirFS("../../flows"))
	if err != nil {
		t.Fatal(err)
	}
	corpus, check, err := ReadCorpus(os.DirFS("corpus"))
	if err != nil {
		t.Fatal(err)
	}
	if shipped.model.made != fingerprint(lexicons, corpus, check) {
		t.Error("the corpus, the rules or the ideas have changed since the model was learned; run: go generate ./bot/triage")
	}
	if len(learned) > 2<<20 {
		t.Errorf("the model has %d bytes, more than 2 MB", len(learned))
	}
}

func TestTheCorpusIsLargeAndApart(t *testing.T) {
	corpus, check, err := ReadCorpus(os.DirFS("corpus"))
	if err != nil {
		t.Fatal(err)
	}
	open, kept := devLines(t)
	if len(corpus) < 5000 {
		t.Errorf("%d lines to learn from, want 5,000 or more", len(corpus))
	}
	learnedFrom := map[string]bool{}
	for _, line := range corpus {
		learnedFrom[bare(line.Text)] = true
	}
	kinds := map[string]int{}
	for _, line := range slices.Concat(corpus, check) {
		kinds[line.Level.String()+" "+line.Kind]++
	}
	for kind, n := range kinds {
		if n < 60 {
			t.Errorf("%s has %d lines, want 60 or more", kind, n)
		}
	}
	for _, line := range slices.Concat(check, open, kept) {
		// One or two words ("nej tak") are anybody's.
		if learnedFrom[bare(line.Text)] && len(strings.Fields(line.Text)) > 4 {
			t.Errorf("a line to measure with is also learned from: %q", line.Text)
		}
	}
}

// bare is a text without anything but its letters.
func bare(text string) string {
	var b strings.Builder
	for w := range strings.FieldsSeq(text) {
		b.Write(foldWord(strings.ToLower(strings.Trim(w, ".,!?"))))
		b.WriteByte(' ')
	}
	return b.String()
}

// small is enough to learn something from.
func small(t *testing.T) (lines []Line) {
	t.Helper()
	corpus, _, err := ReadCorpus(os.DirFS("corpus"))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(corpus); i += 40 {
		lines = append(lines, corpus[i])
	}
	return lines
}

func TestLearningTwiceGivesTheSameModel(t *testing.T) {
	lines := small(t)
	one, err := Learn(os.DirFS("../../flows"), lines, lines[:50])
	if err != nil {
		t.Fatal(err)
	}
	two, err := Learn(os.DirFS("../../flows"), lines, lines[:50])
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one, two) {
		t.Error("the same corpus gave two models")
	}
	if _, err := readModel(one); err != nil {
		t.Error(err)
	}
}

func FuzzReadModel(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte(modelMagic))
	f.Add(learned[:200])
	f.Add(learned[:len(learned)/100])
	f.Fuzz(func(t *testing.T, file []byte) {
		m, err := readModel(file)
		if err != nil {
			return
		}
		if again, err := readModel(m.pack()); err != nil || len(again.kinds) != len(m.kinds) {
			t.Errorf("a model does not read what it packs: %v", err)
		}
	})
}
