package directory

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// An Area is a municipality.
type Area struct{ ID, Name, Region string }

// name is one way to say an area: its own name, its id, or a town in it.
type name struct {
	word
	area  int // in Directory.areas
	other int // 0 for the area's own name, 1 for a town or nickname
}

// maxAreas is how many come back when several may be meant; they become buttons.
const maxAreas = 6

// AllAreas lists every municipality, in the order of the Danish alphabet.
func (d *Directory) AllAreas() []Area { return slices.Clone(d.areas) }

// Area gives the municipality with the id.
func (d *Directory) Area(id string) (Area, bool) {
	i := slices.IndexFunc(d.areas, func(a Area) bool { return a.ID == id })
	if i < 0 {
		return Area{}, false
	}
	return d.areas[i], true
}

// Areas finds municipalities by what somebody typed, best first; one result means
// that it is meant, none that nothing was understood. It looks for the name itself,
// then for names inside a sentence, then for a beginning, then for typing slips: the
// first way that finds something decides.
func (d *Directory) Areas(typed string) []Area {
	words := d.wordsOf(cut(typed))
	if len(words) == 0 {
		return nil
	}
	whole := join(words)
	for _, look := range []func() []hit{
		func() []hit { return d.exact(whole.folded) },
		func() []hit { return d.inside(words) },
		func() []hit { return d.beginning(whole) },
		func() []hit { return nearest(d.slips(whole)) },
		func() []hit { return d.slippedBeginning(whole.folded) },
		func() []hit { return d.slipsInside(words) },
	} {
		if hits := look(); len(hits) > 0 {
			return d.best(hits)
		}
	}
	return nil
}

// hit is an area that may be meant; the smaller cost is the better.
type hit struct{ area, cost int }

func (d *Directory) best(hits []hit) []Area {
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.area, b.area))
	})
	var out []Area
	for _, h := range hits {
		if a := d.areas[h.area]; !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out[:min(len(out), maxAreas)]
}

func (d *Directory) exact(text string) []hit {
	var hits []hit
	for _, n := range d.names {
		if n.folded == text {
			hits = append(hits, hit{n.area, n.other})
		}
	}
	return hits
}

// longestName is how many words a name has at most.
const longestName = 4

// inside finds names among the words of a sentence; a longer name hides the
// shorter ones in it.
func (d *Directory) inside(words []word) []hit {
	var hits []hit
	for from := 0; from < len(words); {
		found, used := d.longestAt(words[from:])
		for _, h := range found {
			hits = append(hits, hit{h.area, from}) // as they were named
		}
		from += used
	}
	return hits
}

func (d *Directory) longestAt(words []word) (hits []hit, used int) {
	for n := min(longestName, len(words)); n > 0; n-- {
		if found := d.exact(join(words[:n]).folded); len(found) > 0 {
			return found, n
		}
	}
	return nil, 1
}

// shortestBeginning keeps two letters from meaning a municipality.
const shortestBeginning = 3

// beginning finds names that begin like the text, and behind them a municipality
// whose whole name is only a slip away: "stens" is Stensved, or Stevns.
func (d *Directory) beginning(text word) []hit {
	if len(text.folded) < shortestBeginning {
		return nil
	}
	var hits []hit
	for _, n := range d.names {
		if strings.HasPrefix(n.folded, text.folded) {
			hits = append(hits, hit{n.area, n.other})
		}
	}
	if len(hits) == 0 {
		return nil
	}
	town := func(h hit) bool { return h.cost%2 == 1 }
	return append(hits, nearest(slices.DeleteFunc(d.slips(text), town))...)
}

// slips finds names that differ by few letters; a municipality's own name is
// thought of before a town.
func (d *Directory) slips(text word) []hit {
	var hits []hit
	for _, n := range d.names {
		by := slip(text.folded, n.folded)
		if byPlain := slip(text.plain, n.plain); by == 0 || 0 < byPlain && byPlain < by {
			by = byPlain
		}
		if by > 0 {
			hits = append(hits, hit{n.area, 2*by + n.other})
		}
	}
	return hits
}

// longWord is from where a word of a sentence may be a name with a slip in it.
const longWord = 7

// slipsInside finds long words with a slip in a sentence.
func (d *Directory) slipsInside(words []word) []hit {
	var hits []hit
	for _, w := range words {
		if len(w.folded) >= longWord {
			hits = append(hits, d.slips(w)...)
		}
	}
	return nearest(hits)
}

func nearest(hits []hit) []hit {
	if len(hits) == 0 {
		return nil
	}
	least := slices.MinFunc(hits, func(a, b hit) int { return a.cost - b.cost }).cost
	return slices.DeleteFunc(hits, func(h hit) bool { return h.cost > least })
}

// slippedBeginning finds names whose beginning differs by few letters.
func (d *Directory) slippedBeginning(text string) []hit {
	var hits []hit
	for _, n := range d.names {
		if by := beginsLike(text, n.folded); by > 0 {
			hits = append(hits, hit{n.area, 2*by + n.other})
		}
	}
	return hits
}

func beginsLike(text, name string) int {
	least := 0
	for cut := len(text) - 1; cut <= len(text)+1 && cut < len(name); cut++ {
		if by := slip(text, name[:max(cut, 0)]); by > 0 && (least == 0 || by < least) {
			least = by
		}
	}
	return least
}

// From these many letters a word has room for one slip, and for two. Shorter words
// become other words too easily.
const (
	roomForOne = 5
	roomForTwo = 9
)

// slip counts the slips between two different words, 0 when they are too many (or
// none). Two letters swapped are one slip. In the shortest words a letter may be
// missing, doubled or swapped, but not another.
func slip(a, b string) int {
	short, long := min(len(a), len(b)), max(len(a), len(b))
	if short < roomForOne-1 || long < roomForOne || long-short > 2 {
		return 0
	}
	by := levenshtein.ComputeDistance(a, b)
	if swapped(a, b) {
		return 1
	}
	switch {
	case by == 1 && (short > roomForOne || len(a) != len(b)):
		return 1
	case by == 2 && short >= roomForTwo:
		return 2
	}
	return 0
}

// swapped says whether two neighbours changed places, and nothing else.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
