package redis

import (
	"context"
	"embed"
	"fmt"
	"strings"

	goredis "github.com/redis/go-redis/v9"
)

//go:embed lua/*.lua
var luaFiles embed.FS

// load joins script files of lua/ into one script. It panics on a missing file,
// which the first test of all finds.
func load(files ...string) *goredis.Script {
	var text strings.Builder
	for _, name := range files {
		part, err := luaFiles.ReadFile("lua/" + name + ".lua")
		if err != nil {
			panic(err) //nolint:forbidigo // the files are part of the program
		}
		text.Write(part)
	}
	return goredis.NewScript(text.String())
}

// run calls a script whose answer is a list.
func (db *DB) run(ctx context.Context, s *goredis.Script, keys []string, args ...any) (reply, error) {
	list, err := s.Run(ctx, db.client, keys, args...).Slice()
	return reply(list), err
}

// A reply is what a script gave back. Scripts and their readers ship together, so
// a reply of the wrong shape is a fault in here; it reads as empty, never panics.
type reply []any

func (r reply) at(i int) any {
	if i < 0 || i >= len(r) {
		return nil
	}
	return r[i]
}

func (r reply) text(i int) string { s, _ := r.at(i).(string); return s }

func (r reply) bytes(i int) []byte { return []byte(r.text(i)) }

func (r reply) number(i int) int64 { n, _ := r.at(i).(int64); return n }

func (r reply) list(i int) reply { l, _ := r.at(i).([]any); return l }

func (r reply) texts() []string {
	out := make([]string, len(r))
	for i := range r {
		out[i] = r.text(i)
	}
	return out
}

// errShape says that a script and its reader do not fit together.
func errShape(doing string) error { return fmt.Errorf("%s: script answered in another shape", doing) }
