package triage

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
)

// The course of learning.
const (
	epochs    = 16
	settled   = 5 // the epoch from which on weights count
	rate      = 0.15
	pull      = 3e-4   // of every weight towards zero, a step
	leastSeen = 2      // a feature seen in fewer lines says nothing
	slots     = 112000 // of the table: 2 MB
	fullest   = 0.9    // share of the slots that are used
)

// A sample is one line of the corpus as features.
type sample struct {
	kind     int
	features []feature
	root     float64
}

type feature struct {
	at       int32
	strength float32
}

// A learner holds the weights while they are learned: for each feature, one weight
// for every kind.
type learner struct {
	kinds   []kind
	index   map[uint64]int32
	seen    map[uint64]int // in how many lines each feature stands
	weights []float64
	slopes  []float64 // sums of squared slopes (AdaGrad)
	sums    []float64
	steepB  []float64
	odds    []float64 // scratch
}

//go:generate go run ./learn

// Learn makes a model file from the corpus, which is read with the spelling of the
// rules, and chooses on the check part above which score a message is a crisis. The
// same corpus and rules give the same file on the same kind of processor.
func Learn(fsys fs.FS, corpus, check []Line) ([]byte, error) {
	lexicons, err := readLexicons(fsys)
	if err != nil {
		return nil, err
	}
	r := Rules{book: compile(lexicons), ideas: readIdeas(ideaFile)}
	l, samples, err := r.prepare(slices.Concat(corpus, examples(lexicons)))
	if err != nil {
		return nil, err
	}
	order := rand.New(rand.NewPCG(1998, 5)) // #nosec G404 -- shuffles the corpus, the same way each time
	for epoch := range epochs {
		order.Shuffle(len(samples), func(i, j int) { samples[i], samples[j] = samples[j], samples[i] })
		for i := range samples {
			l.learn(&samples[i])
		}
		if epoch >= settled {
			l.remember()
		}
	}
	l.average()
	r.model = l.model()
	r.model.made = fingerprint(lexicons, corpus, check)
	r.thresholds(check)
	return r.model.pack(), nil
}

// examples are the messages the rules must find, for the model to agree with them.
func examples(lexicons []lexicon) []Line {
	var lines []Line
	for _, l := range lexicons {
		for _, r := range l.Rules {
			for kind, family := range kindFamilies {
				if r.level != Crisis || r.Family != family {
					continue
				}
				for _, text := range r.Finds {
					lines = append(lines, Line{Crisis, kind, text})
				}
			}
		}
	}
	return lines
}

// fingerprint tells what a model was learned from: the corpus, the rules and the ideas.
func fingerprint(lexicons []lexicon, corpus, check []Line) [32]byte {
	var all bytes.Buffer
	for _, l := range slices.Concat(corpus, check) {
		fmt.Fprintf(&all, "%d\t%s\t%q\n", l.Level, l.Kind, l.Text)
	}
	for _, l := range lexicons {
		fmt.Fprintf(&all, "%v\n", l)
	}
	all.WriteString(ideaFile)
	return sha256.Sum256(all.Bytes())
}

// remember adds the weights as they are to their average over the last epochs, which
// swings less than any of them.
func (l *learner) remember() {
	if l.sums == nil {
		l.sums = make([]float64, len(l.weights))
	}
	for i, w := range l.weights {
		l.sums[i] += w / (epochs - settled)
	}
}

func (l *learner) average() { l.weights = l.sums }

