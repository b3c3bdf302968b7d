package proof

import (
	"fmt"
	"slices"
	"strings"

	"lyt/bot/flow"
	"lyt/locales"
)

// calledFlows are those the program itself begins or calls.
func calledFlows() []string {
	return []string{Entry, "human", "human-now", "book", "concern", "concern-other"}
}

// builtKeys are beginnings of keys that the program puts together while it runs.
func builtKeys() []string {
	return []string{"pass.", "web.number.", "format.", replies}
}

// replies are what counsellors can put into an answer: there may be more or fewer.
const replies = "reply."

// keys holds the texts against those who speak them: the flows, the program, the
// services. Nothing is missing, nothing lies about, and every placeholder is filled.
func (r *reading) keys() {
	for _, name := range calledFlows() {
		if !r.Flows.Has(name) {
			r.fault(at(flowsFolder+name+".yaml", 1, 1), "missing-flow", "the program itself plays %q; put the file back", name)
		}
	}
	for _, lang := range r.Texts.Langs() {
		if !slices.Contains(languages(), lang) {
			r.fault(r.whereLang(lang), "unknown-language", "nobody can choose the language %q; the languages are da and en", lang)
		}
	}
	for _, use := range r.Flows.Keys() {
		for _, lang := range languages() {
			r.flowText(lang, use)
		}
	}
	for _, lang := range languages() {
		r.ownTexts(lang)
		r.sharedTexts(lang)
		r.serviceTexts(lang)
		r.unusedTexts(lang)
	}
	r.samePlaces()
}

// flowText: a text that a flow speaks is there, and its placeholders can be filled.
func (r *reading) flowText(lang string, use flow.KeyUse) {
	if _, own := r.Who5.Text(lang, use.Key); own {
		return
	}
	if !r.Texts.Has(lang, use.Key) {
		r.fault(r.use(use), "missing-text", "the text %q is not in locales/active.%s.toml; write it there", use.Key, lang)
		return
	}
	for _, name := range r.Texts.Places(lang, use.Key) {
		if !slices.Contains(use.Args, name) {
			r.fault(r.placeholder(lang, use.Key, name), "placeholder", "nothing is known here to put in for {%s} of %q; known are: %s", name, use.Key, listed(use.Args))
		}
	}
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func (r *reading) placeholder(lang, key, name string) place {
	return r.word(text{lang: lang, key: key}, "{"+name+"}")
}

// ownTexts: what the program itself says is there, with the same placeholders as in
// the texts it was built with.
func (r *reading) ownTexts(lang string) {
	for _, key := range r.shipped.Keys(lang) {
		name, _, _ := strings.Cut(key, ".")
		if len(r.uses[key]) > 0 || r.Flows.Has(name) || strings.HasPrefix(key, "services.") || strings.HasPrefix(key, "share.") || strings.HasPrefix(key, replies) || forCounsellor(key) {
			continue
		}
		if !r.Texts.Has(lang, key) {
			r.fault(at(localesFolder+"active."+lang+".toml", 1, 1), "missing-text", "the program says %q; put the text back", key)
			continue
		}
		if want, got := r.shipped.Places(lang, key), r.Texts.Places(lang, key); !slices.Equal(want, got) {
			r.fault(r.where(lang, key), "placeholder", "%q must hold %s, and holds %s", key, braced(want), braced(got))
		}
	}
}

func braced(names []string) string {
	if len(names) == 0 {
		return "no placeholder"
	}
	return "{" + strings.Join(names, "} {") + "}"
}

// sharedTexts: what a counsellor is told, when somebody asks for a human, has words.
func (r *reading) sharedTexts(lang string) {
	for _, need := range r.told {
		if !r.Texts.Has(lang, need.key) {
			r.fault(need.at, "missing-text", "the text %q is not in locales/active.%s.toml; the counsellor reads it, so write it there", need.key, lang)
		}
	}
}

// told is a text that a counsellor needs, and the place of the name it is about.
type told struct {
	key string
	at  place
}

// toldTexts lists those of every name that a hand-off may share.
func (c Content) toldTexts() []told {
	shared, flows := map[string]bool{}, c.Flows.Map()
	for _, step := range flows.Steps {
		for _, name := range step.Share {
			shared[name] = true
		}
	}
	var all []told
	for _, name := range flows.Names {
		if !shared[name.Name] {
			continue
		}
		where := at(flowsFolder+name.File, name.Line, name.Col)
		all = append(all, told{"shared." + name.Name, where})
		for _, value := range name.Values {
			all = append(all, told{"value." + name.Name + "." + value, where})
		}
	}
	return all
}

// forCounsellor says that a key belongs to what is shared.
func forCounsellor(key string) bool {
	return strings.HasPrefix(key, "shared.") || strings.HasPrefix(key, "value.")
}

func built(key string) bool {
	return slices.ContainsFunc(builtKeys(), func(start string) bool { return strings.HasPrefix(key, start) })
}

// serviceTexts: each service says in one sentence what it is.
func (r *reading) serviceTexts(lang string) {
	for _, s := range r.Directory.Services() {
		file := flowsFolder + "services/" + s.ID + ".yaml"
		if !r.Texts.Has(lang, s.About) {
			r.fault(at(file, 1, 1), "missing-text", "the text %q is not in locales/active.%s.toml; say there in one sentence what it is", s.About, lang)
		}
		for _, name := range r.Texts.Places(lang, s.About) {
			r.fault(r.placeholder(lang, s.About, name), "placeholder", "nothing is put in for {%s}; write the words out", name)
		}
	}
}

// unusedTexts are those that nobody says: no flow, no service, not the program.
func (r *reading) unusedTexts(lang string) {
	for _, key := range r.Texts.Keys(lang) {
		name, _, _ := strings.Cut(key, ".")
		used := len(r.uses[key]) > 0 || built(key) || r.shipped.Has(lang, key) && !r.Flows.Has(name) && !strings.HasPrefix(key, "share.")
		if forCounsellor(key) {
			used = slices.ContainsFunc(r.told, func(t told) bool { return t.key == key })
		}
		if id, ofService := strings.CutPrefix(key, "services."); ofService {
			_, known := r.Directory.Find(id)
			used = known || !r.services // it may be one that cannot be read
		}
		if !used {
			r.warn(r.where(lang, key), "unused-text", "nobody says %q; take it away, or mend its name", key)
		}
	}
}

// samePlaces: the languages tell the same, so they have the same placeholders.
func (r *reading) samePlaces() {
	faulty := map[string]bool{} // keys whose placeholders are complained of already
	for _, f := range r.found {
		if f.Code == "placeholder" {
			faulty[fmt.Sprint(f.File, f.Line)] = true
		}
	}
	for _, key := range r.Texts.Keys(locales.Danish) {
		da, en := r.Texts.Places(locales.Danish, key), r.Texts.Places("en", key)
		if !r.Texts.Has("en", key) || slices.Equal(da, en) || faulty[r.line(locales.Danish, key)] || faulty[r.line("en", key)] {
			continue
		}
		r.fault(r.where("en", key), "placeholder-differs", "%q holds %s in Danish and %s here; both languages must tell the same", key, braced(da), braced(en))
	}
}

func (r *reading) line(lang, key string) string {
	where := r.where(lang, key)
	return fmt.Sprint(where.file, where.line)
}
