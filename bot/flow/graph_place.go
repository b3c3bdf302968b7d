package flow

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Measures of the picture, in pixels.
const (
	margin    = 24
	headTall  = 92 // title and legend
	boxWide   = 236
	nameTall  = 26
	textTall  = 16
	labelTall = 15
	cellPad   = 12
	gapWide   = 26 // between boxes
	laneWide  = 16
	gapTall   = 44 // between rows
	backTall  = 6  // more for each place that is led back up to
)

// sweeps is how often the boxes are put nearer to what they are joined with; in the
// last few they keep their order and only move.
const (
	sweeps     = 24
	lastSweeps = 8
)

// arrange gives every box its size and place.
func (g *graph) arrange() {
	for _, b := range g.boxes {
		b.measure()
		for len(g.rows) <= b.row {
			g.rows = append(g.rows, nil)
		}
		g.rows[b.row] = append(g.rows[b.row], b)
	}
	for _, row := range g.rows {
		spread(row)
	}
	for n := range sweeps {
		g.sweep(n)
	}
	g.settle()
}

func (b *box) measure() {
	switch {
	case b.lane:
		return
	case b.jump:
		b.w, b.h = wide(b.title(), 13)+40, nameTall+6
		return
	}
	cellWide := 0.0
	for _, c := range b.cells {
		for _, line := range c.lines(b) {
			cellWide = max(cellWide, wide(line, 11)+22)
		}
	}
	b.w = math.Ceil(max(boxWide, cellWide*float64(len(b.cells))))
	b.lines = wrap(beginning(b.text), b.w-20, 12)
	b.h = nameTall + float64(len(b.lines)*textTall) + 8
	if b.mark != "" {
		b.h += textTall
	}
	b.h += b.tall()
}

// tall is how tall the ways on are, at the foot of the box.
func (b *box) tall() float64 {
	most := 0
	for _, c := range b.cells {
		most = max(most, len(c.lines(b)))
	}
	if most == 0 {
		return 0
	}
	return float64(most*labelTall + cellPad)
}

// sweep orders the rows by what they are joined with above, then below, in turns.
func (g *graph) sweep(n int) {
	last := n >= sweeps-lastSweeps
	rows := slices.Clone(g.rows)
	if n%2 == 1 {
		slices.Reverse(rows)
	}
	for _, row := range rows {
		for _, b := range row {
			b.wish(last || n%2 == 0, last || n%2 == 1)
		}
		if !last {
			slices.SortStableFunc(row, func(a, b *box) int { return cmp.Compare(a.want, b.want) })
		}
		spread(row)
		for _, b := range row {
			b.sortCells()
		}
	}
}

// wish says where the box would best be: in the middle of what it is joined with.
func (b *box) wish(up, down bool) {
	sum, n := 0.0, 0.0
	for _, w := range b.in {
		if up {
			sum, n = sum+w.from.x+w.cell.dx, n+1
		}
	}
	for _, c := range b.cells {
		if down && c.via != nil {
			sum, n = sum+c.via.x-c.dx, n+1
		}
	}
	b.want = b.x
	if n > 0 {
		b.want = sum / n
	}
}

// sortCells puts the ways on into the order of where they lead; those back up are
// the last, because their lanes are at the right side.
func (b *box) sortCells() {
	x := func(c *cell) float64 {
		if c.via == nil {
			return math.Inf(1)
		}
		return c.via.x
	}
	slices.SortStableFunc(b.cells, func(c, d *cell) int { return cmp.Compare(x(c), x(d)) })
	for i, c := range b.cells {
		c.dx = (float64(i)+0.5)*b.w/float64(len(b.cells)) - b.w/2
	}
}

// spread puts the boxes of a row, in their order, as near to where they want to be
// as they fit side by side: neighbours that would overlap share one place.
func spread(row []*box) {
	type group struct{ sum, weight, n float64 }
	var groups []group
	off := make([]float64, len(row))
	for i, b := range row {
		if i > 0 {
			off[i] = off[i-1] + apart(row[i-1], b)
		}
		weight := 1.0
		if b.lane {
			weight = 3 // straight lanes are easy to follow
		}
		groups = append(groups, group{(b.want - off[i]) * weight, weight, 1})
		for k := len(groups) - 1; k > 0 && groups[k-1].sum/groups[k-1].weight > groups[k].sum/groups[k].weight; k-- {
			g := groups[k]
			groups = groups[:k]
			groups[k-1] = group{groups[k-1].sum + g.sum, groups[k-1].weight + g.weight, groups[k-1].n + g.n}
		}
	}
	i := 0
	for _, g := range groups {
		for range int(g.n) {
			row[i].x = math.Round(g.sum/g.weight + off[i])
			i++
		}
	}
}

// apart is how far the middles of two neighbours are from each other.
func apart(a, b *box) float64 {
	gap := float64(gapWide)
	if a.lane || b.lane {
		gap = laneWide
	}
	return math.Ceil((a.w+b.w)/2 + gap)
}

// settle moves everything to where the picture begins, and finds its rows' heights.
func (g *graph) settle() {
	left := math.Inf(1)
	for _, b := range g.boxes {
		left = min(left, b.x-b.w/2)
	}
	for _, b := range g.boxes {
		b.x += margin - math.Floor(left)
		g.width = max(g.width, b.x+b.w/2)
	}
	gap := g.gap()
	top := float64(headTall) + float64(backTall*len(g.above))
	for _, row := range g.rows {
		g.tops = append(g.tops, top)
		for _, b := range row {
			top = max(top, g.tops[len(g.tops)-1]+b.h)
		}
		top += gap
	}
	g.tops = append(g.tops, top)
	for _, b := range g.boxes { // lanes are as tall as their row
		if b.lane {
			b.h = g.tops[b.row+1] - gap - g.tops[b.row]
		}
	}
}

// gap is how much room there is below a row.
func (g *graph) gap() float64 { return float64(gapTall + backTall*len(g.above)) }

// wide estimates how wide a text is; the picture must not depend on fonts at hand.
func wide(text string, size float64) float64 {
	ems := 0.0
	for _, r := range text {
		switch {
		case r >= 0x1100 && r != '…' && r != '–' && r != '→' && r != '↑' && r != '↓':
			ems += 1.1
		case strings.ContainsRune("iljtfrI.,:;'|!()[] -", r):
			ems += 0.34
		case unicode.IsUpper(r), r == 'm', r == 'w', r == '…', r == '→':
			ems += 0.8
		default:
			ems += 0.57
		}
	}
	return ems * size
}

// fit cuts a text to a width.
func fit(text string, width, size float64) string {
	if wide(text, size) <= width {
		return text
	}
	room := width - wide("…", size)
	for i, r := range text {
		if room -= wide(string(r), size); room < 0 {
			return strings.TrimSpace(text[:i]) + "…"
		}
	}
	return text
}

// wrap breaks a text into lines; a word too wide for one is cut.
func wrap(text string, width, size float64) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		last := len(lines) - 1
		if last >= 0 && wide(lines[last]+" "+word, size) <= width {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, fit(word, width, size))
	}
	return lines
}
