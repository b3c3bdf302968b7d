package bottest

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

var errReset = errors.New("connection reset by peer")

// telegramParams are the parameters of a call, however they came.
type telegramParams map[string]string

const telegramMaxBody = 4 << 20

// readParams reads the four forms the Bot API takes: query, form, multipart, JSON.
func readParams(r *http.Request) (telegramParams, error) {
	p := telegramParams{}
	r.Body = http.MaxBytesReader(nil, r.Body, telegramMaxBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		return p, p.readJSON(r.Body)
	case "multipart/form-data":
		body, err := io.ReadAll(r.Body)
		if err != nil || len(body) == 0 {
			return p, err // the library sends an empty form where there is nothing to say
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if strings.HasPrefix(string(body), "--") && strings.Count(string(body), "\r\n") <= 2 {
			return p, nil
		}
		if err := r.ParseMultipartForm(telegramMaxBody); err != nil {
			return p, err
		}
	default:
		if err := r.ParseForm(); err != nil {
			return p, err
		}
	}
	for name, values := range r.Form {
		p[name] = values[0]
	}
	return p, nil
}

func (p telegramParams) readJSON(body io.Reader) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&fields); err != nil {
		return err
	}
	for name, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		p[name] = text
	}
	return nil
}

// number reads a whole number; ok is false when there is none.
func (p telegramParams) number(name string) (n int64, ok bool) {
	n, err := strconv.ParseInt(p[name], 10, 64)
	return n, err == nil
}

// length counts UTF-16 units, as Telegram does.
func length(s string) int { return len(utf16.Encode([]rune(s))) }

// checkText gives the reason to refuse a text, or nothing.
func checkText(p telegramParams) string {
	text := p["text"]
	switch {
	case !utf8.ValidString(text):
		return "strings must be encoded in UTF-8"
	case strings.TrimSpace(text) == "":
		return "message text is empty"
	}
	shown, reason := entities(text, p["parse_mode"], p["entities"])
	switch {
	case reason != "":
		return reason
	case strings.TrimSpace(shown) == "":
		return "message text is empty"
	case length(shown) > 4096:
		return "message is too long"
	}
	return ""
}

// entities gives the text as it is shown, or the reason to refuse its markup.
func entities(text, mode, list string) (shown, reason string) {
	switch {
	case mode == "" && list == "":
		return text, ""
	case mode == "":
		return text, checkEntities(text, list)
	case strings.EqualFold(mode, "HTML"):
		return parseHTML(text)
	}
	return "", "unsupported parse_mode"
}

func checkEntities(text, list string) string {
	var spans []struct {
		Type   string `json:"type"`
		Offset int    `json:"offset"`
		Length int    `json:"length"`
	}
	if json.Unmarshal([]byte(list), &spans) != nil {
		return "can't parse entities: not a list"
	}
	for _, e := range spans {
		if e.Type == "" || e.Offset < 0 || e.Length < 0 || e.Offset+e.Length > length(text) {
			return "can't parse entities: entity ends beyond the text"
		}
	}
	return ""
}

// htmlTags are the tags Telegram knows.
const htmlTags = " b strong i em u ins s strike del span tg-spoiler a code pre blockquote tg-emoji "

// parseHTML reads Telegram's HTML: every tag known and closed, every < and & escaped.
func parseHTML(text string) (shown, reason string) {
	var out strings.Builder
	var open []string
	for rest := text; rest != ""; {
		i := strings.IndexByte(rest, '<')
		if i < 0 {
			out.WriteString(rest)
			break
		}
		out.WriteString(rest[:i])
		tag, after, ok := strings.Cut(rest[i+1:], ">")
		if !ok {
			return "", "can't parse entities: Unclosed start tag"
		}
		rest = after
		if name, closing := strings.CutPrefix(tag, "/"); closing {
			if len(open) == 0 || open[len(open)-1] != name {
				return "", "can't parse entities: Unmatched end tag"
			}
			open = open[:len(open)-1]
			continue
		}
		name, _, _ := strings.Cut(tag, " ")
		if name == "" || !strings.Contains(htmlTags, " "+name+" ") {
			return "", "can't parse entities: Unsupported start tag"
		}
		open = append(open, name)
	}
	if len(open) > 0 {
		return "", "can't parse entities: Can't find end tag"
	}
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&").Replace(out.String()), ""
}
