package redis

import (
	_ "embed"
	"encoding/binary"
	"errors"
)

// A talk's state is short text in which much repeats, and much is the same for
// everybody: squeezed it takes a third of the memory, of which a million talks make
// a difference of hundreds of megabytes. The standard library's flate would do it as
// well, but it clears 640 KiB for each of these short texts, which takes longer than
// all else that the store does with an update.
//
//	1 byte   how it is packed: plainState or squeezedState
//	then, squeezed, again and again:
//	0-127    so many letters and one more follow as they are
//	128-255  so many less 124 letters are copied; two bytes say from how far back,
//	         where the dictionary stands before the text
//
// What is squeezed and sealed shows its length only; nobody outside can choose what
// stands beside a person's answers and so try them out.
const (
	plainState    = 0
	squeezedState = 1
)

// dictionary is how most states read. Those squeezed with it need it for as long as
// they live, so a better one needs a number of its own.
//
//go:embed state.dict
var dictionary []byte

const (
	shortestCopy = 4
	longestCopy  = 131
	longestRun   = 128
	maxState     = 1 << 20
	hashBits     = 12
)

var errSqueezed = errors.New("squeezed state is damaged")

// places says where four letters were last seen, by their hash; 0 is nowhere.
type places [1 << hashBits]uint16

var inDictionary = findPlaces(dictionary) // never changed

func findPlaces(text []byte) (p places) {
	for i := 1; i+shortestCopy <= len(text); i++ {
		p[hash4(text[i:])] = uint16(i)
	}
	return p
}

func hash4(b []byte) uint32 { return binary.LittleEndian.Uint32(b) * 2654435761 >> (32 - hashBits) }

// squeeze packs a state; one that does not get shorter stays plain.
func squeeze(state []byte) []byte {
	base := len(dictionary)
	if base+len(state) > 1<<16-1 {
		return append([]byte{plainState}, state...)
	}
	text := append(append(make([]byte, 0, base+len(state)), dictionary...), state...)
	out := append(make([]byte, 0, len(state)+1), squeezedState)
	seen := inDictionary
	run := base // where letters that are not copied begin
	for i := base; i < len(text); {
		from, n := earlier(text, i, &seen)
		if n < shortestCopy {
			i++
			continue
		}
		out = appendRun(out, text[run:i])
		out = append(out, byte(n-shortestCopy)|128)
		out = binary.BigEndian.AppendUint16(out, uint16(i-from))
		i += n
		run = i
	}
	out = appendRun(out, text[run:])
	if len(out) > len(state) {
		return append([]byte{plainState}, state...)
	}
	return out
}

// earlier finds an earlier place with the same letters, and notes this one.
func earlier(text []byte, i int, seen *places) (from, n int) {
	if i+shortestCopy > len(text) {
		return 0, 0
	}
	slot := &seen[hash4(text[i:])]
	from = int(*slot)
	*slot = uint16(i)
	if from == 0 {
		return 0, 0
	}
	for n < longestCopy && i+n < len(text) && text[from+n] == text[i+n] {
		n++
	}
	return from, n
}

func appendRun(out, run []byte) []byte {
	for len(run) > 0 {
		n := min(len(run), longestRun)
		out = append(append(out, byte(n-1)), run[:n]...)
		run = run[n:]
	}
	return out
}

// unsqueeze undoes squeeze.
func unsqueeze(b []byte) ([]byte, error) {
	if len(b) == 0 || b[0] > squeezedState {
		return nil, errSqueezed
	}
	if b[0] == plainState {
		return append([]byte{}, b[1:]...), nil
	}
	text := append(make([]byte, 0, len(dictionary)+4*len(b)), dictionary...)
	for b = b[1:]; len(b) > 0; {
		var ok bool
		if text, b, ok = unpackOne(text, b); !ok || len(text) > len(dictionary)+maxState {
			return nil, errSqueezed
		}
	}
	return text[len(dictionary):], nil
}

// unpackOne reads one run or one copy.
func unpackOne(text, b []byte) (longer, rest []byte, ok bool) {
	if b[0] < 128 {
		n := int(b[0]) + 1
		if len(b) < 1+n {
			return nil, nil, false
		}
		return append(text, b[1:1+n]...), b[1+n:], true
	}
	if len(b) < 3 {
		return nil, nil, false
	}
	n, back := int(b[0]&127)+shortestCopy, int(binary.BigEndian.Uint16(b[1:]))
	if back == 0 || back > len(text) {
		return nil, nil, false
	}
	for from := len(text) - back; n > 0; n-- { // letter by letter: a copy may reach into itself
		text = append(text, text[from])
		from++
	}
	return text, b[3:], true
}
