package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// Files are a front's own files, under names that change with their content, so that a
// browser may keep them for ever.
type Files struct {
	names map[string]string // "chat.css" -> "chat.1a2b3c4d5e6f.css"
	files map[string]file
}

type file struct {
	kind string
	data []byte
}

var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// Load reads all files of the folder static.
func Load(fsys fs.FS) (Files, error) {
	f := Files{names: map[string]string{}, files: map[string]file{}}
	list, _ := fs.Glob(fsys, "static/*") // the pattern is constant and well formed
	for _, found := range list {
		data, err := fs.ReadFile(fsys, found)
		if err != nil {
			return f, fmt.Errorf("read page file: %w", err)
		}
		sum := sha256.Sum256(data)
		name, ext := path.Base(found), path.Ext(found)
		f.names[name] = strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
		f.files[f.names[name]] = file{kind: kinds[ext], data: data}
	}
	return f, nil
}

// Path is where a browser gets a file.
func (f Files) Path(name string) string { return "/static/" + f.names[name] }

// ServeHTTP answers "GET /static/{file}".
func (f Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	found, ok := f.files[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", found.kind)
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	_, _ = w.Write(found.data) // a browser that left needs no file
}
