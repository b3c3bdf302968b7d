package triage

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// The model is linear: every feature of a window adds its weight to each kind of
// message it knows ("self_harm", "idiom" ...), and the sums, divided by the root of
// what was added, say how likely each kind is. How likely a crisis is, is how likely
// the kinds of crisis are together. Learn makes the model from the corpus.

//go:embed model.bin
var learned []byte

// A model is the learned weights. Nothing changes it after it is read.
type model struct {
	made  [32]byte // fingerprint of what it was learned from
	kinds []kind
	above score // a message that scores more is a crisis, or somebody who hurts
	// A feature's bucket is known by its hash. Of each bucket, eight checks of 16 bits
	// tell which feature a slot holds; each slot has 4 bits of weight for every kind.
	checks  []byte
	weights []byte
}

// A kind is one sort of message, and how its weights are read.
type kind struct {
	name        string
	level       Level
	bias, scale float64
}

// A score is what the model thinks of a message, as log odds.
type score struct{ crisis, hurt float64 }

func (s score) worse(t score) score { return score{max(s.crisis, t.crisis), max(s.hurt, t.hurt)} }

const (
	modelMagic = "lyt triage 4\n"
	maxKinds   = 32
	bucketSize = 8
	slotBytes  = maxKinds / 2
	zeroWeight = 8 // weights are -7..7, kept as 1..15
)

// A sum is what the features of a piece add up to.
type sum struct {
	of [maxKinds]int32
	n  int32 // squared strengths of all features, known or not
}

func (s *sum) add(t *sum) {
	for k := range s.of {
		s.of[k] += t.of[k]
	}
	s.n += t.n
}

// A tally adds weights many at a time: the kinds stand side by side in the bytes of
// narrow and, before those run over, in the pairs of bytes of wide.
type tally struct {
	sum
	narrow  [4]uint64 // kind k in byte k/2%8 of word k/16*2+k%2
	wide    [8]uint64 // the even bytes of narrow[i] in wide[2*i], the odd ones in wide[2*i+1]
	pending int       // weights in each byte of narrow; 17 of at most 15 fit
	settled int       // weights in each pair of bytes of wide; 4,369 of at most 15 fit
}

// slot gives the bucket of a feature, and what tells it from its neighbours there.
func (m *model) slot(feature uint64) (bucket int, check uint16) {
	buckets := uint64(len(m.checks)) / (2 * bucketSize)
	return int(feature >> 32 * buckets >> 32), uint16(feature) | 1
}

// lowNibbles are the lower four bits of each byte.
const lowNibbles = 0x0f0f0f0f0f0f0f0f

// add looks up features, each of which counts strength times.
func (m *model) add(t *tally, features []uint64, strength int) {
	t.n += int32(len(features) * strength * strength)
	for _, f := range features {
		if at := m.find(f); at >= 0 {
			t.take(binary.LittleEndian.Uint64(m.weights[at*slotBytes:]), binary.LittleEndian.Uint64(m.weights[at*slotBytes+8:]), strength)
		}
	}
}

const (
	everyLane = 0x0001000100010001
	topBits   = 0x8000800080008000
)

// find gives the slot of a feature, or -1: it compares four checks at a time.
func (m *model) find(feature uint64) int {
	bucket, check := m.slot(feature)
	at := bucket * bucketSize
	for half := range 2 {
		lanes := binary.LittleEndian.Uint64(m.checks[(at+4*half)*2:]) ^ uint64(check)*everyLane
		if zero := (lanes - everyLane) &^ lanes & topBits; zero != 0 {
			return at + 4*half + bits.TrailingZeros64(zero)/16
		}
	}
	return -1
}

func (t *tally) take(a, b uint64, times int) {
	for range times {
		t.narrow[0] += a & lowNibbles
		t.narrow[1] += a >> 4 & lowNibbles
		t.narrow[2] += b & lowNibbles
		t.narrow[3] += b >> 4 & lowNibbles
	}
	if t.pending += times; t.pending > 17-ideaStrength {
		t.widen()
	}
}

// evenBytes are every second byte.
const evenBytes = 0x00ff00ff00ff00ff

func (t *tally) widen() {
	for i, n := range t.narrow {
		t.wide[2*i] += n & evenBytes
		t.wide[2*i+1] += n >> 8 & evenBytes
	}
	t.narrow = [4]uint64{}
	if t.settled += t.pending; t.settled > 4000 {
		t.settle()
	}
	t.pending = 0
}

// settle moves everything to the sum.
func (t *tally) settle() {
	for k := range t.of {
		at := k / 2 % 8
		word := t.wide[2*(k/16*2+k%2)+at%2]
		t.of[k] += int32(word>>(at/2*16)&0xffff) - int32(t.settled*zeroWeight)
	}
	t.wide, t.settled = [8]uint64{}, 0
}

// odds are the log odds of every kind, and the greatest of each level.
type odds struct {
	of   [maxKinds]float64
	most [3]float64
	kind [3]int
}

func (m *model) odds(s *sum) odds {
	o := odds{most: [3]float64{math.Inf(-1), math.Inf(-1), math.Inf(-1)}}
	root := math.Sqrt(float64(max(s.n, 1)))
	for k := range m.kinds {
		kind := &m.kinds[k]
		o.of[k] = kind.bias + kind.scale*float64(s.of[k])/root
		if o.of[k] > o.most[kind.level] {
			o.most[kind.level], o.kind[kind.level] = o.of[k], k
		}
	}
	return o
}

