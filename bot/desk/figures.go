package desk

import (
	"context"
	"net/http"
	"time"

	"lyt/bot/handoff"
)

// Figures counts how talks ended, by month: "closed:<reason>", "met:<answer>" and
// "returned". There is no person in it.
type Figures interface {
	Figures(ctx context.Context, service string, month time.Time) (map[string]int, error)
}

// few is the number below which a figure could be about somebody: it is not told.
const few = 5

// monthShape is a month in an address.
const monthShape = "2006-01"

// figuresPage is the body of the page.
type figuresPage struct {
	Month         time.Time
	Before, After string // the months beside it; After is "" when it has not begun
	Services      []serviceFigures
}

// serviceFigures are those of one service.
type serviceFigures struct {
	Service       string
	Next          scarcity
	Closed, Other []figure
}

// figure is one number with the key of its name below "desk.".
type figure struct {
	Name  string
	Count int
	Few   bool // more than nobody, and too few to be told
}

// figures shows coordinators and supervisors how their services' talks ended.
func (d *Desk) figures(w http.ResponseWriter, r *http.Request, v visit) {
	month, ok := d.month(r.URL.Query().Get("month"))
	if !ok {
		d.nothing(w, r)
		return
	}
	body := figuresPage{Month: month, Before: month.AddDate(0, -1, 0).Format(monthShape)}
	if after := month.AddDate(0, 1, 0); !after.After(d.Now()) {
		body.After = after.Format(monthShape)
	}
	var err error
	if body.Services, err = d.countedOf(r.Context(), v, month); err != nil {
		d.away(w, r, err)
		return
	}
	page := d.view(v, "figures")
	page.Styles, page.Body = []string{smallStyles}, body
	d.show(w, http.StatusOK, "figures.html", page)
}

// countedOf gives the figures of the account's services, by name. How long it is until
// the next free time stands with them: it is true now, whatever the month.
func (d *Desk) countedOf(ctx context.Context, v visit, month time.Time) ([]serviceFigures, error) {
	next, err := d.scarcities(ctx, v.Services)
	if err != nil {
		return nil, err
	}
	var all []serviceFigures
	for _, free := range next {
		counted, err := d.Figures.Figures(ctx, free.Service, month)
		if err != nil {
			return nil, err
		}
		one := figuresOf(free.Service, counted)
		one.Next = free
		all = append(all, one)
	}
	return all, nil
}

// month reads a month that has begun; "" is the present one.
func (d *Desk) month(text string) (time.Time, bool) {
	now := d.Now().In(d.Zone)
	if text == "" {
		return time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, d.Zone), true
	}
	month, err := time.ParseInLocation(monthShape, text, d.Zone)
	return month, err == nil && !month.After(now)
}

func figuresOf(service string, counted map[string]int) serviceFigures {
	s := serviceFigures{Service: service}
	for _, reason := range append(handoff.Reasons(), handoff.Left) {
		s.Closed = append(s.Closed, newFigure("desk.figures.closed."+string(reason), counted["closed:"+string(reason)]))
	}
	s.Other = append(s.Other, newFigure("desk.figures.returned", counted["returned"]))
	for _, answer := range []string{"yes", "no", "not-yet"} {
		s.Other = append(s.Other, newFigure("desk.figures.met."+answer, counted["met:"+answer]))
	}
	return s
}

func newFigure(name string, count int) figure {
	f := figure{Name: name, Count: count, Few: count > 0 && count < few}
	if f.Few {
		f.Count = 0 // so that no page can slip
	}
	return f
}
