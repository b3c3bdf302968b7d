package flow

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Draw draws a flow as one SVG picture, for those who look after the conversation:
// every step with the beginning of its text, and every way on from it. The same
// flow always gives the same picture.
func (f *Flows) Draw(w io.Writer, name string, words Words) error {
	fl := f.flows[name]
	if fl == nil {
		return fmt.Errorf("draw flow: there is none called %q", name)
	}
	g := &graph{flow: fl, words: words, given: f.givenArgs()}
	g.build()
	g.rank()
	g.arrange()
	if _, err := w.Write(g.svg()); err != nil {
		return fmt.Errorf("write picture: %w", err)
	}
	return nil
}

// graph is the picture of one flow.
type graph struct {
	flow  *flow
	words Words
	given map[*step][]string
	boxes []*box
	rows  [][]*box
	above []*box    // what is led back up to, in the order of their lanes at the side
	tops  []float64 // of the rows, and of one more
	width float64
}

// box is a step; or a jump to a step of another flow; or, with neither text nor
// width, one row of a lane that passes by on the way to a step further down.
type box struct {
	step       *step
	jump, lane bool
	mark       string // what makes it a matter of safety
	text       string // all of it
	lines      []string
	cells      []*cell // the ways on
	in         []way
	row        int
	x, w, h    float64 // x is the middle
	want       float64 // where x would best be
}

// cell is a way on: all answers that lead to the same place.
type cell struct {
	ways   int      // how many answers
	labels []string // what they are called, in lines
	to     *box
	via    *box // in the next row: to, or the lane that leads there; nil when it leads back up
	dx     float64
}

type way struct {
	from *box
	cell *cell
}

// lead is one way on from a step and what it is called: a button's label, a
// condition, or the word in the file.
type lead struct {
	label string
	to    *step
}

// named lists where a step leads to, with names.
func (s *step) named(words Words) []lead {
	leads := s.kind.leads()
	names := make([]string, len(leads), len(leads)+1)
	copy(names, s.names(words))
	if s.skip != nil && s.word == "screen" {
		names = append(names, "skipped")
	} else if s.skip != nil {
		names = append(names, words("button.skip", nil))
	}
	var made []lead
	for i, to := range s.leads() {
		made = append(made, lead{names[i], to})
	}
	return made
}

// names are those of kind.leads, in its order.
func (s *step) names(words Words) []string {
	var names []string
	switch k := s.kind.(type) {
	case *buttons:
		for _, c := range k.choices {
			names = append(names, words(c.button.Key, nil))
		}
	case *branch:
		for _, c := range k.cases {
			names = append(names, c.text)
		}
		names[len(names)-1] = "otherwise"
	case *ticks:
		return []string{words(k.label(doneID), nil)}
	case *refer:
		return []string{words(s.key+"."+doneID, nil), "none"}
	case *ask, *pick:
		return []string{"answer"}
	case *screen:
		return []string{"done"}
	case *offerSlot:
		return []string{"booked", "none", "declined"}
	case *handOff:
		return []string{"ended", "closed", "declined"}
	case *call:
		return []string{"afterwards", "call"}
	}
	return names
}

// build makes the boxes, in the order of the file but the first step first, and
// what leads from each to each.
func (g *graph) build() {
	at := map[*step]*box{}
	for _, st := range g.flow.order {
		b := &box{step: st, mark: st.danger(), text: g.text(st)}
		at[st], g.boxes = b, append(g.boxes, b)
	}
	first := slices.Index(g.boxes, at[g.flow.start])
	g.boxes = slices.Insert(slices.Delete(g.boxes, first, first+1), 0, at[g.flow.start])
	for _, b := range slices.Clone(g.boxes) {
		for _, l := range b.step.named(g.words) {
			b.lead(l, at[l.to])
		}
		for _, c := range b.cells {
			if c.to.jump {
				g.boxes = append(g.boxes, c.to)
			}
		}
	}
}

// lead adds a way on; to is nil when it leads out of the flow.
func (b *box) lead(l lead, to *box) {
	i := slices.IndexFunc(b.cells, func(c *cell) bool { return c.to.step == l.to })
	if i < 0 {
		if to == nil {
			to = &box{step: l.to, jump: true}
		}
		i, b.cells = len(b.cells), append(b.cells, &cell{to: to})
	}
	c := b.cells[i]
	c.ways++
	c.labels = append(c.labels, wrap(fit(tidy(l.label), 3*labelWide, 11), labelWide, 11)...)
}

// danger says what makes a step a matter of safety, if anything does.
func (s *step) danger() string {
	isCard := func(s *step) bool { k, is := s.kind.(*say); return is && k.crisis }
	if isCard(s) {
		return "crisis card"
	}
	if slices.ContainsFunc(s.leads(), isCard) {
		return "safety question"
	}
	return ""
}

// text is what the step says, with its placeholders in braces.
func (g *graph) text(st *step) string {
	args := map[string]any{}
	for _, name := range g.given[st] {
		args[name] = "{" + name + "}"
	}
	var said []string
	st.kind.keys(func(use KeyUse) {
		if use = st.complete(use, nil); !use.Button {
			said = append(said, g.words(use.Key, args))
		}
	})
	return strings.Join(said, " · ")
}

// rank puts every box into a row below all that lead to it. A way that would close
// a circle leads back up: first those against the order of the file are tried.
func (g *graph) rank() {
	place := map[*box]int{}
	for i, b := range g.boxes {
		place[b] = i
	}
	var against []way
	for _, b := range g.boxes {
		for _, c := range b.cells {
			if place[c.to] > place[b] {
				c.via = c.to
			} else {
				against = append(against, way{b, c})
			}
		}
	}
	for _, w := range against {
		if !w.cell.to.reaches(w.from, map[*box]bool{}) {
			w.cell.via = w.cell.to
		} else if !slices.Contains(g.above, w.cell.to) {
			g.above = append(g.above, w.cell.to)
		}
	}
	g.sink()
	g.addLanes()
}

func (b *box) reaches(to *box, seen map[*box]bool) bool {
	if b == to || seen[b] {
		return b == to
	}
	seen[b] = true
	return slices.ContainsFunc(b.cells, func(c *cell) bool { return c.via != nil && c.via.reaches(to, seen) })
}

// sink lets boxes down until each stands below all that lead to it.
func (g *graph) sink() {
	for moved := true; moved; {
		moved = false
		for _, b := range g.boxes {
			for _, c := range b.cells {
				if c.via != nil && c.via.row <= b.row {
					c.via.row, moved = b.row+1, true
				}
			}
		}
	}
}

// addLanes leads every way that passes rows through a lane. All that go to the same
// place share one, so that a picture with many ways stays readable.
func (g *graph) addLanes() {
	type key struct {
		to  *box
		row int
	}
	lanes := map[key]*box{}
	for i := 0; i < len(g.boxes); i++ { // lanes are added on the way
		b := g.boxes[i]
		for _, c := range b.cells {
			if c.via == nil {
				continue
			}
			if at := (key{c.to, b.row + 1}); c.to.row > at.row {
				if lanes[at] == nil {
					lanes[at] = &box{step: c.to.step, lane: true, row: at.row, cells: []*cell{{to: c.to, via: c.to}}}
					g.boxes = append(g.boxes, lanes[at])
				}
				c.via = lanes[at]
			}
			c.via.in = append(c.via.in, way{b, c})
		}
	}
}
