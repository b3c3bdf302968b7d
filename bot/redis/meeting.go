package redis

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"lyt/bot"
	"lyt/bot/handoff"
)

// handoffRecord is the sealed part of a handoff. The rest stands beside it, in the
// open, because scripts decide by it: see lua/handoff.lua.
type handoffRecord struct {
	Shared   []handoff.Shared `json:"s,omitempty"`
	Measures []measureRecord  `json:"m,omitempty"`
	Talks    int              `json:"t,omitempty"`
	Lang     string           `json:"l,omitempty"`
	From     *handoff.Origin  `json:"f,omitempty"`
}

type measureRecord struct {
	At    int64 `json:"a"`
	Score int   `json:"s"`
}

func recordOf(r handoff.Request) handoffRecord {
	record := handoffRecord{Shared: r.Shared, Talks: r.Talks, Lang: r.Lang, From: r.From}
	for _, m := range r.Measures {
		record.Measures = append(record.Measures, measureRecord{ms(m.At), m.Score})
	}
	return record
}

func (r handoffRecord) into(request *handoff.Request) {
	request.Shared, request.Talks, request.Lang, request.From = r.Shared, r.Talks, r.Lang, r.From
	for _, m := range r.Measures {
		request.Measures = append(request.Measures, handoff.Measure{At: fromMS(m.At), Score: m.Score})
	}
}

var states = map[string]handoff.State{"w": handoff.Waiting, "l": handoff.Live, "c": handoff.Over}

// guestName is what the name of a guest or a supervisor is bound to.
func guestName(tag, id, hash string) string { return handoffKey.key(tag, id) + "|" + hash }

// read makes a handoff of the fields of its hash. With ErrSealed all that stands in
// the open is there.
func (h *Handoffs) read(service, id string, fields reply, place int) (handoff.Handoff, error) {
	f := map[string]string{}
	for i := 0; i+1 < len(fields); i += 2 {
		f[fields.text(i)] = fields.text(i + 1)
	}
	priority, err := strconv.Atoi(f["q"])
	if err != nil {
		return handoff.Handoff{}, errShape("read handoff")
	}
	returned, _ := strconv.Atoi(f["n"]) // a field that is not there reads as none
	found := handoff.Handoff{
		ID: id, State: states[f["s"]], Place: place, Claimed: timeOf(f["c"]), LastWord: timeOf(f["w"]),
		Owed: timeOf(f["o"]), Typing: timeOf(f["y"]), Returned: returned,
		Request: handoff.Request{Service: service, Person: bot.Pseudonym(f["p"]), Priority: handoff.Priority(priority), At: timeOf(f["a"])},
	}
	if err := h.open(serviceTag(service), f, &found); err != nil {
		return found, fmt.Errorf("read handoff: %w", err)
	}
	return found, nil
}

// open adds what is sealed: first who is there, at last what the person shared.
func (h *Handoffs) open(tag string, f map[string]string, into *handoff.Handoff) error {
	key := handoffKey.key(tag, into.ID)
	staff, err := h.openField(sealStaff, key, f["u"])
	if err != nil {
		return err
	}
	into.Staff = staff
	if into.Guests, err = h.names(f, "g:", key); err != nil {
		return err
	}
	if into.Watchers, err = h.names(f, "v:", key); err != nil {
		return err
	}
	into.Writing = h.writing(f, into)
	reason, err := h.openField(sealReason, key, f["x"])
	if err != nil {
		return err
	}
	into.Reason = handoff.Reason(reason)
	if f["m"] != "" {
		into.Moving = &handoff.Moving{Asked: f["ms"] == "a"}
		if err := h.keys.openJSON(sealMoving, key, []byte(f["m"]), &into.Moving.To); err != nil {
			return err
		}
	}
	var r handoffRecord
	if err := h.keys.openJSON(sealRequest, key, []byte(f["r"]), &r); err != nil {
		return err
	}
	r.into(&into.Request)
	return nil
}

func (h *Handoffs) openField(p purpose, key, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	plain, err := h.keys.open(p, key, []byte(sealed))
	return string(plain), err
}

// names opens the names of those whose fields begin so, and sorts them.
func (h *Handoffs) names(f map[string]string, prefix, key string) ([]string, error) {
	var names []string
	for field := range maps.Keys(f) {
		hash, ok := strings.CutPrefix(field, prefix)
		if !ok {
			continue
		}
		name, err := h.openField(sealGuest, key+"|"+hash, f[field])
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// writing tells when the counsellor and the guests of a talk last typed.
func (h *Handoffs) writing(f map[string]string, in *handoff.Handoff) (all []handoff.Writing) {
	add := func(name, hash string) {
		if at := timeOf(f["y:"+hash]); !at.IsZero() {
			all = append(all, handoff.Writing{Staff: name, At: at})
		}
	}
	add(in.Staff, f["h"])
	for _, guest := range in.Guests {
		add(guest, h.staffHash(guest))
	}
	return all
}

func timeOf(text string) time.Time {
	n, _ := strconv.ParseInt(text, 10, 64) // a field that is not there reads as no time
	return fromMS(n)
}
