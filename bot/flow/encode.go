package flow

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// What Tilbage takes back is most of a state, and nearly always of one form: a step,
// and names that held nothing before. In JSON such an Undo is a short text:
//
//	topics                 an answer at step topics of the flow at hand
//	parents/topics:topics  of another flow; the name topics held nothing
//	measure~4323:who5      with the answers of a screening so far
//	topics+school,grief    with what was ticked
//	^where                 inside of the calls at hand
//
// The flow at hand is that of the Undo before it, of the first one the state's own.
// Everything else is written out as an object.

type undoText struct {
	flow  string  // at hand
	stack []Frame // the state's calls
}

// MarshalJSON writes the state in its short form.
func (s State) MarshalJSON() ([]byte, error) {
	type plain State
	short := struct {
		plain
		Undo []any `json:"u,omitempty"`
	}{plain: plain(s)}
	w := undoText{s.Flow, s.Stack}
	for _, u := range s.Undo {
		short.Undo = append(short.Undo, w.write(u))
	}
	return json.Marshal(short)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *State) UnmarshalJSON(data []byte) error {
	type plain State
	var short struct {
		plain
		Undo []json.RawMessage `json:"u"`
	}
	if err := json.Unmarshal(data, &short); err != nil {
		return err
	}
	read := State(short.plain)
	r := undoText{read.Flow, read.Stack}
	for _, raw := range short.Undo {
		u, err := r.read(raw)
		if err != nil {
			return err
		}
		read.Undo = append(read.Undo, u)
	}
	*s = read
	return nil
}

func (r *undoText) write(u Undo) any {
	same := r.flow == u.Flow
	r.flow = u.Flow
	inside := len(u.Stack) > 0
	if inside && !reflect.DeepEqual(u.Stack, r.stack) || len(u.Args) > 0 || !u.plain() {
		return u
	}
	var b strings.Builder
	if inside {
		b.WriteByte('^')
	}
	if !same {
		b.WriteString(u.Flow + "/")
	}
	b.WriteString(u.Step)
	if u.Digits != "" {
		b.WriteString("~" + u.Digits)
	}
	if len(u.Picked) > 0 {
		b.WriteString("+" + strings.Join(u.Picked, ","))
	}
	if len(u.Before) > 0 {
		b.WriteString(":" + strings.Join(slices.Sorted(maps.Keys(u.Before)), ","))
	}
	return b.String()
}

// plain says that the short form can hold it.
func (u Undo) plain() bool {
	names := slices.Concat([]string{u.Flow, u.Step}, u.Picked, slices.Collect(maps.Keys(u.Before)))
	if u.Digits != "" {
		names = append(names, u.Digits)
	}
	for _, name := range names {
		if !isID(name) {
			return false
		}
	}
	for _, before := range u.Before {
		if len(before) > 0 {
			return false
		}
	}
	return true
}

var errUndo = errors.New("read state: an undo is neither short nor an object")

func (r *undoText) read(raw json.RawMessage) (Undo, error) {
	var u Undo
	var text string
	if json.Unmarshal(raw, &text) != nil {
		if json.Unmarshal(raw, &u) != nil {
			return u, errUndo
		}
		r.flow = u.Flow
		return u, nil
	}
	if rest, inside := strings.CutPrefix(text, "^"); inside {
		text, u.Stack = rest, r.stack
	}
	text, names, has := strings.Cut(text, ":")
	if has {
		u.Before = map[string][]string{}
		for _, name := range strings.Split(names, ",") {
			u.Before[name] = nil
		}
	}
	text, picked, has := strings.Cut(text, "+")
	if has {
		u.Picked = strings.Split(picked, ",")
	}
	text, u.Digits, _ = strings.Cut(text, "~")
	if fl, step, other := strings.Cut(text, "/"); other {
		r.flow, text = fl, step
	}
	u.Flow, u.Step = r.flow, text
	return u, nil
}
