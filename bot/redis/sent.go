package redis

import (
	"encoding/binary"
	"errors"
	"strconv"
	"time"

	"lyt/bot"
)

// What was sent is packed as a list of differences: a channel's message ids grow by
// a little, and so do the minutes. Twelve messages take about thirty bytes.
//
//	one byte   how ids are written: sentNumbers or sentTexts
//	for each   id: difference to the one before (varint), or length and letters
//	           minutes since the one before (varint), doubled, plus 1 with buttons
const (
	sentNumbers = 1
	sentTexts   = 2
)

// maxSent is how many messages are remembered; the newest stay. A bot may delete a
// hundred at once, and a talk has fewer in the two days that it may.
const maxSent = 200

// maxSentID keeps a channel with endless ids from filling the record.
const maxSentID = 256

// maxMinute is far beyond any year; more cannot be turned into a time and back.
const maxMinute = 1 << 40

var errSent = errors.New("list of sent messages is damaged")

func packSent(sent []bot.Sent) []byte {
	sent = sent[max(0, len(sent)-maxSent):]
	kind := byte(sentNumbers)
	for _, s := range sent {
		if _, ok := decimal(s.Message); !ok {
			kind = sentTexts
		}
	}
	out := []byte{kind}
	var id, minute int64
	for _, s := range sent {
		if len(s.Message) > maxSentID {
			continue
		}
		if kind == sentNumbers {
			n, _ := decimal(s.Message)
			out = binary.AppendVarint(out, n-id)
			id = n
		} else {
			out = binary.AppendUvarint(out, uint64(len(s.Message)))
			out = append(out, s.Message...)
		}
		at := s.At.Unix() / 60
		out = binary.AppendVarint(out, (at-minute)*2+bit(s.Buttons))
		minute = at
	}
	return out
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// decimal reads an id that is a whole number and is written back the same.
func decimal(id string) (int64, bool) {
	n, err := strconv.ParseInt(id, 10, 62)
	return n, err == nil && strconv.FormatInt(n, 10) == id
}

func unpackSent(b []byte) ([]bot.Sent, error) {
	if len(b) == 0 {
		return nil, nil
	}
	r := sentReader{rest: b[1:], kind: b[0]}
	if r.kind != sentNumbers && r.kind != sentTexts {
		return nil, errSent
	}
	var out []bot.Sent
	for len(r.rest) > 0 {
		if len(out) == maxSent {
			return nil, errSent
		}
		s := r.next()
		if r.bad {
			return nil, errSent
		}
		out = append(out, s)
	}
	return out, nil
}

type sentReader struct {
	rest       []byte
	kind       byte
	id, minute int64
	bad        bool
}

func (r *sentReader) next() bot.Sent {
	message := r.message()
	n := r.varint()
	r.minute += n >> 1
	r.bad = r.bad || r.minute > maxMinute || r.minute < -maxMinute
	return bot.Sent{Message: message, Buttons: n&1 == 1, At: time.Unix(r.minute*60, 0).UTC()}
}

func (r *sentReader) message() string {
	if r.kind == sentNumbers {
		r.id += r.varint()
		return strconv.FormatInt(r.id, 10)
	}
	n, used := binary.Uvarint(r.rest)
	if used <= 0 || n > maxSentID || uint64(len(r.rest)-used) < n {
		r.bad, r.rest = true, nil
		return ""
	}
	text := string(r.rest[used : used+int(n)])
	r.rest = r.rest[used+int(n):]
	return text
}

func (r *sentReader) varint() int64 {
	n, used := binary.Varint(r.rest)
	if used <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[used:]
	return n
}
