package triage

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"strings"
)

// The book is the rules of all languages compiled once: every word of every rule in one tree of
// letters, and every rule as a short list of word sets.

type (
	setID  uint16 // one set of words, such as "dø|død"
	bitset [40]uint64
)

func (b *bitset) add(s setID)      { b[s>>6] |= 1 << (s & 63) }
func (b *bitset) has(s setID) bool { return b[s>>6]&(1<<(s&63)) != 0 }

const (
	gapSet    setID = 0 // "..": up to maxGap words
	anyNumber setID = 1 // "#"
	bigNumber setID = 2 // "##": two digits or more
	clauseEnd setID = 3 // "$"
	maxSets         = 40 * 64
	maxGap          = 4
)

// An entry is one word or stem of the rules: the sets it belongs to, and the
// patterns that begin with such a set.
type entry struct {
	bitset
	roles  role
	starts []int32
}

// A node is one letter on the way to a word; 0 is "no such node" or "no entry".
type node struct {
	next  [26]uint16
	exact uint16
	stem  uint16
}

// A pattern is one way to say what a rule is about.
type pattern struct {
	rule  int32
	elems []setID
}

// A book is the compiled lexicon. Nothing changes it after it is made.
type book struct {
	nodes    []node
	entries  []entry
	patterns []pattern
	rules    []rule
	sets     map[string]setID
}

// A role is what a word does in a clause; a bit for each, in the order of scope.fields.
type role uint16

const (
	opensClause role = 1 << iota
	isFiller
	isNot
	isNoDenial
	isUnsure
	isSubject
	isLink
	isUnreal
	isPresent
	isOther
	isDistance
	isMe
	isSelf
	isKin
	isLaughter
)

// compile makes the book of all languages together.
func compile(lexicons []lexicon) book {
	b := book{nodes: make([]node, 1), entries: make([]entry, 1), sets: map[string]setID{"..": gapSet, "#": anyNumber, "##": bigNumber, "$": clauseEnd}}
	b.scope(lexicons)
	for _, l := range lexicons {
		b.rules = append(b.rules, l.Rules...)
	}
	slices.SortStableFunc(b.rules, func(x, y rule) int {
		return cmp.Compare(slices.Index(families, x.Family), slices.Index(families, y.Family))
	})
	for i, r := range b.rules {
		for _, line := range r.Says {
			b.pattern(int32(i), line)
		}
	}
	for _, l := range lexicons {
		b.aliases(l.Spellings)
	}
	b.index()
	return b
}

// scope joins the words by which clauses are weighed, over all languages.
func (b *book) scope(lexicons []lexicon) {
	for i := range (scope{}).fields() {
		var words []string
		for _, l := range lexicons {
			words = append(words, strings.Fields(l.Scope.fields()[i])...)
		}
		set := b.set(strings.Join(words, "|"))
		for j := range b.entries {
			if b.entries[j].has(set) {
				b.entries[j].roles |= 1 << i
			}
		}
	}
}

// index notes at every word which patterns begin with it.
func (b *book) index() {
	begin := make([][]int32, len(b.sets))
	for p, pattern := range b.patterns {
		begin[pattern.elems[0]] = append(begin[pattern.elems[0]], int32(p))
	}
	for i := range b.entries {
		e := &b.entries[i]
		for k, bit := range e.bitset {
			for ; bit != 0; bit &= bit - 1 {
				e.starts = append(e.starts, begin[k*64+bits.TrailingZeros64(bit)]...)
			}
		}
	}
}

// set gives the number of a set of words, "a|b|stem*", making it when it is new.
func (b *book) set(words string) setID {
	if id, ok := b.sets[words]; ok {
		return id
	}
	id := setID(len(b.sets))
	if id >= maxSets {
		panic("triage: more word sets than bits")
	}
	b.sets[words] = id
	for w := range strings.FieldsFuncSeq(words, func(r rune) bool { return r == '|' }) {
		stem := strings.HasSuffix(w, "*")
		n := &b.nodes[b.grow(foldWord(strings.TrimSuffix(w, "*")))]
		at := &n.exact
		if stem {
			at = &n.stem
		}
		if *at == 0 {
			*at = uint16(len(b.entries))
			b.entries = append(b.entries, entry{})
		}
		b.entries[*at].add(id)
	}
	return id
}

func foldWord(w string) []byte { return fold(nil, []rune(w)) }

// grow gives the node of a word, making the way to it.
func (b *book) grow(word []byte) uint16 {
	at := uint16(0)
	for _, c := range word {
		if c < 'a' || c > 'z' {
			panic("triage: a word of the rules must be letters only: " + string(word))
		}
		next := b.nodes[at].next[c-'a']
		if next == 0 {
			next = uint16(len(b.nodes))
			b.nodes = append(b.nodes, node{})
			b.nodes[at].next[c-'a'] = next
		}
		at = next
	}
	return at
}

