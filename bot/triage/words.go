package triage

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A word is one word of the message in the folded spelling, and what the rules
// know it as: the lexicon entries it is, or begins with.
type word struct {
	lo, hi  int32 // in message.folded
	known   [6]uint16
	n       uint8
	roles   role
	number  bool
	sign    bool // an emoji
	hard    bool // a clause ends before this word
	stop    bool // a sentence ends before this word
	covered bool // by a figure of speech
	alone   bool // one single letter, one sign or space after the word before it
}

// A message is a text cut into words and clauses.
type message struct {
	rules   *Rules
	book    *book
	folded  []byte
	words   []word
	joined  []word // scratch: the words before letters apart were joined
	clauses []clause
	runes   []rune      // scratch: the word being read
	about   []wordIdeas // scratch: what the words of a piece are about
	found   features    // scratch: of a piece
	line    []byte      // scratch: a piece as one line of letters
	here    bitset      // sets that have a word in the clause being weighed
	hits    []hit       // scratch: what the rules found in the clause being weighed
	alarms  []clause    // in which a rule found a crisis
	signs   []sign      // what the rules found so far, and how
	marks   uint64      // what was found that counts only together with something else
	unreal  bool        // the clause before was about a film, a game or homework
	now     bool        // something in the message says: still, again, tonight
}

// A clause is a run of words between two stops: . , ! ? a line break, or "men".
type clause struct{ lo, hi int }

func read(text string, r *Rules) *message {
	if !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	m, ok := r.spare.Get().(*message)
	if !ok {
		m = &message{}
	}
	m.begin(r, len(text))
	m.split(strings.ToValidUTF8(text, " "))
	m.spelledOut()
	m.lookUp()
	m.cut()
	return m
}

// begin empties a message that was used before, and keeps its memory.
func (m *message) begin(r *Rules, size int) {
	*m = message{
		rules: r, book: &r.book,
		folded: slices.Grow(m.folded[:0], size+16), words: slices.Grow(m.words[:0], size/4+8), clauses: m.clauses[:0],
		joined: m.joined[:0], runes: m.runes[:0], about: m.about[:0], line: m.line[:0], hits: m.hits[:0], signs: m.signs[:0], alarms: m.alarms[:0],
		found: features{m.found.forms[:0], m.found.ideas[:0]},
	}
}

// usualSize is the longest text whose memory is worth keeping.
const usualSize = 4096

// done gives the memory of a message to the next one. Its words are wiped.
func (m *message) done() {
	if len(m.folded) > usualSize {
		return
	}
	clear(m.folded)
	clear(m.line)
	clear(m.runes[:cap(m.runes)])
	m.rules.spare.Put(m)
}

// split makes words. Digits and stars between letters belong to the word.
func (m *message) split(text string) {
	var s gap
	for _, r := range text {
		if r = plain(r); r < 0 || r == '\'' || r == '’' || r == '`' {
			continue
		}
		if !inWord(r) {
			m.endWord(&s)
			s.pass(r)
			m.sign(r, &s)
			continue
		}
		m.runes = append(m.runes, r)
	}
	m.endWord(&s)
}

// A gap is what stands between two words.
type gap struct {
	width int
	stop  bool // a full stop or comma, which ends the clause only with a space behind it: s.e.l.v
	dot   bool // a full stop, which ends the sentence in the same way
	hard  bool
	end   bool // a sentence ends here
}

func (g *gap) pass(r rune) {
	g.width++
	switch r {
	case '.', '…':
		g.hard, g.end = g.hard || g.stop, g.end || g.dot
		g.stop, g.dot = true, true
	case ',', ':':
		g.hard = g.hard || g.stop
		g.stop = true
	case '!', '?', ';', '\n', '\r':
		g.hard, g.end = true, true
	case '(', ')', '"', '“', '”', '«', '»':
		g.hard = true
	default:
		space := unicode.IsSpace(r)
		g.hard, g.end = g.hard || g.stop && space, g.end || g.dot && space
	}
}

// sign makes a word of an emoji, for the model to read; the rules pass it over.
// Several alike in a row are one.
func (m *message) sign(r rune, g *gap) {
	if r < 0x2190 || !unicode.Is(unicode.So, r) {
		return
	}
	w := word{lo: int32(len(m.folded)), hard: g.hard, stop: g.end, sign: true}
	m.folded = utf8.AppendRune(m.folded, r)
	w.hi = int32(len(m.folded))
	if last := len(m.words) - 1; last >= 0 && m.words[last].sign && bytes.Equal(m.folded[m.words[last].lo:m.words[last].hi], m.folded[w.lo:w.hi]) {
		m.folded = m.folded[:w.lo]
		return
	}
	*g = gap{}
	m.words = append(m.words, w)
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '*' || r == '@' || r == '$' || r == '€'
}

func (m *message) endWord(g *gap) {
	rs := m.runes
	m.runes = m.runes[:0]
	for len(rs) > 2 && rs[0] == '*' {
		rs = rs[1:]
	}
	if len(rs) == 0 {
		return
	}
	before := *g
	*g = gap{}
	letters := countLetters(rs)
	if len(rs) == 1 && rs[0] == 'ø' && m.lastIs("d") { // "d ø"
		m.folded = append(m.folded, "oe"...)
		last := &m.words[len(m.words)-1]
		last.hi, last.alone = int32(len(m.folded)), false
		return
	}
	w := word{lo: int32(len(m.folded)), hard: before.hard, stop: before.end, number: letters == 0 && unicode.IsDigit(rs[0])}
	if letters > 0 {
		unmask(rs, letters)
	}
	w.alone = len(rs) == 1 && letters == 1 && before.width <= 1 && !before.end
	m.folded = fold(m.folded, rs)
	w.hi = int32(len(m.folded))
	m.words = append(m.words, w)
}

