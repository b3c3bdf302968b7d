package triage

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed ideas.txt
var ideaFile string

// ideas is a tree of letters that knows what a word is about.
type ideas struct {
	nodes []node
	sets  [][]uint8 // ideas of a node's word or stem; 0 is none
	names []string
}

// readIdeas reads lines of "idea: word word stem*".
func readIdeas(file string) *ideas {
	t := &ideas{nodes: make([]node, 1), sets: make([][]uint8, 1)}
	for line := range strings.Lines(file) {
		name, words, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		id := uint8(len(t.names))
		t.names = append(t.names, name)
		for w := range strings.FieldsSeq(words) {
			t.put(w, id)
		}
	}
	return t
}

func (t *ideas) put(w string, id uint8) {
	letters := foldWord(strings.TrimSuffix(w, "*"))
	if slices.ContainsFunc(letters, notLetter) {
		return
	}
	at := uint16(0)
	for _, c := range letters {
		next := t.nodes[at].next[c-'a']
		if next == 0 {
			next = uint16(len(t.nodes))
			t.nodes = append(t.nodes, node{})
			t.nodes[at].next[c-'a'] = next
		}
		at = next
	}
	slot := &t.nodes[at].exact
	if strings.HasSuffix(w, "*") {
		slot = &t.nodes[at].stem
	}
	if *slot == 0 {
		*slot = uint16(len(t.sets))
		t.sets = append(t.sets, nil)
	}
	if !slices.Contains(t.sets[*slot], id) {
		t.sets[*slot] = append(t.sets[*slot], id)
	}
}

// anyNumberIdea is what a number is about.
const anyNumberIdea = 255

// wordIdeas is what one word is about.
type wordIdeas struct {
	n  uint8
	of [mostIdeas]uint8
}

func (w *wordIdeas) all() []uint8 { return w.of[:w.n] }

func (w *wordIdeas) learn(ideas []uint8) {
	for _, id := range ideas {
		if int(w.n) < len(w.of) {
			w.of[w.n] = id
			w.n++
		}
	}
}

// find tells w what a word is about.
func (t *ideas) find(letters []byte, w *wordIdeas) {
	at := uint16(0)
	for _, c := range letters {
		if notLetter(c) {
			return
		}
		if at = t.nodes[at].next[c-'a']; at == 0 {
			return
		}
		w.learn(t.sets[t.nodes[at].stem])
	}
	w.learn(t.sets[t.nodes[at].exact])
}
