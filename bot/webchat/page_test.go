package webchat_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func (b *browser) get(path string) (*http.Response, string) {
	b.Helper()
	resp, err := b.client.Get(b.server.URL + path)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	return resp, string(body)
}

func TestPageStandsAlone(t *testing.T) {
	b := open(t, "").browser()
	resp, body := b.get("/")
	if resp.Header.Get("Content-Security-Policy") == "" {
		t.Error("the page does not stand behind web.Strict")
	}
	for _, hook := range []string{`data-test="say"`, `data-test="send"`, `data-test="crisis"`, `href="tel:112"`, `href="tel:116111"`, `href="tel:70201201"`, "<noscript>", `lang="da"`} {
		if !strings.Contains(body, hook) {
			t.Errorf("page lacks %s", hook)
		}
	}
	for _, forbidden := range []string{"<style", "style=", "onclick", "http://", "https://", "<script>"} {
		if strings.Contains(body, forbidden) {
			t.Errorf("page holds %s", forbidden)
		}
	}
	if len(resp.Cookies()) != 0 {
		t.Error("looking at the page set a cookie: a strict cookie left out by a link from elsewhere would be lost")
	}
	if len(b.talk.heard()) != 0 {
		t.Error("looking at the page began a talk")
	}
}

func TestPageFiles(t *testing.T) {
	b := open(t, "").browser()
	_, body := b.get("/")
	names := regexp.MustCompile(`/static/[a-z.0-9]+`).FindAllString(body, -1)
	if len(names) != 3 {
		t.Fatalf("page asks for %v", names)
	}
	total := len(body)
	for _, name := range names {
		resp, data := b.get(name)
		if resp.StatusCode != http.StatusOK || len(data) == 0 || resp.Header.Get("Content-Type") == "" {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
		total += len(data)
	}
	if total > 60_000 {
		t.Errorf("first load is %d bytes", total)
	}
	if resp, _ := b.get("/none"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("what there is not: %d", resp.StatusCode)
	}
}

func TestPageLanguageAndStart(t *testing.T) {
	b := open(t, "").browser()
	if _, body := b.get("/?lang=en&s=helsingor_skole"); !strings.Contains(body, `lang="en"`) || !strings.Contains(body, `data-start="helsingor_skole"`) || !strings.Contains(body, "en:web.title") {
		t.Error("English page with a start link")
	}
	if _, body := b.get("/?start=helsingor"); !strings.Contains(body, `data-start="helsingor"`) {
		t.Error("the other name of the start link")
	}
	hostile := "/?lang=" + url.QueryEscape(`"><script>`) + "&s=" + url.QueryEscape(`"><script>alert(1)</script>`)
	if _, body := b.get(hostile); strings.Contains(body, "<script>") || strings.Contains(body, "alert") {
		t.Error("what stands in the address got into the page")
	}
}
