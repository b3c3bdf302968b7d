package flow_test

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"lyt/bot/flow"
)

// picture is what a drawn flow is made of, read back from its SVG.
type picture struct {
	ids   map[string]bool
	boxes []frame
	ways  map[string]int // "from to": how many answers lead there
	texts string
}

type frame struct{ x, y, w, h float64 }

func (a frame) overlaps(b frame) bool {
	return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h
}

// drawable are all elements and attributes of a picture; nothing in it runs, and
// nothing is fetched.
const drawable = " svg title desc rect g path text "

func draw(t rapid.TB, flows *flow.Flows, name string, words flow.Words) []byte {
	t.Helper()
	var drawn bytes.Buffer
	if err := flows.Draw(&drawn, name, words); err != nil {
		t.Fatal(err)
	}
	return drawn.Bytes()
}

// look reads a picture back, strictly.
func look(t rapid.TB, drawn []byte) picture {
	t.Helper()
	p := picture{ids: map[string]bool{}, ways: map[string]int{}}
	for d := xml.NewDecoder(bytes.NewReader(drawn)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return p
		}
		if err != nil {
			t.Fatalf("not XML: %v", err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			p.element(t, e)
		case xml.CharData:
			p.texts += string(e)
		}
	}
}

func (p *picture) element(t rapid.TB, e xml.StartElement) {
	t.Helper()
	if !strings.Contains(drawable, " "+e.Name.Local+" ") {
		t.Fatalf("the picture has a %q", e.Name.Local)
	}
	at := map[string]string{}
	for _, a := range e.Attr {
		if name := a.Name.Local; strings.HasPrefix(name, "on") || name == "href" || name == "style" {
			t.Fatalf("the picture has a %s", name)
		}
		at[a.Name.Local] = a.Value
	}
	number := func(name string) float64 {
		n, err := strconv.ParseFloat(at[name], 64)
		if err != nil {
			t.Fatalf("%s of a box: %v", name, err)
		}
		return n
	}
	switch {
	case at["class"] == "box":
		p.boxes = append(p.boxes, frame{number("x"), number("y"), number("width"), number("height")})
	case at["data-to"] != "":
		p.ways[at["data-from"]+" "+at["data-to"]] += int(number("data-ways"))
	case at["id"] != "" && p.ids[at["id"]]:
		t.Fatalf("two things are called %s", at["id"])
	case at["id"] != "":
		p.ids[at["id"]] = true
	}
}

// whole checks that all of a flow is in its picture, and nothing lies over another.
func (p picture) whole(t rapid.TB, flows *flow.Flows, name string) {
	t.Helper()
	steps, ways := 0, map[string]int{}
	for _, info := range flows.Steps() {
		if info.Flow != name {
			continue
		}
		steps++
		if !p.ids["step-"+info.Step] {
			t.Errorf("step %s is not in the picture", info.Step)
		}
		for _, to := range info.Leads {
			ways[info.Step+" "+strings.TrimPrefix(to, name+"/")]++
		}
	}
	for way, n := range ways {
		if p.ways[way] != n {
			t.Errorf("%d ways %s in the picture, want %d", p.ways[way], way, n)
		}
	}
	if len(p.ways) != len(ways) || len(p.boxes) < steps {
		t.Errorf("%d ways and %d boxes, want %d and at least %d", len(p.ways), len(p.boxes), len(ways), steps)
	}
	p.apart(t)
}

func (p picture) apart(t rapid.TB) {
	t.Helper()
	slices.SortFunc(p.boxes, func(a, b frame) int { return cmp.Compare(a.y, b.y) })
	for i, a := range p.boxes {
		for _, b := range p.boxes[:i] {
			if a.overlaps(b) {
				t.Errorf("boxes %v and %v overlap", a, b)
			}
		}
	}
}

func TestDrawShippedFlows(t *testing.T) {
	read := func() *flow.Flows {
		flows, _ := flow.Load(os.DirFS("../../flows"))
		return flows
	}
	flows := read()
	for _, name := range flows.Names() {
		drawn := draw(t, flows, name, words)
		look(t, drawn).whole(t, flows, name)
		if !bytes.Equal(drawn, draw(t, read(), name, words)) {
			t.Errorf("%s is drawn differently the second time", name)
		}
	}
}

func TestDrawEveryKind(t *testing.T) {
	flows := everyKind(t)
	p := look(t, draw(t, flows, "main", words))
	p.whole(t, flows, "main")
	for _, want := range []string{
		"Jeg er ung", "Spring over", `"grief" in topics`, "otherwise", "booked", "declined", "closed",
		"crisis card", "safety question", "→ side/in", "↑ hello", "main.note{area={area} score={score}}",
		"which (branch safety question) leads to note (\"grief\" in topics), crisis (",
	} {
		if !strings.Contains(p.texts, want) {
			t.Errorf("%q is not in the picture", want)
		}
	}
	look(t, draw(t, flows, "side", words)).whole(t, flows, "side")
}

func TestDrawHostileTexts(t *testing.T) {
	flows := everyKind(t)
	for _, hostile := range []string{
		`</text><script>alert(1)</script><text onload="x">`, `"' & &amp; ]]> <!-- <![CDATA[`,
		"\x00\x01\x1b[31m\ufffe\uffff\u202e\u200b", "\xff\xfe\xc3", "", strings.Repeat("W", 10_000), strings.Repeat("語 ", 5_000), "{", "%s%d%[9]v",
	} {
		p := look(t, draw(t, flows, "main", func(string, map[string]any) string { return hostile }))
		for _, b := range p.boxes {
			if b.w > 2000 || b.h > 400 {
				t.Errorf("a text of %d bytes makes a box of %v by %v", len(hostile), b.w, b.h)
			}
		}
		p.apart(t)
	}
}

func TestDrawAnyFlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 25).Draw(t, "steps")
		step := rapid.IntRange(0, n-1)
		file := fmt.Sprintf("flow: main\nstart: s%d\nsteps:\n", step.Draw(t, "start"))
		for i := range n {
			file += fmt.Sprintf("  s%d: {buttons: {", i)
			for k, to := range rapid.SliceOfN(step, 1, 6).Draw(t, "to") {
				file += fmt.Sprintf("b%d: s%d, ", k, to)
			}
			file += "}}\n"
		}
		flows, findings := flow.Load(fstest.MapFS{"main.yaml": &fstest.MapFile{Data: []byte(file)}})
		if flows == nil {
			t.Fatal(findings)
		}
		look(t, draw(t, flows, "main", words)).whole(t, flows, "main")
	})
}

func TestDrawRefuses(t *testing.T) {
	var drawn bytes.Buffer
	if err := everyKind(t).Draw(&drawn, "nowhere", words); err == nil || drawn.Len() > 0 {
		t.Errorf("a flow that is not there: %v, and %d bytes", err, drawn.Len())
	}
	read, write := io.Pipe()
	_ = read.Close() // nobody reads on
	if err := everyKind(t).Draw(write, "main", words); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("nobody read the picture: %v", err)
	}
}

// Only what closes a circle leads back up; the order of the file alone does not.
func TestDrawLeadsDown(t *testing.T) {
	flows := load(t, "flow: main\nstart: hello\nsteps:\n  bye: {end: bye}\n  more: {buttons: {again: hello, enough: bye}}\n  hello: {buttons: {on: more, off: bye}}\n")
	texts := look(t, draw(t, flows, "main", words)).texts
	if strings.Count(texts, "↑") != 1 || !strings.Contains(texts, "↑ hello") || !strings.Contains(texts, "↓ bye") {
		t.Errorf("the ways of the picture lead elsewhere: %s", texts)
	}
}
