package desk

import (
	"cmp"
	"context"
	"html/template"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"lyt/bot/booking"
	"lyt/bot/directory"
	"lyt/bot/handoff"
)

// How much a talk's page offers to choose from.
const (
	timesAhead = 14 * 24 * time.Hour
	timesShown = 12
	cardsFirst = 4
)

// How many letters of a thread a page shows at first, and how many stand around the words
// of a line.
const (
	threadRoom = 24_000
	lineRoom   = 400
)

// conversation is the talk page's body.
type conversation struct {
	line
	Board   board
	Part    part
	Lines   []spoken
	Earlier bool   // there are lines before them
	Last    string // id of the last line, where the stream goes on
	Op      string
	Draft   string // words that are not sent yet
	Note    string // the same, of a note
	Live    bool
	Writes  bool
	Owns    bool
	Longer  int // the longest message
	Picture picture
	choices
}

// choices are what one can do in the talk.
type choices struct {
	Colleagues []handoff.Colleague // here, and not in the talk
	Takers     []handoff.Colleague // here, and may take it over: also guests
	Near       []directory.Service // other desks it can be handed on to, that fit
	Houses     []directory.Service // the rest of them
	Fitting    []directory.Service // whose card fits best
	Others     []directory.Service
	Times      []booking.Slot
	Reasons    []handoff.Reason
	Replies    []handoff.Reply
}

func (d *Desk) conversation(ctx context.Context, v visit, h handoff.Handoff, t told) (conversation, error) {
	lines, err := d.thread(ctx, h, "")
	if err != nil {
		return conversation{}, err
	}
	p := v.part(h)
	live := h.State == handoff.Live
	shown := newest(lines)
	if t.whole {
		shown = lines
	}
	c := conversation{
		line: d.line(h), Part: p, Lines: spokenBy(v, shown), Earlier: len(shown) < len(lines), Op: t.op, Draft: t.draft, Live: live,
		Writes: live && writers(p), Owns: live && owners(p), Longer: maxWords, Picture: d.picture(h.Request.Measures),
	}
	if c.Op == "" {
		c.Op = newOp(d.Random)
	}
	if len(lines) > 0 {
		c.Last = lines[len(lines)-1].ID
	}
	if counsellors(v.Account) {
		if c.Board, err = d.board(ctx, v); err != nil {
			return c, err
		}
	}
	c.Board.Open = h.ID
	if !c.Writes {
		return c, nil
	}
	if c, err = d.withDrafts(ctx, v, h, c); err != nil {
		return c, err
	}
	c.choices, err = d.choices(ctx, v, h)
	return c, err
}

// newest are the last lines, as many as a page can hold that opens fast.
func newest(lines []handoff.Line) []handoff.Line {
	room := threadRoom
	for i := range slices.Backward(lines) {
		if lines[i].Who == handoff.Delivery {
			continue // stands in the line it is about
		}
		if room -= lineRoom + len(template.HTMLEscapeString(lines[i].Text.Reveal())); room < 0 {
			return lines[i+1:]
		}
	}
	return lines
}

// withDrafts adds what somebody has begun to write. What just could not be sent is newer.
func (d *Desk) withDrafts(ctx context.Context, v visit, h handoff.Handoff, c conversation) (conversation, error) {
	answer, err := d.Queue.Draft(ctx, h.Request.Service, h.ID, v.Name, handoff.Counsellor)
	if err != nil {
		return c, err
	}
	note, err := d.Queue.Draft(ctx, h.Request.Service, h.ID, v.Name, handoff.Note)
	c.Draft, c.Note = cmp.Or(c.Draft, answer.Reveal()), cmp.Or(c.Note, note.Reveal())
	return c, err
}

// choices gives everything there is to choose from, as it is now.
func (d *Desk) choices(ctx context.Context, v visit, h handoff.Handoff) (c choices, err error) {
	if c.Takers, err = d.colleagues(ctx, v, h); err != nil {
		return c, err
	}
	c.Colleagues = absent(h, c.Takers)
	if c.Times, err = d.freeTimes(ctx, h.Request.Service); err != nil {
		return c, err
	}
	if c.Replies, err = d.replies(ctx, v, h); err != nil {
		return c, err
	}
	c.Reasons = handoff.Reasons()
	c.Near, c.Houses = d.desks(h)
	c.Fitting, c.Others = d.cards(h)
	return c, nil
}

// colleagues lists who else is at the desk.
func (d *Desk) colleagues(ctx context.Context, v visit, h handoff.Handoff) ([]handoff.Colleague, error) {
	all, err := d.Queue.Colleagues(ctx, h.Request.Service)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(all), func(c handoff.Colleague) bool {
		return c.Name == v.Name || c.Name == h.Staff
	}), nil
}

// absent leaves out who is in the talk already.
func absent(h handoff.Handoff, all []handoff.Colleague) []handoff.Colleague {
	return slices.DeleteFunc(slices.Clone(all), func(c handoff.Colleague) bool { return slices.Contains(h.Guests, c.Name) })
}

// freeTimes lists the next free times of a service.
func (d *Desk) freeTimes(ctx context.Context, service string) ([]booking.Slot, error) {
	now := d.Now()
	all, err := d.Calendar.List(ctx, service, now, now.Add(timesAhead))
	if err != nil {
		return nil, err
	}
	free := slices.DeleteFunc(slices.Clone(all), func(s booking.Slot) bool { return s.Taken || !s.Start.After(now) })
	return free[:min(len(free), timesShown)], nil
}

// desks lists the other services a talk can be handed on to, those apart that fit.
func (d *Desk) desks(h handoff.Handoff) (near, rest []directory.Service) {
	near = slices.DeleteFunc(d.fitting(h), func(s directory.Service) bool { return !s.Desk })
	return near, slices.DeleteFunc(d.others(h, near), func(s directory.Service) bool { return !s.Desk })
}

