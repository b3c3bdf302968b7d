package triage

import (
	"cmp"
	"slices"
)

// What the model reads: the words of a message, their neighbours and their letters,
// each as a hash. It reads them in windows of a few words, so that one sentence in a
// long message weighs as much as the same sentence alone, and so that nothing written
// around it makes it milder.

// pieceWords is the longest piece of a sentence. A window is a piece, or a piece and
// the next one.
const pieceWords = 24

// letterMin and letterMax bound the runs of letters that are features.
const (
	letterMin = 4
	letterMax = 5
)

// The kinds of features start their hashes apart.
const (
	seedLetters uint64 = 0xcbf29ce484222325 + iota*0x01f31d56
	seedWord
	seedPair
	seedApart
	seedIdea
	seedIdeas
	seedRule
)

func mix(h uint64, b byte) uint64 { return (h ^ uint64(b)) * 0x100000001b3 }

func join(seed, a, b uint64) uint64 { return (seed^a)*0x9e3779b97f4a7c15 ^ b*0xc2b2ae3d27d4eb4f }

// spread makes every bit of a hash depend on every other (the finalizer of MurmurHash3).
func spread(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// A piece is a run of words no longer than pieceWords, within one sentence.
type piece struct{ lo, hi int }

// pieces cuts the message: at the end of a sentence, and after pieceWords words.
func (m *message) pieces(yield func(piece) bool) {
	lo, chopped := 0, m.chopped()
	for i := 1; i <= len(m.words); i++ {
		ends := i == len(m.words) || m.words[i].stop && !chopped
		if !ends && i-lo < pieceWords {
			continue
		}
		if !yield(piece{lo, i}) {
			return
		}
		lo = i
	}
}

// features are hashes of what stands in a piece.
type features struct {
	forms []uint64 // words, neighbours and letters
	ideas []uint64 // what the words are about; they weigh ideaStrength
}

// features reads a piece. What it gives is good until the next piece.
func (m *message) features(p piece) *features {
	f := &m.found
	f.forms, f.ideas, m.about = f.forms[:0], f.ideas[:0], m.about[:0]
	var last, beforeLast uint64
	for i := p.lo; i < p.hi; i++ {
		if m.has(i, isLaughter) {
			continue
		}
		h := m.wordHash(i)
		f.forms = append(f.forms, spread(h^seedWord), spread(join(seedPair, last, h)), spread(join(seedApart, beforeLast, h)))
		beforeLast, last = last, h
		m.addIdeas(i)
	}
	f.forms = append(f.forms, spread(join(seedPair, last, 0)))
	m.letters(p)
	m.ideaFeatures()
	m.ruleFeatures(p)
	return f
}

// ideaStrength lets what a message is about weigh more than its letters.
const ideaStrength = 2

// mostIdeas is how many ideas of one word count.
const mostIdeas = 3

// addIdeas notes what word i is about, if anything.
func (m *message) addIdeas(i int) {
	w := &m.words[i]
	var found wordIdeas
	if w.number {
		found = wordIdeas{1, [mostIdeas]uint8{anyNumberIdea}}
	} else {
		m.rules.ideas.find(m.folded[w.lo:w.hi], &found)
	}
	if found.n > 0 {
		m.about = append(m.about, found)
	}
}

// ruleFeatures adds what the rules found in the piece: each family, and how, once.
func (m *message) ruleFeatures(p piece) {
	var seen uint64
	first, _ := slices.BinarySearchFunc(m.signs, p.lo, func(s sign, lo int) int { return cmp.Compare(s.at, lo) })
	for _, s := range m.signs[first:] {
		bit := uint64(1) << (int(s.how)*len(families) + int(s.family)) % 64
		if s.at >= p.hi {
			return
		}
		if seen&bit == 0 {
			seen |= bit
			for range signStrength {
				m.found.ideas = append(m.found.ideas, spread(join(seedRule, uint64(s.family), uint64(s.how))))
			}
		}
	}
}

// signStrength is how many ideas a rule found weighs as much as.
const signStrength = 2

// ideaFeatures adds each idea, each two that stand near one another in this order,
// and each three.
func (m *message) ideaFeatures() {
	for i := range m.about {
		for _, a := range m.about[i].all() {
			m.found.ideas = append(m.found.ideas, spread(join(seedIdea, uint64(a), 1)))
			for j := i + 1; j < len(m.about) && j <= i+4; j++ {
				m.ideasAfter(a, j, j <= i+2)
			}
		}
	}
}

func (m *message) ideasAfter(a uint8, j int, three bool) {
	for _, b := range m.about[j].all() {
		two := join(seedIdeas, uint64(a), uint64(b))
		m.found.ideas = append(m.found.ideas, spread(two))
		for k := j + 1; three && k < len(m.about) && k <= j+2; k++ {
			for _, c := range m.about[k].all() {
				m.found.ideas = append(m.found.ideas, spread(join(two, uint64(c), 3)))
			}
		}
	}
}

func (m *message) wordHash(i int) uint64 {
	h := seedLetters
	w := &m.words[i]
	if w.number {
		return mix(h, '#')
	}
	for _, c := range m.folded[w.lo:w.hi] {
		h = mix(h, c)
	}
	return h
}

// letters adds every run of letterMin to letterMax letters, with one space between
// words and at both ends.
func (m *message) letters(p piece) {
	m.line = append(m.line[:0], ' ')
	for i := p.lo; i < p.hi; i++ {
		w := &m.words[i]
		switch {
		case m.has(i, isLaughter):
		case w.number:
			m.line = append(m.line, '#', ' ')
		default:
			m.line = append(append(m.line, m.folded[w.lo:w.hi]...), ' ')
		}
	}
	line := m.line
	for i := range line {
		h := seedLetters
		for j := i; j < len(line) && j < i+letterMax; j++ {
			if h = mix(h, line[j]); j-i+1 >= letterMin {
				m.found.forms = append(m.found.forms, spread(h))
			}
		}
	}
}
