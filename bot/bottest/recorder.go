package bottest

import (
	"context"
	"strconv"
	"sync"

	"lyt/bot"
)

// Recorder is a channel that writes down what it is asked to send.
type Recorder struct {
	mu   sync.Mutex
	outs []shownMessage
	n    int

	typing int
	// Fail, when set, is asked before each send; its error is the send's.
	Fail func(bot.Out) error
}

// Send writes an Out down and gives it a message id.
func (r *Recorder) Send(_ context.Context, _ bot.Address, out bot.Out) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Fail != nil {
		if err := r.Fail(out); err != nil {
			return "", err
		}
	}
	message := ""
	if out.Text != "" && out.Replace == "" {
		r.n++
		message = strconv.Itoa(r.n)
	}
	r.outs = append(r.outs, shownMessage{message, out})
	return message, nil
}

// Typing counts how often somebody was shown to be writing.
func (r *Recorder) Typing(context.Context, bot.Address) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.typing++
	return nil
}

// Typed gives how often that was since the last time.
func (r *Recorder) Typed() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.typing
	r.typing = 0
	return n
}

// Take gives what was sent since the last Take.
func (r *Recorder) Take() []bot.Out {
	var outs []bot.Out
	for _, s := range r.take() {
		outs = append(outs, s.out)
	}
	return outs
}

func (r *Recorder) take() []shownMessage {
	r.mu.Lock()
	defer r.mu.Unlock()
	outs := r.outs
	r.outs = nil
	return outs
}
