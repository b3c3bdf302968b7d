package triage

// A finding is the worst thing found so far.
type finding struct {
	level Level
	rule  int32
	third bool
	found bool
	book  *book
}

func (f *finding) verdict() Verdict {
	if !f.found || f.level == None {
		return Verdict{}
	}
	r := f.book.rules[f.rule]
	family := r.Family
	if f.third && family != AboutOthers {
		family = AboutOthers + ", " + family
	}
	return Verdict{Level: f.level, Family: r.Family, Third: f.third || r.Family == AboutOthers, Reason: family + ": " + r.Name}
}

// note keeps the worse of two findings; of two alike, the one whose rule stands
// first in the table.
func (f *finding) note(level Level, rule int32, m *message, third bool) {
	if level < f.level || level == f.level && f.found && rule >= f.rule {
		return
	}
	*f = finding{level: level, rule: rule, found: true, book: m.book, third: third}
}

// A hit is a rule found in a clause, not weighed yet.
type hit struct {
	rule     int32
	from, to int // words from..to-1
	denied   bool
}

// weigh looks for every rule in one clause and keeps the worst finding. Figures
// of speech cover their words first; no other rule may use those.
func (m *message) weigh(c *clause, best *finding) {
	m.hits = m.hits[:0]
	m.gather(c)
	for i := c.lo; i < c.hi; i++ {
		m.collect(i, c)
	}
	sort := m.sort(c)
	for _, h := range m.hits {
		switch m.book.rules[h.rule].Family {
		case idiom:
			m.cover(h)
			m.tell(h, harmless)
		case past:
			sort.past = true
			m.tell(h, over)
		}
	}
	for _, h := range m.hits {
		if f := m.book.rules[h.rule].Family; f != idiom && f != past && !m.isCovered(h) {
			m.count(h, c, sort, best)
		}
	}
}

// How a rule was found, for the model to learn from.
const (
	meant uint8 = iota
	denied
	over     // long ago
	harmless // a figure of speech
	made     // in a film, a game, homework
)

// A sign is a rule found at a word: of which family, and how.
type sign struct {
	at          int
	family, how uint8
}

func (m *message) tell(h hit, how uint8) {
	m.signs = append(m.signs, sign{h.from, m.book.rules[h.rule].familyAt, how})
}

func (m *message) cover(h hit) {
	for i := h.from; i < h.to; i++ {
		m.words[i].covered = true
	}
}

func (m *message) isCovered(h hit) bool {
	for i := h.from; i < h.to; i++ {
		if m.words[i].covered {
			return true
		}
	}
	return false
}

// A clauseSort says what a clause is about, besides danger.
type clauseSort struct {
	unreal bool // film, game, homework
	past   bool
	others bool // my friend, my child
	kin    bool // my mother
	me     bool
}

func (m *message) sort(c *clause) clauseSort {
	var s clauseSort
	for i := c.lo; i < c.hi; i++ {
		w := &m.words[i]
		if w.n == 0 {
			continue
		}
		s.unreal = s.unreal || m.has(i, isUnreal)
		s.others = s.others || m.has(i, isOther)
		s.kin = s.kin || m.has(i, isKin)
		s.me = s.me || m.has(i, isMe)
		m.now = m.now || m.has(i, isPresent)
	}
	// A film spoken of in one clause is still the subject in the next, until the
	// writer speaks of themselves or the sentence ends.
	s.unreal = s.unreal || m.unreal && !s.me && !m.words[c.lo].stop
	m.unreal = s.unreal
	return s
}

// count turns a hit into a level.
func (m *message) count(h hit, c *clause, s clauseSort, best *finding) {
	r := &m.book.rules[h.rule]
	if r.half != 0 {
		m.marks |= r.half
		return
	}
	level := r.level
	switch {
	case s.unreal && r.Family != hurting && !r.Firm && !m.ownWords(h, c):
		m.tell(h, made)
		return
	case h.denied && (r.Family == Suicidal || r.Family == SelfHarm):
		m.tell(h, denied)
		level = min(level, Concern) // a denied wish to die is worth one soft question
	case h.denied:
		m.tell(h, denied)
		return
	case s.past && !m.now:
		m.tell(h, over)
		level = min(level, Concern)
	default:
		m.tell(h, meant)
	}
	if level == Crisis {
		m.alarms = append(m.alarms, *c)
	}
	best.note(level, h.rule, m, r.Third || m.namesOther(r, s) && !m.aboutSelf(h, c))
}

// namesOther says whether somebody is named who may be the one in danger. Of violence
// and abuse, parents are more often those who do it.
func (m *message) namesOther(r *rule, s clauseSort) bool {
	return s.others || s.kin && r.Family != Violence && r.Family != Sexual && r.Family != Threat
}

