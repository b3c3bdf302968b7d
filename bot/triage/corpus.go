package triage

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// A Line is one message of the corpus, and what it is.
type Line struct {
	Level Level
	Kind  string // such as "self_harm" or "idiom"
	Text  string
}

// CheckFile holds the part of the corpus that is never learned from.
const CheckFile = "check.tsv"

// ReadCorpus reads every file of messages in a folder: those to learn from, and
// those of the check part. A line has the level, the kind and the text, parted by
// tabs; a line break in a text is written \n.
func ReadCorpus(fsys fs.FS) (lines, check []Line, err error) {
	names, err := fs.Glob(fsys, "*.tsv")
	if err != nil {
		return nil, nil, fmt.Errorf("read corpus: %w", err)
	}
	if len(names) == 0 {
		return nil, nil, errors.New("read corpus: no files; run it in bot/triage")
	}
	for _, name := range names {
		read, err := readLines(fsys, name)
		if err != nil {
			return nil, nil, err
		}
		if name == CheckFile {
			check = read
		} else {
			lines = append(lines, read...)
		}
	}
	return lines, check, nil
}

func readLines(fsys fs.FS, name string) ([]Line, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read corpus: %w", err)
	}
	defer file.Close()
	var lines []Line
	scan := bufio.NewScanner(file)
	for n := 1; scan.Scan(); n++ {
		fields := strings.Split(scan.Text(), "\t")
		if len(fields) != 3 {
			return nil, fmt.Errorf("read corpus: %s:%d: %d fields, want level, kind and text", name, n, len(fields))
		}
		level, ok := levels[fields[0]]
		if !ok {
			return nil, fmt.Errorf("read corpus: %s:%d: there is no level %q", name, n, fields[0])
		}
		lines = append(lines, Line{level, fields[1], strings.ReplaceAll(fields[2], `\n`, "\n")})
	}
	return lines, scan.Err()
}

var levels = map[string]Level{"crisis": Crisis, "concern": Concern, "none": None}
