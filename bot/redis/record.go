package redis

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"time"

	"lyt/bot"
)

// A person's record is one string, packed by hand because a million of them are
// kept: with a Redis hash the same would take about twice the memory.
//
//	1 byte   layout, now 1
//	8 bytes  version: the first of the SHA-256 of the id of the commit that wrote it
//	6 bytes  the person's next timer, ms since 1970; 0 is none
//	1 byte   how many updates were seen
//	6 bytes  for each of those, its mark
//	2 bytes  length of the next part
//	…        what was sent, sealed; empty when nothing was
//	…        the talk's state, sealed
//
// Numbers have their most significant byte first. The scripts know this layout too:
// lua/person.lua. What does not follow it counts as no record, so a replica would
// write over another layout: one that may come must be read by all before it is
// written by any.
const (
	recordLayout = 1
	versionBytes = 8
	timerBytes   = 6
	markBytes    = 6
	maxMarks     = 64
	headBytes    = 1 + versionBytes + timerBytes + 1
	maxSentBytes = 1<<16 - 1
)

// errRecord says that a person's record is damaged.
var errRecord = errors.New("person's record is damaged")

// packed is a record taken apart but still sealed.
type packed struct {
	version string
	next    int64
	marks   []uint64
	sent    []byte
	state   []byte
}

// versionOf names the commit of an update. Two updates of one person share a
// version once in 2⁶⁴.
func versionOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return string(sum[:versionBytes])
}

// head packs all that stands before the sent part.
func head(version string, next int64, marks []uint64) []byte {
	out := make([]byte, 0, headBytes+markBytes*len(marks))
	out = append(out, recordLayout)
	out = append(out, version...)
	out = append48(out, uint64(max(next, 0)))
	out = append(out, byte(len(marks)))
	for _, m := range marks {
		out = append48(out, m)
	}
	return out
}

func append48(out []byte, n uint64) []byte {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], n)
	return append(out, b[2:]...)
}

func read48(b []byte) uint64 {
	return uint64(binary.BigEndian.Uint16(b))<<32 | uint64(binary.BigEndian.Uint32(b[2:]))
}

// takeApart reads a record.
func takeApart(b []byte) (packed, error) {
	if len(b) < headBytes || b[0] != recordLayout || b[headBytes-1] > maxMarks {
		return packed{}, errRecord
	}
	p := packed{version: string(b[1 : 1+versionBytes]), next: int64(read48(b[1+versionBytes:]))}
	marks := int(b[headBytes-1])
	b = b[headBytes:]
	if len(b) < marks*markBytes+2 {
		return packed{}, errRecord
	}
	for range marks {
		p.marks = append(p.marks, read48(b))
		b = b[markBytes:]
	}
	sent := int(binary.BigEndian.Uint16(b))
	b = b[2:]
	if len(b) < sent {
		return packed{}, errRecord
	}
	p.sent, p.state = b[:sent], b[sent:]
	return p, nil
}

// nextMarks adds an update to those seen and keeps the last ones.
func nextMarks(seen []uint64, id string) []uint64 {
	if len(seen) >= maxMarks {
		seen = seen[len(seen)-maxMarks+1:]
	}
	out := make([]uint64, 0, len(seen)+1)
	return append(append(out, seen...), bot.Mark(id))
}

// timerMargin is how long before its record ends a timer goes off at the latest.
const timerMargin = time.Hour

// within brings a timer that lies beyond the record's life forward, to an hour before
// its end (half-way, when it lives shorter than two): then there is still a record to
// wake up to, and time to write it anew.
func within(next, now time.Time, life time.Duration) time.Time {
	if last := now.Add(life - min(timerMargin, life/2)); next.After(last) {
		return last
	}
	return next
}
