package flow

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// shownText is how much of a step's text stands in its box; the rest is its tooltip.
const shownText = 60

const labelWide = 128 // widest label of a way on

// paint is how a kind looks: light for its box, strong for its edge and its word.
type paint struct{ light, strong string }

func paints(kind string) paint {
	switch kind {
	case "buttons", "ticks":
		return paint{"#e8f1fd", "#1d5fae"}
	case "ask", "pick":
		return paint{"#e4f6f4", "#0f6b64"}
	case "screen":
		return paint{"#f4ebfc", "#6f3aa8"}
	case "branch":
		return paint{"#fdf6d8", "#7a5c00"}
	case "offer-slot":
		return paint{"#e6f7e6", "#216e2b"}
	case "hand-off":
		return paint{"#ffeedd", "#9a4a00"}
	case "refer":
		return paint{"#fce8f3", "#9c2a6b"}
	case "end":
		return paint{"#e9e9ec", "#3a3a42"}
	}
	return paint{"#f3f4f6", "#4b5563"} // say, call
}

const danger = "#b3001b"

func (b *box) look() paint {
	switch {
	case b.mark != "":
		return paint{"#fff0f0", danger}
	case b.jump:
		return paint{"#ffffff", "#16181d"}
	}
	return paints(b.step.word)
}

// paper is the picture as it is written. What is not a number goes through text.
type paper struct{ bytes.Buffer }

func (p *paper) add(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// tidy makes any text one line that XML can hold.
func tidy(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.C, r) && !unicode.IsSpace(r) || r >= 0xfffe && r <= 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.Join(strings.Fields(text), " ")
}

func escaped(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(tidy(text))) // a buffer takes everything
	return b.String()
}

// text writes one line at a place; style is one of our own.
func (p *paper) text(x, y float64, style, text string) {
	p.add(`<text x="%g" y="%g" %s>%s</text>`, x, y, style, escaped(text))
}

// beginning is the beginning of a step's text.
func beginning(text string) string {
	short, cut := shorten(tidy(text), shownText)
	if cut {
		short = strings.TrimRight(short, " .,:;") + "…"
	}
	return short
}

// title is what a box is called: its step, or the flow and step it jumps to.
func (b *box) title() string {
	if b.jump {
		return b.step.flow.name + "/" + b.step.name
	}
	return b.step.name
}

// lines are what stands on a way on: its labels, and where it leads if that is not
// just below.
func (c *cell) lines(from *box) []string {
	switch {
	case c.via == nil:
		return append(slices.Clone(c.labels), "↑ "+c.to.title())
	case c.via.lane && !from.lane:
		return append(slices.Clone(c.labels), "↓ "+c.to.title())
	}
	return c.labels
}

// svg writes the picture: the ways first, so that no box is crossed.
func (g *graph) svg() []byte {
	p := &paper{}
	width := max(g.width+float64(margin+laneWide*(len(g.above)+1)), 640)
	height := g.tops[len(g.rows)] - g.gap() + margin
	p.add(`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="flow-title flow-desc" width="%g" height="%g" viewBox="0 0 %[1]g %[2]g" font-family="Arial, Helvetica, 'Liberation Sans', sans-serif" fill="#16181d">`, width, height)
	p.add(`<title id="flow-title">%s</title>`, escaped("The flow "+g.flow.name))
	p.add(`<desc id="flow-desc">%s</desc>`, escaped(g.describe()))
	p.add(`<rect width="%g" height="%g" fill="#ffffff"/>`, width, height)
	g.legend(p)
	p.add(`<g fill="none" stroke-width="1.6" stroke-linejoin="round">`)
	for _, b := range g.boxes {
		for _, c := range b.cells {
			g.line(p, b, c)
		}
	}
	p.add(`</g>`)
	for _, b := range g.boxes {
		if !b.lane {
			g.box(p, b)
		}
	}
	p.add(`</svg>`)
	return p.Bytes()
}

// describe tells the whole picture in words, for those who do not see it.
func (g *graph) describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d steps, beginning at %s.", len(g.flow.order), g.flow.start.name)
	for _, st := range g.flow.order {
		fmt.Fprintf(&b, " %s (%s)", st.name, strings.TrimSpace(st.word+" "+st.danger()))
		for i, l := range st.named(g.words) {
			to := &box{step: l.to, jump: l.to.flow != st.flow}
			fmt.Fprintf(&b, "%s %s", []string{" leads to", ","}[min(i, 1)], to.title())
			if l.label != "" {
				fmt.Fprintf(&b, " (%s)", beginning(l.label))
			}
		}
		b.WriteByte('.')
	}
	return b.String()
}