// cards lists the services whose card can be sent, those first that fit best.
func (d *Desk) cards(h handoff.Handoff) (fitting, rest []directory.Service) {
	fitting = d.fitting(h)
	fitting = fitting[:min(len(fitting), cardsFirst)]
	return fitting, d.others(h, fitting)
}

func (d *Desk) fitting(h handoff.Handoff) []directory.Service {
	return slices.DeleteFunc(d.Services.Fit(d.need(h)), func(s directory.Service) bool { return s.ID == h.Request.Service })
}

// others lists all other services but some, by name.
func (d *Desk) others(h handoff.Handoff, but []directory.Service) []directory.Service {
	all := slices.DeleteFunc(slices.Clone(d.Services.Services()), func(s directory.Service) bool {
		return s.ID == h.Request.Service || s.Kind == directory.Emergency ||
			slices.ContainsFunc(but, func(b directory.Service) bool { return b.ID == s.ID })
	})
	slices.SortFunc(all, func(a, b directory.Service) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Until gives a sentence with a time of day in it.
func (v view) Until(key string, at time.Time) string {
	return v.desk.Words.Text(v.Lang, "desk."+key, map[string]any{"clock": v.At(at)})
}

// need reads from the words the person shared what kind of help fits: the words were
// made from these very texts.
func (d *Desk) need(h handoff.Handoff) directory.Need {
	need := directory.Need{At: d.Now()}
	if s, ok := d.Services.Find(h.Request.Service); ok && len(s.Areas) > 0 {
		need.Area = s.Areas[0]
	}
	pick := func(name string, values ...string) (found []string) {
		title := d.Words.Text("da", "shared."+name, nil)
		for _, shared := range h.Request.Shared {
			for _, value := range values {
				if shared.Name == title && slices.Contains(strings.Split(shared.Value, ", "), d.Words.Text("da", "value."+name+"."+value, nil)) {
					found = append(found, value)
				}
			}
		}
		return found
	}
	if role := pick("role", "young", "parent", "professional"); len(role) == 1 {
		need.Audience = role[0]
	}
	if age := pick("age", "under-12", "12-14", "15-17", "18-25", "over-25"); len(age) == 1 {
		need.Age = age[0]
	}
	need.Topics = pick("topics", d.Services.Topics()...)
	return need
}

// spoken is a line of the thread, ready to be read. The words are revealed here
// because this page is where staff read them.
type spoken struct {
	handoff.Line
	Words   []piece
	Key     string // for System lines: the key of the sentence
	Name    string // and the name in it
	Mine    bool
	Arrived string // for Counsellor lines: "yes", "no", or "" when nothing is known
}

// piece is some text, or a link that is never opened by itself.
type piece struct{ Text, Link string }

// spokenBy makes lines ready for one reader; what became of a message is shown at it.
func spokenBy(v visit, lines []handoff.Line) []spoken {
	var all []spoken
	at := map[string]int{}
	for _, l := range lines {
		if l.Who == handoff.Delivery {
			if i, ok := at[l.Of]; ok {
				all[i].Arrived = l.Text.Reveal()
			}
			continue
		}
		at[l.ID] = len(all)
		all = append(all, speak(v, l))
	}
	return all
}

var systemKey = regexp.MustCompile(`^thread\.[a-z-]+$`)

func speak(v visit, l handoff.Line) spoken {
	s := spoken{Line: l, Mine: l.By != "" && l.By == v.Name}
	if l.Who != handoff.System {
		s.Words = pieces(l.Text.Reveal())
		return s
	}
	if key, name, _ := strings.Cut(l.Text.Reveal(), "\t"); systemKey.MatchString(key) {
		s.Key, s.Name = key, tame(name)
	}
	return s
}

// tame takes out the signs that turn text around, so that no words can dress up as
// others or move what stands beside them.
func tame(words string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, words)
}

// link is an address in plain letters: one in others may look like what it is not, and
// stays text.
var link = regexp.MustCompile(`https?://[!#-;=?-~]+`)

// pieces finds the addresses in somebody's words.
func pieces(words string) []piece {
	words = tame(words)
	var all []piece
	for {
		at := link.FindStringIndex(words)
		if at == nil {
			break
		}
		address := strings.TrimRight(words[at[0]:at[1]], ".,;:!?)]}'\"")
		end := at[0] + len(address)
		if next := []rune(words[end:] + " ")[0]; next > unicode.MaxASCII && wordRune(next) {
			address = ""
		}
		if at[0] > 0 {
			all = append(all, piece{Text: words[:at[0]]})
		}
		all = append(all, piece{Text: words[at[0]:end], Link: address})
		words = words[end:]
	}
	if words != "" {
		all = append(all, piece{Text: words})
	}
	return all
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// picture is the measures so far as a small line: 0 below, 100 above.
type picture struct {
	Points string
	Dots   []dot
}

type dot struct {
	X, Y, Score int
	At          time.Time
}

// The picture's size, without its edges.
const (
	pictureWide = 200
	pictureHigh = 60
	pictureEdge = 10
)

func (d *Desk) picture(measures []handoff.Measure) (p picture) {
	for i, m := range measures {
		x := pictureEdge + pictureWide/2
		if len(measures) > 1 {
			x = pictureEdge + i*pictureWide/(len(measures)-1)
		}
		y := pictureEdge + pictureHigh - m.Score*pictureHigh/100
		p.Dots = append(p.Dots, dot{X: x, Y: y, Score: m.Score, At: m.At})
	}
	var points []string
	for _, dot := range p.Dots {
		points = append(points, itoa(dot.X)+","+itoa(dot.Y))
	}
	p.Points = strings.Join(points, " ")
	return p
}
