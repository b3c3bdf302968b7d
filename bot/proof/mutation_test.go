package proof_test

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lyt/bot/flow"
	"lyt/bot/proof"
	"lyt/flows"
	"lyt/locales"
)

// A mutation is one slip in the shipped content. An empty old text and new text take
// the file away; an empty old text alone puts a new file in its place.
type mutation struct {
	name     string
	file     string // flows/… or locales/…
	old, new string
	want     string // the codes of all findings, by name
}

// TestShippedContentIsSafe: nothing is found in what is shipped, not even a warning.
// Without this the mutations below would say little.
func TestShippedContentIsSafe(t *testing.T) {
	for _, f := range check(shipped(t)) {
		t.Errorf("%v\n%s", f, f.Excerpt)
	}
}

// TestMutations makes one slip at a time, as a coordinator might, and wants it found
// with exactly the right code, at the file it was made in or the one that leads there.
func TestMutations(t *testing.T) {
	good := shipped(t)
	all := slices.Concat(textMutations(), flowMutations(), serviceMutations(), pathMutations(), triageMutations())
	if len(all) < 60 {
		t.Errorf("only %d mutations", len(all))
	}
	for _, m := range all {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			found := check(m.make(t, good))
			if got := codes(found); got != m.want {
				t.Errorf("found %q, want %q", got, m.want)
				for _, f := range found {
					t.Errorf("%v\n%s", f, f.Excerpt)
				}
			}
			for _, f := range found {
				m.judge(t, f)
			}
		})
	}
}

// judge looks at one finding: it says where, and its code is explained as bad as it is.
func (m mutation) judge(t *testing.T, f flow.Finding) {
	t.Helper()
	if f.Line > 0 && f.Excerpt == "" && m.new != "" {
		t.Errorf("%v shows no line", f)
	}
	for _, c := range proof.Codes() {
		if c.Name == f.Code && c.Severity != f.Severity {
			t.Errorf("%v: its code is explained as a %s", f, c.Severity)
		}
	}
}

func (m mutation) make(t *testing.T, good fstest.MapFS) fstest.MapFS {
	t.Helper()
	bad := maps.Clone(good)
	file, exists := good[m.file]
	switch {
	case m.old == "" && m.new == "":
		if !exists {
			t.Fatalf("there is no %s to take away; mend this line of the table", m.file)
		}
		delete(bad, m.file)
		return bad
	case m.old == "":
		bad[m.file] = &fstest.MapFile{Data: []byte(m.new)}
		return bad
	case !exists || !strings.Contains(string(file.Data), m.old):
		t.Fatalf("%s no longer holds %q; mend this line of the table", m.file, m.old)
	}
	bad[m.file] = &fstest.MapFile{Data: []byte(strings.Replace(string(file.Data), m.old, m.new, 1))}
	return bad
}

// shipped is a copy of the shipped files in one folder.
func shipped(t *testing.T) fstest.MapFS {
	t.Helper()
	all := fstest.MapFS{}
	for folder, from := range map[string]fs.FS{"flows/": flows.FS, "locales/": locales.FS} {
		err := fs.WalkDir(from, ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := fs.ReadFile(from, path)
			all[folder+path] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// check is what lyt check does.
func check(all fstest.MapFS) []flow.Finding {
	parts := folders(all)
	_, found := proof.Check(parts["flows"], parts["locales"])
	return found
}

func folders(all fstest.MapFS) map[string]fstest.MapFS {
	parts := map[string]fstest.MapFS{"flows": {}, "locales": {}}
	for path, file := range all {
		folder, name, _ := strings.Cut(path, "/")
		parts[folder][name] = file
	}
	return parts
}

func codes(found []flow.Finding) string {
	var names []string
	for _, f := range found {
		names = append(names, f.Code)
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " ")
}
