package redis

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSqueezeComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.OneOf(
			rapid.SliceOfN(rapid.Byte(), 0, 300),
			rapid.Custom(func(t *rapid.T) []byte {
				from := rapid.IntRange(0, len(dictionary)).Draw(t, "from")
				return dictionary[from:rapid.IntRange(from, len(dictionary)).Draw(t, "to")]
			}),
			rapid.Custom(func(t *rapid.T) []byte {
				return bytes.Repeat(rapid.SliceOfN(rapid.Byte(), 1, 5).Draw(t, "what"), rapid.IntRange(1, 200).Draw(t, "times"))
			}),
		)).Draw(t, "parts")
		state := bytes.Join(parts, nil)
		squeezed := squeeze(state)
		if len(squeezed) > len(state)+1 {
			t.Fatalf("%d letters became %d", len(state), len(squeezed))
		}
		back, err := unsqueeze(squeezed)
		if err != nil || !bytes.Equal(back, state) || back == nil {
			t.Fatalf("came back as %d letters of %d (%v)", len(back), len(state), err)
		}
	})
}

func TestSqueezeLongState(t *testing.T) {
	for _, n := range []int{1<<16 - 1, 1 << 16, 1 << 18} {
		state := []byte(strings.Repeat("åh nej ", n/8))
		if back, err := unsqueeze(squeeze(state)); err != nil || !bytes.Equal(back, state) {
			t.Fatalf("a state of %d letters does not come back (%v)", len(state), err)
		}
	}
}

func FuzzUnsqueeze(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{plainState, 'x'})
	f.Add([]byte{squeezedState, 0, 'x', 200, 0, 1})
	f.Add([]byte{squeezedState, 255, 255, 255})
	f.Add(squeeze([]byte(`{"c":"telegram","a":"4711","f":{"f":"first-contact","s":"hello"}}`)))
	f.Fuzz(func(t *testing.T, b []byte) {
		state, err := unsqueeze(b)
		if err != nil {
			if state != nil {
				t.Fatal("an error came with a state")
			}
			return
		}
		if back, err := unsqueeze(squeeze(state)); err != nil || !bytes.Equal(back, state) {
			t.Fatalf("what opened does not come back (%v)", err)
		}
	})
}

func BenchmarkSqueeze(b *testing.B) {
	state := []byte(`{"c":"telegram","a":"123456789","l":"da","f":{"f":"first-contact","s":"measure","n":7,"m":{"age":["15-17"],` +
		`"area":["helsingor"],"role":["young"],"topics":["lonely","school"]},"u":[{"f":"first-contact","s":"hello"},` +
		`{"f":"first-contact","s":"area","b":{"area":null}}],"d":"43"},"w":1763766351}`)
	b.Run("squeeze", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			squeeze(state)
		}
		b.ReportMetric(float64(len(squeeze(state)))/float64(len(state)), "of-before")
	})
	squeezed := squeeze(state)
	b.Run("unsqueeze", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := unsqueeze(squeezed); err != nil {
				b.Fatal(err)
			}
		}
	})
}