func (g *graph) legend(p *paper) {
	p.text(margin, 36, `font-size="22" font-weight="bold"`, g.flow.name)
	kinds := map[string]bool{}
	for _, st := range g.flow.order {
		kinds[st.word] = true
	}
	x := float64(margin)
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		p.add(`<rect x="%g" y="52" width="14" height="14" rx="3" fill="%s" stroke="%s" stroke-width="1.5"/>`, x, paints(kind).light, paints(kind).strong)
		p.text(x+20, 63, `font-size="12"`, kind)
		x += 40 + wide(kind, 12)
	}
}

// line draws a way on to the next row, or by the right side back up.
func (g *graph) line(p *paper, b *box, c *cell) {
	x, y := b.x+c.dx, g.tops[b.row]+b.h
	if b.lane {
		y = g.tops[b.row]
	}
	gap := g.gap()
	low := g.tops[b.row+1] - gap // where the row ends
	colour := c.to.look().strong
	if c.via == nil {
		i := float64(slices.Index(g.above, c.to))
		side := g.width + laneWide*(i+1)
		p.add(`<path d="M%g %gV%gH%gV%gH%gV%g" stroke="%s" stroke-dasharray="5 4"/>`, x, y, low+6+backTall*i, side,
			g.tops[c.to.row]-10-backTall*i, c.to.landing(), g.tops[c.to.row], colour)
		return
	}
	to := g.tops[c.via.row]
	p.add(`<path d="M%g %gV%gC%g %g %g %g %g %g" stroke="%s"/>`, x, y, low, x, low+gap*0.6, c.via.x, to-gap*0.6, c.via.x, to, colour)
}

// landing is where a way back up comes down on its box.
func (b *box) landing() float64 { return b.x + b.w/2 - 18 }

// box draws a step, or a jump.
func (g *graph) box(p *paper, b *box) {
	x, y := b.x-b.w/2, g.tops[b.row]
	look, round, edge := b.look(), 6, 1.2
	if b.jump || b.step.word == "end" {
		round = 16
	}
	if b.mark != "" {
		edge = 3
	}
	p.add(`<g id="%s">`, escaped(b.id()))
	p.add(`<title>%s</title>`, escaped(b.title()+": "+b.text))
	p.add(`<rect class="box" x="%g" y="%g" width="%g" height="%g" rx="%d" fill="%s" stroke="%s" stroke-width="%g"/>`, x, y, b.w, b.h, round, look.light, look.strong, edge)
	b.inside(p, x, y, look)
	if len(b.in) > 0 {
		p.add(`<path d="M%g %gl-5 -9h10z" fill="%s"/>`, b.x, y, look.strong)
	}
	if slices.Contains(g.above, b) {
		p.add(`<path d="M%g %gl-5 -9h10z" fill="%s"/>`, b.landing(), y, look.strong)
	}
	p.add(`</g>`)
}

// id names a box in the picture.
func (b *box) id() string {
	if b.jump {
		return "jump-" + b.in[0].from.step.name + "-" + b.step.flow.name + "-" + b.step.name
	}
	return "step-" + b.step.name
}

// inside writes what stands in a box: name and kind, text, ways on.
func (b *box) inside(p *paper, x, y float64, look paint) {
	if b.jump {
		p.text(b.x, y+21, `font-size="13" text-anchor="middle"`, "→ "+b.title())
		return
	}
	p.text(x+10, y+19, `font-size="14" font-weight="bold"`, fit(b.title(), b.w-30-wide(b.step.word, 11), 15))
	p.text(x+b.w-10, y+18, `font-size="11" text-anchor="end" fill="`+look.strong+`"`, b.step.word)
	y += nameTall
	if b.mark != "" {
		p.text(x+10, y+12, `font-size="12" font-weight="bold" fill="`+danger+`"`, "! "+b.mark)
		y += textTall
	}
	for _, line := range b.lines {
		p.text(x+10, y+12, `font-size="12"`, line)
		y += textTall
	}
	for _, c := range b.cells {
		b.cell(p, c, y+4, look)
	}
}

// cell writes a way on, at the foot of its box.
func (b *box) cell(p *paper, c *cell, y float64, look paint) {
	p.add(`<g data-from="%s" data-to="%s" data-ways="%d">`, escaped(b.step.name), escaped(c.to.title()), c.ways)
	lines := c.lines(b)
	if len(lines) > 0 {
		w, tall := b.w/float64(len(b.cells)), b.tall()
		p.add(`<rect x="%g" y="%g" width="%g" height="%g" rx="4" fill="#ffffff" stroke="%s" stroke-width="0.8"/>`, b.x+c.dx-w/2+4, y, w-8, tall-6, look.strong)
		y += (tall-6-float64(len(lines)*labelTall))/2 + 11
	}
	for _, line := range lines {
		p.text(b.x+c.dx, y, `font-size="11" text-anchor="middle"`, line)
		y += labelTall
	}
	p.add(`</g>`)
}
