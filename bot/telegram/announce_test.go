package telegram

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"lyt/bot/bottest"
)

const (
	staffGroup = -1004711471147
	otherGroup = -1008150815081
)

// TestAnnounce: staff read it in their group, where the bot stays and does not listen;
// any other group it leaves.
func TestAnnounce(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Groups = []string{"-1004711471147"} })
	r.serve(t)
	group, other := r.fake.Group(staffGroup), r.fake.Group(otherGroup)
	if err := r.Announce(t.Context(), "-1004711471147", "En person venter *på* <jer>\nhttps://desk.example.dk"); err != nil {
		t.Fatal(err)
	}
	said := group.Next()
	if said.Text != "En person venter *på* <jer>\nhttps://desk.example.dk" || !said.Plain || said.Preview {
		t.Errorf("the group reads %+v", said)
	}
	group.Write(secretWords)
	other.Write(secretWords)
	r.fake.Wait("what was said to be taken in", func() bool { return r.fake.Pending() == 0 })
	if group.Left() || !other.Left() || len(r.talk.heard()) > 0 || r.counted(LeftGroup) != 1 {
		t.Errorf("the bot left staff's group, or listens there")
	}
}

// TestAnnounceInVain: the error says why, and not where.
func TestAnnounceInVain(t *testing.T) {
	const here, elsewhere = "-1004711471147", "-1008150815081"
	r := newRig(t)
	r.fake.Group(staffGroup)
	r.fake.Group(otherGroup).Leave()
	for _, c := range []struct {
		group, text, want string
		failure           *bottest.TelegramFailure
	}{
		{"gruppen", "x", "address is no chat", nil},
		{here, " ", "address is no chat", nil},
		{"-1", "x", "chat not found", nil},
		{elsewhere, "x", "forbidden", nil},
		{here, "x", "Telegram has trouble", &bottest.TelegramFailure{Status: 500, Reason: "hos " + here}},
		{here, "x", "connection broke", &bottest.TelegramFailure{Reset: true}},
		{here, "x", "answer is not from the Bot API", &bottest.TelegramFailure{Status: 502, HTML: true}},
		{here, "x", "too many requests", &bottest.TelegramFailure{Status: 429, After: 30}},
		{here, "x", "asked for a pause", nil}, // it is not tried again before that
	} {
		if c.failure != nil {
			r.fake.Fail(*c.failure)
		}
		err := r.Announce(t.Context(), c.group, c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "4711") {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	if n := len(r.fake.Calls("sendMessage")); n != 6 {
		t.Errorf("Telegram was asked %d times, want 6", n)
	}
}

// TestAnnounceToAGroupThatGrew: whoever runs Lyt reads that it has a new number.
func TestAnnounceToAGroupThatGrew(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Transport = grown{} })
	err := r.Announce(t.Context(), "-4711", "x")
	if err == nil || !strings.Contains(err.Error(), "has a new number") || strings.Contains(err.Error(), "4711") {
		t.Errorf("%v", err)
	}
}

// grown is a Telegram whose group became a supergroup.
type grown struct{}

func (grown) RoundTrip(*http.Request) (*http.Response, error) {
	body := `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1004711471147}}`
	return &http.Response{StatusCode: http.StatusBadRequest, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{}}, nil
}
