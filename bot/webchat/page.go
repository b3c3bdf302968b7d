package webchat

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"
)

//go:embed page.html static
var files embed.FS

// assets are the page's template and its own files, under names that change with
// their content.
type assets struct {
	page  *template.Template
	names map[string]string // "chat.css" -> "chat.1a2b3c4d.css"
	files map[string]asset
}

type asset struct {
	kind string
	data []byte
}

var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func loadAssets() (assets, error) {
	a := assets{names: map[string]string{}, files: map[string]asset{}}
	list, err := files.ReadDir("static")
	if err != nil {
		return a, fmt.Errorf("list page files: %w", err)
	}
	for _, file := range list {
		data, err := files.ReadFile("static/" + file.Name())
		if err != nil {
			return a, fmt.Errorf("read page file: %w", err)
		}
		sum := sha256.Sum256(data)
		ext := path.Ext(file.Name())
		name := strings.TrimSuffix(file.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext
		a.names[file.Name()] = name
		a.files[name] = asset{kind: kinds[ext], data: data}
	}
	a.page, err = template.ParseFS(files, "page.html")
	if err != nil {
		return a, fmt.Errorf("read page template: %w", err)
	}
	return a, nil
}

// view is what the page's template sees.
type view struct {
	Lang, Other string
	Start       string
	words       Words
	assets      assets
}

// T gives a text of the page.
func (v view) T(key string) string { return v.words.Text(v.Lang, "web."+key, nil) }

// Asset gives the address of one of the page's files.
func (v view) Asset(name string) string { return "/static/" + v.assets.names[name] }

// page shows the page. It changes nothing and sets no cookie: browsers fetch pages
// ahead, and leave a strict cookie out when somebody comes from another site.
func (p *Page) page(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	v := view{Lang: language(query.Get("lang")), Other: "en", Start: query.Get("s"), words: p.Words, assets: p.assets}
	if v.Lang == "en" {
		v.Other = "da"
	}
	if v.Start == "" {
		v.Start = query.Get("start")
	}
	if !startPayload.MatchString(v.Start) {
		v.Start = ""
	}
	var out bytes.Buffer
	if err := p.assets.page.Execute(&out, v); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", v.Lang)
	_, _ = w.Write(out.Bytes()) // a browser that left needs no page
}

func (p *Page) static(w http.ResponseWriter, r *http.Request) {
	file, ok := p.assets.files[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", file.kind)
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	_, _ = w.Write(file.data) // as above
}

// strictHeaders lets the page load nothing but its own files, stand in no frame,
// and leave nothing behind.
func strictHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}