// prepare reads the corpus: what kinds there are, and the features of each line that
// stand in more than one.
func (r *Rules) prepare(corpus []Line) (*learner, []sample, error) {
	l := &learner{index: map[uint64]int32{}, seen: map[uint64]int{}}
	read := make([]reading, len(corpus))
	for i, line := range corpus {
		read[i] = r.reading(line.Text)
		for f := range read[i].features {
			l.seen[f]++
		}
		if !slices.ContainsFunc(l.kinds, func(k kind) bool { return k.name == line.Kind }) {
			l.kinds = append(l.kinds, kind{name: line.Kind, level: line.Level})
		}
	}
	if len(l.kinds) > maxKinds {
		return nil, nil, fmt.Errorf("learn: %d kinds of messages, %d is the most", len(l.kinds), maxKinds)
	}
	slices.SortFunc(l.kinds, func(a, b kind) int {
		return cmp.Or(cmp.Compare(b.level, a.level), cmp.Compare(a.name, b.name))
	})
	samples := make([]sample, len(corpus))
	for i, line := range corpus {
		samples[i] = l.sample(line, read[i])
	}
	l.weights, l.slopes = make([]float64, len(l.index)*len(l.kinds)), make([]float64, len(l.index)*len(l.kinds))
	l.steepB, l.odds = make([]float64, len(l.kinds)), make([]float64, len(l.kinds))
	return l, samples, nil
}

// reading is a text as the model reads it: how strongly each feature stands in it, and
// the root of all squared strengths.
type reading struct {
	features map[uint64]int32
	root     float64
}

func (r *Rules) reading(text string) reading {
	m := read(text, r)
	defer m.done()
	r.rules(m)
	all, n := reading{features: map[uint64]int32{}}, 0
	for p := range m.pieces {
		f := m.features(p)
		n += len(f.forms) + len(f.ideas)*ideaStrength*ideaStrength
		for _, hash := range f.forms {
			all.features[hash]++
		}
		for _, hash := range f.ideas {
			all.features[hash] += ideaStrength
		}
	}
	all.root = math.Sqrt(float64(max(n, 1)))
	return all
}

func (l *learner) sample(line Line, read reading) sample {
	s := sample{root: read.root, kind: slices.IndexFunc(l.kinds, func(k kind) bool { return k.name == line.Kind })}
	hashes := make([]uint64, 0, len(read.features))
	for f := range read.features {
		if l.seen[f] >= leastSeen {
			hashes = append(hashes, f)
		}
	}
	slices.Sort(hashes) // the order of a map is not the same twice
	for _, f := range hashes {
		at, ok := l.index[f]
		if !ok {
			at = int32(len(l.index))
			l.index[f] = at
		}
		s.features = append(s.features, feature{at, float32(read.features[f])})
	}
	return s
}

// learn moves the weights a little towards the kind of one line.
func (l *learner) learn(s *sample) {
	for k := range l.odds {
		l.odds[k] = 0
	}
	for _, f := range s.features {
		for k, w := range l.row(l.weights, f.at) {
			l.odds[k] += w * float64(f.strength)
		}
	}
	for k := range l.odds {
		l.odds[k] = l.kinds[k].bias + l.odds[k]/s.root
	}
	all := logSum(l.odds)
	for k := range l.kinds {
		slope := math.Exp(l.odds[k] - all)
		if k == s.kind {
			slope--
		}
		if math.Abs(slope) > 1e-3 {
			l.move(k, s, slope)
		}
	}
}

func (l *learner) row(of []float64, at int32) []float64 {
	return of[int(at)*len(l.kinds):][:len(l.kinds)]
}

func (l *learner) move(k int, s *sample, slope float64) {
	for _, f := range s.features {
		at := int(f.at)*len(l.kinds) + k
		g := slope*float64(f.strength)/s.root + pull*l.weights[at]
		l.slopes[at] += g * g
		l.weights[at] -= rate * g / math.Sqrt(1e-3+l.slopes[at])
	}
	l.steepB[k] += slope * slope
	l.kinds[k].bias -= 0.3 * rate * slope / math.Sqrt(1+l.steepB[k])
}

func logSum(odds []float64) float64 {
	most, total := slices.Max(odds), 0.0
	for _, o := range odds {
		total += math.Exp(o - most)
	}
	return most + math.Log(total)
}