func countLetters(rs []rune) int {
	n := 0
	for _, r := range rs {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// unmask turns digits inside a word into the letters they stand for, but leaves
// "4b" and "10km" what they are.
func unmask(rs []rune, letters int) {
	for i, r := range rs {
		inside := i > 0 && unicode.IsLetter(rs[i-1])
		if l := digitLetter(r); l != 0 && (inside || letters > 3) {
			rs[i] = l
		}
	}
}

func (m *message) lastIs(s string) bool {
	return len(m.words) > 0 && m.text(len(m.words)-1) == s
}

func (m *message) text(i int) string {
	return string(m.folded[m.words[i].lo:m.words[i].hi])
}

// spelledOut joins three or more single letters in a row (s e l v, s.e.l.v) and
// cuts the result, and any long unknown word, into the words it is made of.
func (m *message) spelledOut() {
	out := slices.Grow(m.joined[:0], len(m.words))
	for i := 0; i < len(m.words); {
		j := i
		for j < len(m.words) && (m.words[j].alone || j == i && m.words[j].hi-m.words[j].lo == 1) {
			j++
		}
		if j-i >= 3 {
			w := m.words[i]
			from := int32(len(m.folded))
			m.folded = foldLetters(m.folded, m.folded[w.lo:m.words[j-1].hi])
			w.lo, w.hi = from, int32(len(m.folded))
			out = m.cutJoined(out, w, true)
			i = j
			continue
		}
		w := m.words[i]
		if w.hi-w.lo >= 8 && w.hi-w.lo <= 64 && !w.number && !m.book.knows(m.folded[w.lo:w.hi]) {
			out = m.cutJoined(out, w, false)
		} else {
			out = append(out, w)
		}
		i++
	}
	m.words, m.joined = out, m.words
}

// foldLetters folds once more, since repeats and digraphs show only now.
func foldLetters(dst, letters []byte) []byte {
	rs := make([]rune, len(letters))
	for i, b := range letters {
		rs[i] = rune(b)
	}
	return fold(dst, rs)
}

// cutJoined cuts one run of letters into known words, longest cover first. With
// loose set, letters that belong to no word are left out; otherwise the run is
// cut only if words cover it all.
func (m *message) cutJoined(out []word, w word, loose bool) []word {
	run := m.folded[w.lo:w.hi]
	if m.book.knows(run) {
		return append(out, w)
	}
	ends := m.book.cover(run)
	covered := 0
	for at := 0; at < len(run); {
		if ends[at] > 0 {
			covered += int(ends[at])
			at += int(ends[at])
		} else {
			at++
		}
	}
	if !loose && covered < len(run) || covered*3 < len(run)*2 {
		return append(out, w)
	}
	for at := 0; at < len(run); {
		if ends[at] == 0 {
			at++
			continue
		}
		part := word{lo: w.lo + int32(at), hi: w.lo + int32(at) + int32(ends[at]), hard: w.hard, stop: w.stop}
		out, w.hard, w.stop = append(out, part), false, false
		at += int(ends[at])
	}
	return out
}

// lookUp finds what each word is in the lexicon: as it stands, with the letters
// behind the stars, or together with the next one or two words ("selv mord").
func (m *message) lookUp() {
	var joined [48]byte
	for i := range m.words {
		w := &m.words[i]
		this := m.folded[w.lo:w.hi]
		m.book.find(this, w)
		if i > 0 && m.words[i-1].number && m.book.roles(w)&isDistance != 0 {
			w.n = 0 // kilometres
		}
		if w.n == 0 && hasStar(this) {
			m.book.guess(this, w)
		}
		buf := append(joined[:0], this...)
		for j := i + 1; j < len(m.words) && j <= i+2 && len(buf) < 20; j++ {
			next := m.words[j]
			buf = append(buf, m.folded[next.lo:next.hi]...)
			if len(buf) >= 5 && len(buf) <= 24 {
				m.book.findWhole(buf, w)
			}
		}
		w.roles = m.book.roles(w)
	}
}

func hasStar(b []byte) bool {
	for _, c := range b {
		if c == '*' {
			return true
		}
	}
	return false
}

func (m *message) cut() {
	lo, chopped := 0, m.chopped()
	for i := range m.words {
		if i > lo && (m.words[i].hard && !chopped || m.has(i, opensClause)) {
			m.clauses = append(m.clauses, clause{lo, i})
			lo = i
		}
	}
	if lo < len(m.words) {
		m.clauses = append(m.clauses, clause{lo, len(m.words)})
	}
}

// chopped says whether nearly every word has a stop behind it: "jeg. vil. dø."
func (m *message) chopped() bool {
	stops := 0
	for i := range m.words {
		if m.words[i].hard {
			stops++
		}
	}
	return len(m.words) >= 2 && stops*4 >= (len(m.words)-1)*3
}

// has says whether word i can play a role.
func (m *message) has(i int, r role) bool { return m.words[i].roles&r != 0 }

// is says whether word i belongs to a set of words of the book.
func (m *message) is(i int, set setID) bool {
	w := &m.words[i]
	if set == anyNumber || set == bigNumber {
		return w.number && (set == anyNumber || w.hi-w.lo > 1)
	}
	for _, e := range w.known[:w.n] {
		if m.book.entries[e].has(set) {
			return true
		}
	}
	return false
}
