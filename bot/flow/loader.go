package flow

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Load reads and checks every conversation of a folder: the *.yaml files at its
// top, but for those that are no conversations (see noFlow). It reports
// all it finds, sorted by place; with an error among them there are no flows.
func Load(fsys fs.FS) (*Flows, []Finding) {
	l := &loader{Flows: Flows{flows: map[string]*flow{}, names: map[string]*variable{}}}
	sources := l.open(fsys)
	for _, s := range sources {
		l.readHead(s)
	}
	for _, s := range sources {
		l.readSteps(s)
	}
	for _, s := range sources {
		l.findings = append(l.findings, s.findings...)
	}
	if Broken(l.findings) {
		sortFindings(l.findings)
		return nil, l.findings
	}
	l.index()
	l.unreached(sources)
	sortFindings(l.findings)
	return &l.Flows, l.findings
}

// loader is the work of reading all files; only when no error was found does it
// become Flows.
type loader struct {
	Flows
	findings []Finding
}

// noFlow names the files of the folder that are not conversations.
func noFlow(name string) bool {
	return name == "areas.yaml" || name == SafetyFile || name == "who5.yaml"
}

func (l *loader) open(fsys fs.FS) []*source {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		l.findings = append(l.findings, Finding{File: ".", Severity: SeverityError, Code: "read", Message: "the folder of the flows cannot be read"})
	}
	var sources []*source
	for _, entry := range entries {
		if entry.IsDir() || path.Ext(entry.Name()) != ".yaml" || noFlow(entry.Name()) {
			continue
		}
		s := &source{name: entry.Name()}
		data, err := readFile(fsys, s.name)
		if err != nil {
			s.report(place{}, "read", "the file cannot be read")
		} else {
			s.root = s.parse(data)
		}
		sources = append(sources, s)
	}
	if err == nil && len(sources) == 0 {
		l.findings = append(l.findings, Finding{File: ".", Severity: SeverityError, Code: "no-flows", Message: "there is no flow in this folder"})
	}
	return sources
}

// readFile reads no more than what shows that a file is too big.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open flow: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read flow: %w", err)
	}
	return data, nil
}

// reserved are the beginnings of text keys that belong to somebody else.
func reserved(name string) bool {
	return slices.Contains([]string{"flow", "button", "share", "who5", "talk", "value"}, name)
}

// readHead reads all of a file but its steps, of which it takes the names, so that
// other files can lead to them.
func (l *loader) readHead(s *source) {
	if s.root == nil {
		return
	}
	if s.root.shape != mapping {
		s.report(s.root.place, "bad-value", "a flow file begins with flow: and its name")
		return
	}
	r := reader{l, s}
	r.only(s.root, "a flow", []string{"flow", "start", "steps"}, []string{"audience", "remember"})
	fl := &flow{name: strings.TrimSuffix(s.name, ".yaml"), audience: "young", at: s.root.place, names: map[string]*variable{}, steps: map[string]*step{}}
	s.flow = fl
	l.flows[fl.name] = fl
	if n := s.root.get("flow"); r.word(n) != "" && n.text != fl.name {
		s.report(n.place, "wrong-name", "the flow is called %q but its file %s; they must be alike", n.text, s.name)
	}
	if reserved(fl.name) || !isID(fl.name) {
		s.report(place{}, "reserved-name", "a flow cannot be called %q; use another name of small letters, digits and hyphens", fl.name)
	}
	if n := s.root.get("audience"); n != nil {
		fl.audience = r.oneOf(n, "audience", "young", "parent", "professional")
	}
	r.remember(s.root.get("remember"))
	r.stepNames(s.root.get("steps"))
}

func (r reader) stepNames(n *node) {
	if n == nil {
		return
	}
	if n.shape != mapping || len(n.fields) == 0 {
		r.report(n.place, "bad-value", "steps need to be names with what they do")
		return
	}
	for _, f := range n.fields {
		if r.full() {
			return
		}
		r.checkID(f.key, "step")
		st := &step{flow: r.flow, name: f.key.text, key: r.flow.name + "." + f.key.text, at: f.key.place}
		r.flow.steps[st.name] = st
		r.flow.order = append(r.flow.order, st)
	}
}

func (l *loader) readSteps(s *source) {
	if s.flow == nil {
		return
	}
	r := reader{l, s}
	if n := s.root.get("start"); r.word(n) != "" {
		if s.flow.start = s.flow.steps[n.text]; s.flow.start == nil {
			s.report(n.place, "unknown-target", "there is no step %q to start with%s", n.text, meantName(n.text, s.flow.steps))
		}
	}
	for i, st := range s.flow.order {
		if r.full() {
			return
		}
		r.step(st, s.root.get("steps").fields[i].value)
	}
}

// step reads one step: which kind it is, its keys, and what the kind makes of them.
func (r reader) step(st *step, n *node) {
	if n.shape != mapping || len(n.fields) == 0 {
		r.report(n.place, "bad-value", "say what step %s does, such as {go: next}", st.name)
		return
	}
	sp, ok := r.kindOf(n)
	if !ok {
		return
	}
	st.word, st.keys = sp.name, n.places()
	r.only(n, sp.name, append(slices.Clone(sp.needs), sp.key()), sp.may)
	sr := &stepReader{r, st, n}
	if n.get("skip") != nil {
		st.skip = sr.target("skip")
	}
	st.kind = sp.read(sr)
}

// key is what makes a step of this kind; say is what is left.
func (sp spec) key() string {
	if sp.name == "say" {
		return "go"
	}
	return sp.name
}

func (r reader) kindOf(n *node) (found spec, ok bool) {
	var first *node
	var names []string
	for _, sp := range kinds() {
		names = append(names, sp.name)
		f := n.field(sp.name)
		if sp.name == "say" || f == nil {
			continue
		}
		if first != nil {
			r.report(f.key.place, "two-kinds", "a step does one thing, but this one has %s and %s; make two steps", first.text, sp.name)
			return spec{}, false
		}
		found, first = sp, f.key
	}
	if first != nil {
		return found, true
	}
	if n.get("go") != nil || n.get("card") != nil {
		return kinds()[0], true
	}
	key := n.fields[0].key
	r.report(key.place, "no-kind", "%q is nothing a step can do%s; there are go, %s", key.text, meant(key.text, names...), strings.Join(names[1:], ", "))
	return spec{}, false
}

// index prepares what Step looks up often.
func (l *loader) index() {
	l.blank = make(map[string]map[string][]string, len(l.names))
	for _, name := range slices.Sorted(maps.Keys(l.names)) {
		l.blank[name] = map[string][]string{name: nil}
		switch l.names[name].kind {
		case aScore:
			l.scores = append(l.scores, name)
		case anArea:
			l.areas = append(l.areas, name)
		}
	}
}

// unreached warns of steps that nothing leads to.
func (l *loader) unreached(sources []*source) {
	seen := map[*step]bool{}
	var visit func(st *step)
	visit = func(st *step) {
		if seen[st] {
			return
		}
		seen[st] = true
		for _, to := range st.leads() {
			visit(to)
		}
	}
	for _, fl := range l.flows {
		visit(fl.start)
	}
	for _, s := range sources {
		before := len(s.findings)
		for _, st := range s.flow.order {
			if !seen[st] {
				s.add(st.at, SeverityWarning, "unreachable-step", fmt.Sprintf("nothing leads to step %s", st.name))
			}
		}
		l.findings = append(l.findings, s.findings[before:]...)
	}
}
