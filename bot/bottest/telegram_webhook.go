package bottest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

const (
	telegramCallWait = 60 * time.Second
	telegramMaxAgain = 500 * time.Millisecond // the real one goes up to minutes
)

// deliver starts a deliverer for every lane that has updates and none. The caller
// holds mu.
func (f *Telegram) deliver() {
	if f.hook.url == "" || f.ctx.Err() != nil {
		return
	}
	for _, u := range f.queue {
		if !f.lanes[u.lane] {
			f.lanes[u.lane] = true
			f.working.Go(func() { f.bring(u.lane) })
		}
	}
}

// bring brings a lane's updates to the webhook, one at a time, each until it is taken.
func (f *Telegram) bring(lane telegramLane) {
	again := f.Again
	for {
		u, hook, places := f.head(lane)
		if u == nil {
			return
		}
		if f.bringOne(u, hook, places) {
			again = f.Again
			f.taken(u)
			continue
		}
		timer := time.NewTimer(again)
		select {
		case <-timer.C:
		case <-f.ctx.Done():
			timer.Stop()
			return
		}
		again = min(2*again, telegramMaxAgain)
	}
}

// head is the lane's first update; nil ends the deliverer.
func (f *Telegram) head(lane telegramLane) (*telegramUpdate, telegramHook, chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.hook.url != "" && f.ctx.Err() == nil {
		for _, u := range f.queue {
			if u.lane == lane {
				f.visits[u.id]++
				return u, f.hook, f.places
			}
		}
	}
	delete(f.lanes, lane)
	return nil, f.hook, f.places
}

func (f *Telegram) taken(done *telegramUpdate) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forget(func(u *telegramUpdate) bool { return u == done })
}

// bringOne says whether the update was taken. A method in the answer is carried
// out; nobody hears what became of it.
func (f *Telegram) bringOne(u *telegramUpdate, hook telegramHook, places chan struct{}) bool {
	select {
	case places <- struct{}{}:
	case <-f.ctx.Done():
		return false
	}
	defer func() { <-places }()
	status, answer, err := f.post(hook, u.body)
	if err != nil || status < 200 || status > 299 {
		return false
	}
	f.rideAlong(answer)
	return true
}

func (f *Telegram) post(hook telegramHook, body []byte) (int, []byte, error) {
	r, err := http.NewRequestWithContext(f.ctx, http.MethodPost, hook.url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if hook.secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", hook.secret)
	}
	resp, err := f.bringer.Do(r)
	if err != nil {
		return 0, nil, errors.New("webhook is away")
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, telegramMaxBody))
	return resp.StatusCode, answer, err
}

func (f *Telegram) rideAlong(answer []byte) {
	params := telegramParams{}
	if len(bytes.TrimSpace(answer)) == 0 || params.readJSON(bytes.NewReader(answer)) != nil || params["method"] == "" {
		return
	}
	method := params["method"]
	delete(params, "method")
	f.noteCall("webhook:"+method, params)
	f.call(method, params)
}

// Deliver posts a body of the test's own to the webhook and gives the answer.
func (f *Telegram) Deliver(body any) (status int, answer string, err error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, "", err
	}
	f.mu.Lock()
	hook := f.hook
	f.mu.Unlock()
	status, text, err := f.post(hook, raw)
	return status, string(text), err
}