// aboutSelf says whether the one in danger is the writer, though somebody else is
// named: "min kæreste slår mig", "min ven ved ikke at jeg vil dø".
func (m *message) aboutSelf(h hit, c *clause) bool {
	for i := h.from; i <= h.to && i < c.hi; i++ {
		if m.has(i, isSelf) {
			return true
		}
	}
	for i := h.from - 1; i >= c.lo; i-- {
		if m.has(i, isSelf|isOther|isKin) {
			return m.has(i, isSelf)
		}
	}
	return false
}

// ownWords says whether the writer begins to speak of themselves after the film or
// game: "har set en film og jeg vil dø".
func (m *message) ownWords(h hit, c *clause) bool {
	for i := h.from; i > c.lo && !m.has(i, isUnreal); i-- {
		if m.has(i-1, isLink) && m.has(i, isMe) {
			return true
		}
	}
	return false
}

// combine adds what counts only together, such as not Eating and fainting.
func (m *message) combine(best *finding) {
	for i, r := range m.book.rules {
		if r.needs != 0 && m.marks&r.needs == r.needs {
			best.note(r.level, int32(i), m, false)
		}
	}
}

// collect notes every rule that begins with word i.
func (m *message) collect(i int, c *clause) {
	w := &m.words[i]
	for _, e := range w.known[:w.n] {
		for _, p := range m.book.entries[e].starts {
			pat := &m.book.patterns[p]
			if !m.mayMatch(pat) {
				continue
			}
			to, denied, ok := m.follow(pat.elems[1:], i+1, c.hi)
			if ok {
				firm := m.book.rules[pat.rule].Firm
				m.hits = append(m.hits, hit{pat.rule, i, to, !firm && (denied || m.deniedBefore(i, c.lo) || m.deniedAfter(to, c.hi))})
			}
		}
	}
}

// gather notes which sets have a word in a clause.
func (m *message) gather(c *clause) {
	m.here = bitset{}
	for i := c.lo; i < c.hi; i++ {
		for _, e := range m.words[i].known[:m.words[i].n] {
			for k, bits := range &m.book.entries[e].bitset {
				m.here[k] |= bits
			}
		}
	}
}

// mayMatch says quickly that a pattern cannot be in the clause, because one of its
// words is not.
func (m *message) mayMatch(p *pattern) bool {
	for _, set := range p.elems[1:] {
		if set > clauseEnd && !m.here.has(set) {
			return false
		}
	}
	return true
}

// follow matches the rest of a pattern from word i on. Small words that mean
// nothing here may stand anywhere; a "not" that is passed over denies the rest.
func (m *message) follow(elems []setID, i, end int) (to int, denied, ok bool) {
	if len(elems) == 0 {
		return i, false, true
	}
	if elems[0] == clauseEnd {
		return i, false, m.endsAt(i, end)
	}
	room := 0
	if elems[0] == gapSet {
		elems, room = elems[1:], maxGap
	}
	no := false
	for ; i < end; i++ {
		if m.is(i, elems[0]) {
			if to, denied, ok = m.follow(elems[1:], i+1, end); ok {
				return to, denied || no, true
			}
		}
		if !m.words[i].sign && !m.has(i, isFiller) {
			if room == 0 {
				return 0, false, false
			}
			room--
		}
		no = no || m.denies(i, end)
	}
	return 0, false, false
}

// endsAt says whether nothing that means something stands between word i and end.
func (m *message) endsAt(i, end int) bool {
	for i < end && (m.words[i].sign || m.has(i, isFiller)) {
		i++
	}
	return i == end
}

// denies says whether word i is a "not" that means not: "kan ikke lade være" and
// "ved ikke" are none.
func (m *message) denies(i, end int) bool {
	if !m.has(i, isNot) {
		return false
	}
	for j := i + 1; j < end && j <= i+2; j++ {
		if m.has(j, isNoDenial) {
			return false
		}
	}
	return i == 0 || !m.has(i-1, isUnsure)
}

// deniedBefore looks back from a hit for a "not" that reaches it: no other person
// begins to speak or act in between.
func (m *message) deniedBefore(from, lo int) bool {
	if from > lo && m.has(from-1, isLink) && m.has(from, isSubject) {
		return false
	}
	for i := from - 1; i >= lo && i >= from-5; i-- {
		if m.denies(i, from) {
			return true
		}
		if m.has(i, isSubject) || m.has(i, isLink) && m.has(i+1, isSubject) {
			return m.has(i, isSubject) && i > lo && m.startsWithNo(lo, i)
		}
	}
	return false
}

// deniedAfter is for "han slår mig ikke", where the "not" ends what is said.
func (m *message) deniedAfter(to, hi int) bool {
	for to < hi && m.has(to, isFiller) && !m.has(to, isNot) {
		to++
	}
	return to < hi && m.denies(to, hi) && (to+1 == hi || m.has(to+1, isLink))
}

// startsWithNo is for "ikke fordi jeg ..." and "hverken hun eller jeg ...".
func (m *message) startsWithNo(lo, i int) bool {
	return i-lo >= 2 && m.has(i-1, isLink) && m.denies(i-2, i-1)
}