// model keeps the features that matter most, in few bits.
func (l *learner) model() *model {
	m := &model{kinds: l.kinds, checks: make([]byte, 2*slots), weights: make([]byte, slots*slotBytes)}
	kept := l.weightiest(int(fullest * slots))
	for k := range l.kinds {
		l.kinds[k].scale = l.scale(k, kept)
	}
	for _, f := range kept {
		m.put(f, l.row(l.weights, l.index[f]))
	}
	return m
}

// weightiest gives the n features that matter most: of great weight, and often seen.
func (l *learner) weightiest(n int) []uint64 {
	matters := map[uint64]float64{}
	for f, at := range l.index {
		most := 0.0
		for _, w := range l.row(l.weights, at) {
			most = max(most, math.Abs(w))
		}
		matters[f] = most * math.Sqrt(float64(l.seen[f]))
	}
	all := slices.SortedFunc(maps.Keys(matters), func(a, b uint64) int {
		return cmp.Or(cmp.Compare(matters[b], matters[a]), cmp.Compare(a, b))
	})
	return all[:min(n, len(all))]
}

// scale gives the step of a kind's 4 bits. The few greatest weights are cut off, or
// the many small ones would all become nothing.
func (l *learner) scale(k int, kept []uint64) float64 {
	sizes := make([]float64, len(kept))
	for i, f := range kept {
		sizes[i] = math.Abs(l.row(l.weights, l.index[f])[k])
	}
	slices.Sort(sizes)
	return max(sizes[len(sizes)*995/1000], 1e-6) / (zeroWeight - 1)
}

// put gives a feature the next free slot of its bucket. Where the bucket is full, the
// features in it matter more.
func (m *model) put(feature uint64, weights []float64) {
	bucket, check := m.slot(feature)
	for at := bucket * bucketSize; at < (bucket+1)*bucketSize; at++ {
		if binary.LittleEndian.Uint16(m.checks[2*at:]) != 0 {
			continue
		}
		binary.LittleEndian.PutUint16(m.checks[2*at:], check)
		for k := range maxKinds {
			m.weights[at*slotBytes+k/2] |= nibble(weights, m.kinds, k) << (k % 2 * 4)
		}
		return
	}
}

// nibble gives the weight of a kind in 4 bits.
func nibble(weights []float64, kinds []kind, k int) byte {
	if k >= len(weights) {
		return zeroWeight
	}
	steps := math.Round(weights[k] / kinds[k].scale)
	return byte(zeroWeight + int(min(max(steps, -7), 7)))
}

// How the thresholds are chosen, recall first: as many alarms as the harmless lines of
// the check part allow, and a question for nearly everybody who is in danger or hurts.
const (
	falseAlarms = 0.045 // of harmless lines that may be called a crisis
	unnoticed   = 0.02  // of lines in danger that may be called none
	unasked     = 0.12  // of hurting lines that may be called none
)

// thresholds sets above which scores of the model a message is a crisis, or worth a
// question, by the check part, rules and model together.
func (r *Rules) thresholds(check []Line) {
	var harmless, danger, hurt []float64
	total := map[Level]float64{}
	for _, line := range check {
		m := read(line.Text, r)
		found := r.rules(m).level
		s := r.model.read(m)
		total[line.Level]++
		switch {
		case line.Level == None && (found < Crisis || s.crisis < calm && r.harmless(m)):
			harmless = append(harmless, -s.crisis)
		case line.Level == Crisis && found == None:
			danger = append(danger, s.hurt)
		case line.Level == Concern && found == None:
			hurt = append(hurt, s.hurt)
		}
	}
	alarms := falseAlarms*total[None] - (total[None] - float64(len(harmless)))
	r.model.above.crisis = -nth(harmless, int(alarms))
	r.model.above.hurt = min(nth(danger, int(unnoticed*total[Crisis])), nth(hurt, int(unasked*total[Concern])))
}

// nth gives the score that n scores are below, or just under it.
func nth(scores []float64, n int) float64 {
	if len(scores) == 0 {
		return 0
	}
	slices.Sort(scores)
	return scores[min(max(n, 0), len(scores)-1)] - 1e-3
}
