package webchat

import (
	"bytes"
	"embed"
	"net/http"

	"lyt/bot/web"
)

//go:embed page.html static
var files embed.FS

// view is what the page's template sees.
type view struct {
	Lang, Other string
	Start       string
	words       Words
	files       web.Files
}

// T gives a text of the page.
func (v view) T(key string) string { return v.words.Text(v.Lang, "web."+key, nil) }

// Asset gives the address of one of the page's files.
func (v view) Asset(name string) string { return v.files.Path(name) }

// page shows the page. It changes nothing and sets no cookie: browsers fetch pages
// ahead, and leave a strict cookie out when somebody comes from another site.
func (p *Page) page(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	v := view{Lang: language(query.Get("lang")), Other: "en", Start: query.Get("s"), words: p.Words, files: p.files}
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
	if err := p.template.Execute(&out, v); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", v.Lang)
	_, _ = w.Write(out.Bytes()) // a browser that left needs no page
}