func (b *book) pattern(rule int32, line string) {
	p := pattern{rule: rule}
	for elem := range strings.FieldsSeq(line) {
		p.elems = append(p.elems, b.set(elem))
	}
	b.patterns = append(b.patterns, p)
}

// aliases lets the short spellings of chats stand for the words they mean.
func (b *book) aliases(spellings map[string]string) {
	for _, word := range slices.Sorted(maps.Keys(spellings)) {
		meant := b.nodes[b.grow(foldWord(word))].exact
		for s := range strings.FieldsSeq(spellings[word]) {
			n := &b.nodes[b.grow(foldWord(s))]
			if n.exact == 0 {
				n.exact = meant
				continue
			}
			b.entries[n.exact].roles |= b.entries[meant].roles
			for i, bits := range b.entries[meant].bitset {
				b.entries[n.exact].bitset[i] |= bits
			}
		}
	}
}

func (b *book) step(at uint16, c byte) uint16 {
	if c < 'a' || c > 'z' {
		return 0
	}
	return b.nodes[at].next[c-'a']
}

// roles gives all that a word can do.
func (b *book) roles(w *word) role {
	var all role
	for _, e := range w.known[:w.n] {
		all |= b.entries[e].roles
	}
	return all
}

func (b *book) knows(letters []byte) bool {
	var w word
	b.find(letters, &w)
	return w.n > 0
}

func (w *word) learn(e uint16) {
	if e != 0 && int(w.n) < len(w.known) {
		w.known[w.n] = e
		w.n++
	}
}

// find tells w what its letters are: a whole word, and any stems it begins with.
func (b *book) find(letters []byte, w *word) {
	at := uint16(0)
	for _, c := range letters {
		if at = b.step(at, c); at == 0 {
			return
		}
		w.learn(b.nodes[at].stem)
	}
	w.learn(b.nodes[at].exact)
}

// findWhole is for words put together again: only the whole, or a long stem that
// reaches beyond the first part, counts.
func (b *book) findWhole(letters []byte, w *word) {
	at, first := uint16(0), int(w.hi-w.lo)
	for i, c := range letters {
		if at = b.step(at, c); at == 0 {
			return
		}
		if i+1 > first && i >= 5 {
			w.learn(b.nodes[at].stem)
		}
	}
	w.learn(b.nodes[at].exact)
}

// guess tries every letter for each of up to three stars, and no letter, and
// takes the first way that leads to a known word.
func (b *book) guess(letters []byte, w *word) {
	if len(letters) > 24 {
		return
	}
	if letters[0] == 'd' && strings.Trim(string(letters[1:]), "*") == "" {
		letters = foldWord("dø") // d*, d**: the word people hide most
	}
	var buf [24]byte
	if guessed := b.guessFrom(0, buf[:0], letters, 3); guessed != nil {
		b.find(guessed, w)
	}
}

func (b *book) guessFrom(at uint16, done, letters []byte, stars int) []byte {
	n := &b.nodes[at]
	if n.stem != 0 || len(letters) == 0 && n.exact != 0 {
		return append(done, letters...)
	}
	switch {
	case len(letters) == 0:
	case letters[0] != '*':
		if next := b.step(at, letters[0]); next != 0 {
			return b.guessFrom(next, append(done, letters[0]), letters[1:], stars)
		}
	case stars > 0:
		for c, next := range n.next {
			if next == 0 {
				continue
			}
			if g := b.guessFrom(next, append(done, 'a'+byte(c)), letters[1:], stars-1); g != nil {
				return g
			}
		}
		return b.guessFrom(at, done, letters[1:], stars-1)
	}
	return nil
}

// cover gives, for each place in a run of letters, the length of the known word
// that is best taken there, or 0: as many letters as can be, in as few words.
func (b *book) cover(run []byte) []uint8 {
	take := make([]uint8, len(run))
	best := make([]int32, len(run)+1)
	for i := len(run) - 1; i >= 0; i-- {
		best[i] = best[i+1] - 4
		at := uint16(0)
		for j := i; j < len(run) && j < i+24; j++ {
			if at = b.step(at, run[j]); at == 0 {
				break
			}
			if known := b.nodes[at].exact|b.nodes[at].stem != 0; known && j > i {
				if v := best[j+1] + int32(j-i+1)*4 - 5; v > best[i] {
					best[i], take[i] = v, uint8(j-i+1)
				}
			}
		}
	}
	return take
}