// score weighs the kinds against one another.
func (m *model) score(o *odds) score {
	var by [3]float64 // the sum of the exponentials of each level
	for k := range m.kinds {
		by[m.kinds[k].level] += math.Exp(o.of[k])
	}
	return score{math.Log(by[Crisis] / (by[None] + by[Concern])), math.Log((by[Crisis] + by[Concern]) / by[None])}
}

// couldBeWorse says quickly whether a window can change an opinion at all.
func (o *odds) couldBeWorse(than score, kinds int) bool {
	room := math.Log(float64(kinds)) // if all kinds were as likely as the likeliest
	crisis := o.most[Crisis] + room - max(o.most[None], o.most[Concern])
	hurt := max(o.most[Crisis], o.most[Concern]) + room - o.most[None]
	return crisis > than.crisis || hurt > than.hurt
}

// An opinion is what the model thinks of a message: the worst of all its windows.
type opinion struct {
	score
	danger string // the likeliest kind of crisis in the window that is worst
}

// read gives the model's opinion of a message.
func (m *model) read(msg *message) opinion {
	worst := opinion{score: score{math.Inf(-1), math.Inf(-1)}}
	var before sum
	for p := range msg.pieces {
		var t tally
		m.tally(&t, msg, p)
		m.weigh(&t.sum, &worst)
		if before.n > 0 {
			before.add(&t.sum)
			m.weigh(&before, &worst)
		}
		before = t.sum
	}
	return worst
}

// clause gives the log odds of a crisis of one clause by itself.
func (m *model) clause(msg *message, c clause) float64 {
	var t tally
	m.tally(&t, msg, piece{c.lo, min(c.hi, c.lo+pieceWords)})
	o := m.odds(&t.sum)
	return m.score(&o).crisis
}

// tally adds up a piece.
func (m *model) tally(t *tally, msg *message, p piece) {
	f := msg.features(p)
	m.add(t, f.forms, 1)
	m.add(t, f.ideas, ideaStrength)
	t.widen()
	t.settle()
}

func (m *model) weigh(s *sum, worst *opinion) {
	o := m.odds(s)
	if !o.couldBeWorse(worst.score, len(m.kinds)) {
		return
	}
	here := m.score(&o)
	if here.crisis > worst.crisis {
		worst.danger = m.kinds[o.kind[Crisis]].name
	}
	worst.score = worst.worse(here)
}

// kindFamilies tells what family of danger a kind of crisis belongs to.
var kindFamilies = map[string]string{
	"suicidal_thoughts": Suicidal, "suicide_in_progress": InProgress, "self_harm": SelfHarm, "violence_home": Violence,
	"sexual_abuse": Sexual, "threat_to_others": Threat, "psychosis_acute": Psychosis, "eating_acute": Eating,
	"third_party": AboutOthers,
}

// crisis and concern are verdicts that no rule gave.
func (o opinion) crisisVerdict() Verdict {
	family := kindFamilies[o.danger]
	return Verdict{Level: Crisis, Family: family, Third: family == AboutOthers, Reason: "model: " + family + likely(o.crisis)}
}

func (o opinion) concernVerdict() Verdict {
	return Verdict{Level: Concern, Reason: "model: hurting" + likely(o.hurt)}
}

func likely(odds float64) string { return fmt.Sprintf(" %.2f", 1/(1+math.Exp(-odds))) }

var errModel = errors.New("read model: the file is broken or of another version; run go generate ./bot/triage")

// readModel reads the file that pack wrote.
func readModel(file []byte) (*model, error) {
	rest, ok := bytes.CutPrefix(file, []byte(modelMagic))
	var m model
	if !ok || len(rest) < len(m.made)+1 {
		return nil, errModel
	}
	rest = rest[copy(m.made[:], rest):]
	kinds := int(rest[0])
	for rest = rest[1:]; kinds > 0 && len(rest) > 10; kinds-- {
		n := int(rest[1])
		if len(rest) < 10+n || rest[0] > byte(Crisis) {
			return nil, errModel
		}
		m.kinds = append(m.kinds, kind{string(rest[10 : 10+n]), Level(rest[0]), number(rest[2:]), number(rest[6:])})
		rest = rest[10+n:]
	}
	if kinds != 0 || len(rest) < 8 || len(m.kinds) > maxKinds {
		return nil, errModel
	}
	m.above, rest = score{number(rest), number(rest[4:])}, rest[8:]
	const bucketBytes = bucketSize * (2 + slotBytes)
	if len(rest) == 0 || len(rest)%bucketBytes != 0 {
		return nil, errModel
	}
	slots := len(rest) / bucketBytes * bucketSize
	m.checks, m.weights = rest[:2*slots], rest[2*slots:]
	return &m, nil
}

func number(b []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))) }

// pack writes the model as a file.
func (m *model) pack() []byte {
	file := append([]byte(modelMagic), m.made[:]...)
	file = append(file, byte(len(m.kinds)))
	for _, k := range m.kinds {
		file = append(file, byte(k.level), byte(len(k.name)))
		file = appendNumber(appendNumber(file, k.bias), k.scale)
		file = append(file, k.name...)
	}
	file = appendNumber(appendNumber(file, m.above.crisis), m.above.hurt)
	return slices.Concat(file, m.checks, m.weights)
}

func appendNumber(file []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint32(file, math.Float32bits(float32(v)))
}
