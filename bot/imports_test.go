package bot_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Which package may import which of ours: downwards only, and nothing imports its
// neighbour. A new package is added here, or the test fails.
var mayImport = map[string][]string{
	// The words everybody uses see nothing.
	"bot": {},

	// The rules. Each is alone, because somebody else signs it off.
	"bot/flow":      {"bot", "bot/who5"},
	"bot/who5":      {"bot"},
	"bot/triage":    {"bot"},
	"bot/booking":   {"bot"},
	"bot/handoff":   {"bot"},
	"bot/directory": {"bot"},

	// Calendars that counsellors keep elsewhere, and the times that come from them.
	"bot/ics":   {},
	"bot/feeds": {"bot/booking", "bot/ics"},

	// What proves content safe to publish holds the rules and the texts together.
	"bot/proof": {"bot", "bot/flow", "bot/who5", "bot/triage", "bot/directory", "flows", "locales"},

	// The one path of a message, and the only one that sees all the rules.
	"bot/talk": {"bot", "bot/flow", "bot/who5", "bot/triage", "bot/booking", "bot/handoff", "bot/directory"},

	// What the two fronts share.
	"bot/web": {},

	// What touches the outside.
	"bot/telegram": {"bot"},
	"bot/webchat":  {"bot", "bot/web"},
	"bot/oidc":     {"bot/handoff"},
	"bot/desk":     {"bot", "bot/booking", "bot/handoff", "bot/directory", "bot/feeds", "bot/ics", "bot/web"},
	"bot/notify":   {},
	"bot/redis":    {"bot", "bot/booking", "bot/handoff", "bot/directory", "bot/feeds", "bot/ics"},

	// Data that embeds itself.
	"flows":   {},
	"locales": {},

	// Whole talks for tests, over the real store in memory: all but the channels and the desk.
	"bot/bottest": {"bot", "bot/flow", "bot/who5", "bot/triage", "bot/booking", "bot/handoff", "bot/directory", "bot/talk", "bot/redis", "flows", "locales"},

	// A command for those who change the corpus; no part of the program.
	"bot/triage/learn": {"bot/triage", "flows"},

	// All wiring. The one package for tests is not for it.
	"cmd/lyt": {
		"bot", "bot/flow", "bot/who5", "bot/triage", "bot/booking", "bot/handoff", "bot/directory", "bot/talk", "bot/proof",
		"bot/telegram", "bot/webchat", "bot/desk", "bot/notify", "bot/oidc", "bot/redis", "bot/feeds", "bot/ics", "flows", "locales",
	},
}

// vague names say nothing about what is inside.
var vague = []string{"config", "models", "utils", "service", "common"}

func TestImportsGoDownwardsOnly(t *testing.T) {
	packages := imports(t)
	for pkg, imported := range packages {
		allowed, listed := mayImport[pkg]
		if !listed {
			t.Errorf("%s is not in the table of imports: say there what it may see", pkg)
			continue
		}
		for _, path := range imported {
			ours, ok := strings.CutPrefix(path, "lyt/")
			if ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s, which the table forbids", pkg, ours)
			}
		}
	}
	for pkg := range mayImport {
		if _, exists := packages[pkg]; !exists {
			t.Errorf("%s stands in the table of imports and does not exist", pkg)
		}
	}
}

func TestBotNeedsTheStandardLibraryOnly(t *testing.T) {
	for _, path := range imports(t)["bot"] {
		if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
			t.Errorf("bot imports %s", path)
		}
	}
}

func TestPackageNamesSayWhatIsInside(t *testing.T) {
	for pkg := range imports(t) {
		if name := pkg[strings.LastIndexByte(pkg, '/')+1:]; slices.Contains(vague, name) {
			t.Errorf("package %s has a name that says nothing", pkg)
		}
	}
}

// imports asks the go command what each package imports, its tests left out.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "lyt/...")
	var complaints strings.Builder
	list.Stderr = &complaints
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, complaints.String())
	}
	packages := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		packages[strings.TrimPrefix(fields[0], "lyt/")] = fields[1:]
	}
	if len(packages) < 2 {
		t.Fatalf("go list found %d packages", len(packages))
	}
	return packages
}
