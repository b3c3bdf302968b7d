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
	family := r.family
	if f.third && family != aboutOthers {
		family = aboutOthers + ", " + family
	}
	return Verdict{Level: f.level, Reason: family + ": " + r.name}
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
	for i := c.lo; i < c.hi; i++ {
		m.collect(i, c)
	}
	sort := m.sort(c)
	for _, h := range m.hits {
		switch m.book.rules[h.rule].family {
		case idiom:
			m.cover(h)
		case past:
			sort.past = true
		}
	}
	for _, h := range m.hits {
		if f := m.book.rules[h.rule].family; f != idiom && f != past && !m.isCovered(h) {
			m.count(h, sort, best)
		}
	}
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
	me     bool
}

func (m *message) sort(c *clause) clauseSort {
	var s clauseSort
	for i := c.lo; i < c.hi; i++ {
		w := &m.words[i]
		if w.n == 0 {
			continue
		}
		s.unreal = s.unreal || m.is(i, m.book.unreal)
		s.others = s.others || m.is(i, m.book.near)
		s.me = s.me || m.is(i, m.book.me)
		m.now = m.now || m.is(i, m.book.present)
	}
	// A film spoken of in one clause is still the subject in the next, until the
	// writer speaks of themselves.
	s.unreal = s.unreal || m.unreal && !s.me
	m.unreal = s.unreal
	return s
}

// count turns a hit into a level.
func (m *message) count(h hit, s clauseSort, best *finding) {
	r := &m.book.rules[h.rule]
	if r.mark != 0 {
		m.marks |= 1 << r.mark
		return
	}
	level := r.level
	switch {
	case s.unreal && r.family != hurting && !r.firm:
		return
	case h.denied && (r.family == suicidal || r.family == selfHarm):
		level = min(level, Concern) // a denied wish to die is worth one soft question
	case h.denied:
		return
	case s.past && !m.now:
		level = min(level, Concern)
	}
	best.note(level, h.rule, m, s.others)
}

// combine adds what counts only together, such as not eating and fainting.
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
			to, denied, ok := m.follow(pat.elems[1:], i+1, c.hi)
			if ok {
				firm := m.book.rules[pat.rule].firm
				m.hits = append(m.hits, hit{pat.rule, i, to, !firm && (denied || m.deniedBefore(i, c.lo))})
			}
		}
	}
}

// follow matches the rest of a pattern from word i on. Small words that mean
// nothing here may stand anywhere; a "not" that is passed over denies the rest.
func (m *message) follow(elems []setID, i, end int) (to int, denied, ok bool) {
	if len(elems) == 0 {
		return i, false, true
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
		if !m.is(i, m.book.filler) {
			if room == 0 {
				return 0, false, false
			}
			room--
		}
		no = no || m.denies(i, end)
	}
	return 0, false, false
}

// denies says whether word i is a "not" that means not: "kan ikke lade være" and
// "ved ikke" are none.
func (m *message) denies(i, end int) bool {
	if !m.is(i, m.book.no) {
		return false
	}
	for j := i + 1; j < end && j <= i+2; j++ {
		if m.is(j, m.book.notNo) {
			return false
		}
	}
	return i == 0 || !m.is(i-1, m.book.beforeNo)
}

// deniedBefore looks back from a hit for a "not" that reaches it: no other person
// begins to speak or act in between.
func (m *message) deniedBefore(from, lo int) bool {
	if from > lo && m.is(from-1, m.book.link) && m.is(from, m.book.subject) {
		return false
	}
	for i := from - 1; i >= lo && i >= from-5; i-- {
		if m.denies(i, from) {
			return true
		}
		if m.is(i, m.book.subject) || m.is(i, m.book.link) && m.is(i+1, m.book.subject) {
			return m.is(i, m.book.subject) && i > lo && m.startsWithNo(lo, i)
		}
	}
	return false
}

// startsWithNo is for "ikke fordi jeg ..." and "hverken hun eller jeg ...".
func (m *message) startsWithNo(lo, i int) bool {
	return i-lo >= 2 && m.is(i-1, m.book.link) && m.denies(i-2, i-1)
}
