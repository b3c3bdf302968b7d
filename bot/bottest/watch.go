package bottest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/flow"
)

// Place is where the person's talk stands, as it is kept in the store.
func (h *House) Place(t *testing.T) flow.State {
	t.Helper()
	var kept struct {
		Flow flow.State `json:"f"`
	}
	if state := h.Keep(t); state != nil {
		must(t, json.Unmarshal(state, &kept))
	}
	return kept.Flow
}

// Keep gives the person's whole record as it is now, to be put back with PutBack.
func (h *House) Keep(t *testing.T) []byte {
	t.Helper()
	record, err := h.people.Load(context.Background(), h.Person)
	must(t, err)
	return record.State
}

// PutBack makes the person's record what it was, here or in another house; nothing
// of what was said counts as shown any more.
func (h *House) PutBack(t *testing.T, state []byte) {
	t.Helper()
	ctx := context.Background()
	record, err := h.people.Load(ctx, h.Person)
	must(t, err)
	h.n++
	change := bot.Commit{ID: fmt.Sprintf("back:%d", h.n), Loaded: record, State: state, Life: time.Hour}
	_, err = h.people.Commit(ctx, h.Person, change)
	must(t, err)
	h.Channel.take()
	h.shown = nil
}

// TapData taps a button by its data, as if it had been shown.
func (h *House) TapData(t *testing.T, data string) {
	t.Helper()
	in := h.input()
	in.Kind, in.Data = bot.Tap, data
	h.does(t, in)
}

// Dump writes down every key of the store with its whole value.
func (h *House) Dump(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, key := range h.Redis.Keys() {
		fmt.Fprintf(&b, "%s = %s\n", key, h.value(t, key))
	}
	return b.String()
}

func (h *House) value(t *testing.T, key string) string {
	t.Helper()
	var value any
	var err error
	switch kind := h.Redis.Type(key); kind {
	case "string":
		value, err = h.Redis.Get(key)
	case "list":
		value, err = h.Redis.List(key)
	case "set":
		value, err = h.Redis.Members(key)
	case "zset":
		value, err = h.Redis.SortedSet(key)
	case "stream":
		value, err = h.Redis.Stream(key)
	case "hash":
		fields, lost := h.Redis.HKeys(key)
		hash := map[string]string{}
		for _, field := range fields {
			hash[field] = h.Redis.HGet(key, field)
		}
		value, err = hash, lost
	default:
		t.Fatalf("dump: a key of kind %q", kind)
	}
	must(t, err)
	return fmt.Sprintf("%s", value)
}

// Outs gives everything the bot did while a conversation was played.
func (h *House) Outs() []bot.Out {
	outs := make([]bot.Out, len(h.shown))
	for i, shown := range h.shown {
		outs[i] = shown.out
	}
	return outs
}

// Hear is Write, and gives what the bot answered as a transcript.
func (h *House) Hear(t *testing.T, what string) string {
	t.Helper()
	h.Write(t, what)
	return h.heard()
}
