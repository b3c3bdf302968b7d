package redis

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lyt/bot"
)

func drawSent(t *rapid.T) []bot.Sent {
	id := rapid.OneOf(
		rapid.Custom(func(t *rapid.T) string { return strconv.FormatInt(rapid.Int64Range(-1<<61, 1<<61-1).Draw(t, "n"), 10) }),
		rapid.StringN(0, 40, maxSentID),
		rapid.SampledFrom([]string{"", "0", "-0", "007", "+1", "1e3", "9223372036854775807", "-9223372036854775808"}))
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bot.Sent {
		minute := rapid.Int64Range(-1<<31, 1<<31).Draw(t, "minute")
		return bot.Sent{Message: id.Draw(t, "id"), Buttons: rapid.Bool().Draw(t, "buttons"), At: time.Unix(minute*60, 0).UTC()}
	}), 0, maxSent).Draw(t, "sent")
}

func TestSentComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sent := drawSent(t)
		back, err := unpackSent(packSent(sent))
		if err != nil {
			t.Fatal(err)
		}
		if len(sent)+len(back) == 0 {
			return
		}
		if diff := cmp.Diff(sent, back); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestSentIsSmallAndBounded(t *testing.T) {
	var sent []bot.Sent
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for i := range 300 {
		sent = append(sent, bot.Sent{Message: strconv.Itoa(70_000 + 2*i), At: at.Add(time.Duration(i) * time.Minute)})
	}
	if n := len(packSent(sent[:12])); n > 32 {
		t.Errorf("twelve messages take %d bytes, want at most 32", n)
	}
	back, err := unpackSent(packSent(sent))
	if err != nil || len(back) != maxSent || back[maxSent-1] != sent[299] {
		t.Errorf("of 300 messages %d are kept, want the last %d (%v)", len(back), maxSent, err)
	}
	endless := []bot.Sent{{Message: string(make([]byte, maxSentID+1))}, sent[0]}
	if back, err := unpackSent(packSent(endless)); err != nil || len(back) != 1 || back[0].Message != sent[0].Message {
		t.Errorf("a message with an endless id was not left out (%v)", err)
	}
	for i := range sent {
		sent[i].Message = fmt.Sprintf("%0*d", maxSentID, i)
	}
	if n := len(packSent(sent)) + 33; n > maxSentBytes {
		t.Errorf("the longest list takes %d bytes sealed, and its length does not fit", n)
	}
}

func TestRecordComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := packed{
			version: versionOf(rapid.String().Draw(t, "id")),
			next:    rapid.Int64Range(0, 1<<48-1).Draw(t, "next"),
			marks:   rapid.SliceOfN(rapid.Uint64Range(0, 1<<48-1), 0, maxMarks).Draw(t, "marks"),
			sent:    rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "sent"),
			state:   rapid.SliceOfN(rapid.Byte(), 0, 400).Draw(t, "state"),
		}
		raw := head(want.version, want.next, want.marks)
		raw = append(raw, byte(len(want.sent)>>8), byte(len(want.sent)))
		raw = append(append(raw, want.sent...), want.state...)
		got, err := takeApart(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got.version != want.version || got.next != want.next || !cmp.Equal(got.marks, want.marks, cmp.Transformer("nil", func(m []uint64) string { return fmt.Sprint(m) })) ||
			!bytes.Equal(got.sent, want.sent) || !bytes.Equal(got.state, want.state) {
			t.Fatalf("%+v came back as %+v", want, got)
		}
	})
}

func FuzzTakeApart(f *testing.F) {
	full := append(head(versionOf("x"), 1_763_766_351_000, []uint64{1, 2, 3}), 0, 2, 's', 's')
	f.Add(append(full, "state"...))
	f.Add([]byte{})
	f.Add([]byte{recordLayout})
	f.Add(bytes.Repeat([]byte{1}, 400))
	f.Add(bytes.Repeat([]byte{255}, 400))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := takeApart(raw)
		if err != nil {
			if p.version != "" || p.state != nil {
				t.Fatal("an error came with a record")
			}
			return
		}
		back := head(p.version, p.next, p.marks)
		back = append(back, byte(len(p.sent)>>8), byte(len(p.sent)))
		if back = append(append(back, p.sent...), p.state...); !bytes.Equal(back, raw) {
			t.Fatal("what was taken apart does not go together again")
		}
	})
}

func FuzzUnpackSent(f *testing.F) {
	at := time.Unix(1_763_766_360, 0)
	f.Add(packSent([]bot.Sent{{Message: "12", Buttons: true, At: at}, {Message: "14", At: at}}))
	f.Add(packSent([]bot.Sent{{Message: "w:x.0", At: at}}))
	f.Add([]byte{})
	f.Add([]byte{sentNumbers, 0x80})
	f.Add([]byte{sentTexts, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, raw []byte) {
		sent, err := unpackSent(raw)
		if err != nil {
			if sent != nil {
				t.Fatal("an error came with a list")
			}
			return
		}
		back, err := unpackSent(packSent(sent))
		if err != nil || len(back) != len(sent) {
			t.Fatalf("%d came back as %d (%v)", len(sent), len(back), err)
		}
		if diff := cmp.Diff(sent, back); len(sent) > 0 && diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestPartitions(t *testing.T) {
	counts := map[string]int{}
	keys, err := NewKeyset()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 64 * 200 {
		tag := partition(keys.Person("telegram", strconv.Itoa(i)))
		if !classes[personKey].fits(tag) {
			t.Fatalf("tag %s is no partition", tag)
		}
		counts[tag]++
	}
	if len(counts) != partitions {
		t.Fatalf("%d of %d partitions are used", len(counts), partitions)
	}
	for tag, n := range counts {
		if n < 120 || n > 280 {
			t.Errorf("%s has %d people where 200 are expected", tag, n)
		}
	}
}

func TestNextMarks(t *testing.T) {
	var seen []uint64
	for i := range 100 {
		before := append([]uint64{}, seen...)
		next := nextMarks(seen, strconv.Itoa(i))
		if !cmp.Equal(before, seen, cmp.Transformer("nil", func(m []uint64) string { return fmt.Sprint(m) })) {
			t.Fatal("the loaded record was changed")
		}
		seen = next
	}
	if len(seen) != maxMarks || seen[maxMarks-1] != bot.Mark("99") || seen[0] != bot.Mark("36") {
		t.Fatalf("%d marks are kept, want the last %d", len(seen), maxMarks)
	}
}

func TestWithin(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ next, life, want time.Duration }{
		{time.Hour, 2 * time.Hour, time.Hour},
		{-time.Hour, 2 * time.Hour, -time.Hour},
		{40 * day, 100 * day, 40 * day},
		{40 * day, 30 * day, 30*day - time.Hour},
		{30 * day, 30 * day, 30*day - time.Hour},
		{30*day - time.Hour, 30 * day, 30*day - time.Hour},
		{day, time.Hour, 30 * time.Minute},
		{day, 2 * time.Millisecond, time.Millisecond},
	} {
		if got := within(now.Add(c.next), now, c.life).Sub(now); got != c.want {
			t.Errorf("a timer in %v in a record of %v goes off in %v, want %v", c.next, c.life, got, c.want)
		}
	}
	if !within(time.Time{}, now, day).IsZero() {
		t.Error("no timer became one")
	}
}
