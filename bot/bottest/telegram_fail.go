package bottest

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A TelegramFailure makes calls go wrong.
type TelegramFailure struct {
	Method string        // which method; empty is any
	Chat   int64         // which chat; 0 is any
	Times  int           // how many calls; 0 is one, below 0 all
	Delay  time.Duration // before anything else
	Status int           // the answer's status; 429 also says when to come back; 0 with no Reset only delays
	After  int           // retry_after, in seconds
	HTML   bool          // the answer is a proxy's page, not the Bot API's
	Reset  bool          // the connection breaks instead of an answer
	Lost   bool          // the call has its effect, then the connection breaks
	Reason string        // the description; empty is the usual one for the status
}

// Fail makes the calls it fits go wrong; earlier ones come first.
func (f *Telegram) Fail(x TelegramFailure) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if x.Times == 0 {
		x.Times = 1
	}
	f.failures = append(f.failures, &x)
}

// Heal ends all failures.
func (f *Telegram) Heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failures = nil
}

// failure takes the first failure that fits.
func (f *Telegram) failure(method string, p telegramParams) *TelegramFailure {
	f.mu.Lock()
	defer f.mu.Unlock()
	chat, _ := p.number("chat_id")
	for _, x := range f.failures {
		if x.Times == 0 || x.Method != "" && x.Method != method || x.Chat != 0 && x.Chat != chat {
			continue
		}
		if x.Times > 0 {
			x.Times--
		}
		return x
	}
	return nil
}

// fail answers the call wrongly, if it is to go wrong. do carries it out.
func (f *Telegram) fail(w http.ResponseWriter, r *http.Request, method string, p telegramParams, do func() telegramAnswer) bool {
	x := f.failure(method, p)
	if x == nil {
		return false
	}
	f.pause(r, x.Delay)
	switch {
	case x.Lost && do != nil:
		do()
		panic(http.ErrAbortHandler)
	case x.Reset:
		panic(http.ErrAbortHandler)
	case x.Status == 0:
		return false
	case x.HTML:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(x.Status)
		_, _ = w.Write([]byte("<html><body><h1>" + strconv.Itoa(x.Status) + " Bad Gateway</h1><hr>nginx " + r.URL.Path + "</body></html>"))
	default:
		x.reply(w)
	}
	return true
}

func (x *TelegramFailure) reply(w http.ResponseWriter) {
	a := refuse(x.Status, x.Reason)
	if a.Description == "" {
		a.Description = http.StatusText(x.Status)
	}
	if x.Status == http.StatusTooManyRequests {
		a.Parameters = map[string]int{"retry_after": x.After}
		a.Description = "Too Many Requests: retry after " + strconv.Itoa(x.After)
		w.Header().Set("Retry-After", strconv.Itoa(x.After))
	}
	if !strings.Contains(a.Description, ":") && x.Status == http.StatusBadRequest {
		a.Description = "Bad Request: " + a.Description
	}
	reply(w, a)
}

func (f *Telegram) pause(r *http.Request, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	case <-f.ctx.Done():
	}
}
