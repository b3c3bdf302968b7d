package desk

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"lyt/bot/handoff"
)

// longestReplyName is how many letters the name of a reply has at most.
const longestReplyName = 40

// repliesBody is the page of one's own replies. The form holds what is being written.
type repliesBody struct {
	List  []handoff.Reply
	Form  handoff.Reply
	Old   string // the name of the one that is changed
	Wrong string
	Most  int
}

// ownReplies lists one's own replies, with a form to add one, or to change the one that
// is named in the address.
func (d *Desk) ownReplies(w http.ResponseWriter, r *http.Request, v visit) {
	list, err := d.Staff.Replies(r.Context(), v.Name)
	if err != nil {
		d.away(w, r, err)
		return
	}
	body := repliesBody{List: list}
	if i := named(list, r.URL.Query().Get("change")); i >= 0 {
		body.Form, body.Old = list[i], list[i].Name
	}
	d.showReplies(w, r, v, http.StatusOK, body)
}

func (d *Desk) showReplies(w http.ResponseWriter, r *http.Request, v visit, status int, body repliesBody) {
	body.Most = handoff.MostReplies
	page := d.meView(r, v, body)
	page.Title = "desk.title.replies"
	d.show(w, status, "me-replies.html", page)
}

func named(list []handoff.Reply, name string) int {
	return slices.IndexFunc(list, func(r handoff.Reply) bool { return r.Name == name })
}

// keepReply adds a reply, or changes the one it was before.
func (d *Desk) keepReply(w http.ResponseWriter, r *http.Request, v visit) {
	list, err := d.Staff.Replies(r.Context(), v.Name)
	if err != nil {
		d.away(w, r, err)
		return
	}
	old := r.PostFormValue("old")
	fresh := handoff.Reply{Name: shortName(r.PostFormValue("name")), Text: tidyText(r.PostFormValue("text"))}
	if wrong := unkeepable(list, fresh, old); wrong != "" {
		d.showReplies(w, r, v, http.StatusUnprocessableEntity, repliesBody{List: list, Form: fresh, Old: old, Wrong: wrong})
		return
	}
	if i := named(list, old); i >= 0 {
		list[i] = fresh
	} else {
		list = append(list, fresh)
	}
	d.onward(w, r, d.Staff.KeepReplies(r.Context(), v.Name, list), "/me/replies?told=kept")
}

// dropReply takes a reply away. One that is gone already is no fault.
func (d *Desk) dropReply(w http.ResponseWriter, r *http.Request, v visit) {
	list, err := d.Staff.Replies(r.Context(), v.Name)
	if i := named(list, r.PostFormValue("name")); err == nil && i >= 0 {
		err = d.Staff.KeepReplies(r.Context(), v.Name, slices.Delete(list, i, i+1))
	}
	d.onward(w, r, err, "/me/replies?told=deleted")
}

// unkeepable says what keeps a reply from being kept, as a key; empty when nothing does.
func unkeepable(list []handoff.Reply, fresh handoff.Reply, old string) string {
	adds := named(list, old) < 0
	switch {
	case fresh.Name == "" || fresh.Text == "":
		return "desk.replies.empty"
	case utf8.RuneCountInString(fresh.Name) > longestReplyName || utf8.RuneCountInString(fresh.Text) > handoff.LongestReply:
		return "desk.replies.long"
	case fresh.Name != old && named(list, fresh.Name) >= 0:
		return "desk.replies.same"
	case adds && len(list) >= handoff.MostReplies:
		return "desk.replies.full"
	}
	return ""
}

func shortName(text string) string { return strings.Join(strings.Fields(text), " ") }

func tidyText(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}
