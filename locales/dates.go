package locales

import (
	"fmt"
	"strings"
	"time"
)

// Time tells a moment with weekday, date and time, the way a slot's button begins:
// "tirsdag 24. nov. kl. 15.00".
func (c *Catalog) Time(lang string, t time.Time) string {
	return c.Text(lang, "dates.time", map[string]any{"day": c.Day(lang, t), "clock": c.Clock(lang, t)})
}

// Day tells weekday and date: "tirsdag 24. nov.".
func (c *Catalog) Day(lang string, t time.Time) string {
	t = c.local(t)
	return c.Text(lang, "dates.day", map[string]any{
		"weekday": c.Text(lang, "dates.weekday."+strings.ToLower(t.Weekday().String()), nil),
		"month":   c.Text(lang, "dates.month."+strings.ToLower(t.Month().String()), nil),
		"date":    t.Day(),
	})
}

// Clock tells the time of day: "15.00".
func (c *Catalog) Clock(lang string, t time.Time) string {
	t = c.local(t)
	return c.Text(lang, "dates.clock", map[string]any{
		"hour":   fmt.Sprintf("%02d", t.Hour()),
		"minute": fmt.Sprintf("%02d", t.Minute()),
	})
}

func (c *Catalog) local(t time.Time) time.Time {
	if c.Zone == nil {
		return t
	}
	return t.In(c.Zone)
}
