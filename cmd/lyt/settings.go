package main

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Settings come from the environment; a flag of the same name overrides.

type contentSettings struct {
	Content string `env:"LYT_CONTENT" placeholder:"DIR" help:"Folder with flows/ and locales/ used instead of the built-in ones."`
}

type zoneSettings struct {
	Timezone string `env:"LYT_TIMEZONE" default:"Europe/Copenhagen" help:"Time zone of opening hours and times."`
}

func (z zoneSettings) zone() (*time.Location, error) {
	zone, err := time.LoadLocation(z.Timezone)
	if err != nil {
		return nil, usageError{fmt.Errorf("LYT_TIMEZONE %q is no time zone; write one like Europe/Copenhagen", z.Timezone)}
	}
	return zone, nil
}

type logSettings struct {
	Log string `env:"LYT_LOG" default:"info" enum:"debug,info,warn,error" help:"Log level; logs are JSON on standard error."`
}

type listenSettings struct {
	Listen     string `env:"LYT_LISTEN" default:":8080" help:"Public listener: web chat, Telegram webhook."`
	DeskListen string `env:"LYT_DESK_LISTEN" default:":8081" help:"Staff listener: desk, /metrics, /healthz, /readyz."`
	PublicURL  string `env:"LYT_PUBLIC_URL" name:"public-url" help:"https://… of the public listener as the world sees it."`
}

func (l listenSettings) check() error {
	for name, address := range map[string]string{"LYT_LISTEN": l.Listen, "LYT_DESK_LISTEN": l.DeskListen} {
		if _, _, err := net.SplitHostPort(address); err != nil {
			return usageError{fmt.Errorf("%s is not host:port; write it like :8080", name)}
		}
	}
	if l.PublicURL == "" {
		return nil
	}
	u, err := url.Parse(l.PublicURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return usageError{fmt.Errorf("LYT_PUBLIC_URL is not a web address; write https:// and the name of the host")}
	}
	if u.Scheme == "http" && !slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname()) {
		return usageError{fmt.Errorf("LYT_PUBLIC_URL must begin with https://; plain http is only for localhost")}
	}
	return nil
}

type storeSettings struct {
	RedisURL string `env:"LYT_REDIS_URL" name:"redis-url" help:"redis:// or rediss://; more addr= parameters mean a cluster, master_name= means Sentinel."`
	Keyset   string `env:"LYT_KEYSET" placeholder:"FILE" help:"File with the keyset; mode 0600."`
}

func (s storeSettings) check() error {
	switch {
	case s.RedisURL == "":
		return usageError{fmt.Errorf("LYT_REDIS_URL is missing; set it to redis://host:6379")}
	case s.Keyset == "":
		return usageError{fmt.Errorf("LYT_KEYSET is missing; make a keyset with: lyt keys new > keyset && chmod 600 keyset")}
	}
	return nil
}

type telegramSettings struct {
	Token string `env:"LYT_TELEGRAM_TOKEN" name:"telegram-token" help:"Turns Telegram on."`
	API   string `env:"LYT_TELEGRAM_API" name:"telegram-api" default:"https://api.telegram.org" help:"Bot API base URL."`
	Mode  string `env:"LYT_TELEGRAM_MODE" name:"telegram-mode" enum:"webhook,poll," default:"" help:"webhook or poll; webhook if LYT_PUBLIC_URL is set, else poll."`
	Rate  int    `env:"LYT_TELEGRAM_RATE" name:"telegram-rate" default:"30" help:"Messages a second to all chats together, over all replicas; 0 is no limit."`
}

var tokenShape = regexp.MustCompile(`^\d+:[\w-]+$`)

// tidy trims what a secret file leaves behind, and refuses what is no token.
func (t *telegramSettings) tidy(publicURL string) error {
	t.Token = strings.TrimSpace(t.Token)
	if t.Token != "" && !tokenShape.MatchString(t.Token) {
		return usageError{fmt.Errorf("LYT_TELEGRAM_TOKEN does not look like a bot token; copy it again from BotFather")}
	}
	if t.Mode == "" && publicURL != "" {
		t.Mode = "webhook"
	}
	if t.Mode == "" {
		t.Mode = "poll"
	}
	if t.Token != "" && t.Mode == "webhook" && publicURL == "" {
		return usageError{fmt.Errorf("LYT_TELEGRAM_MODE is webhook, so LYT_PUBLIC_URL must say where Telegram finds us")}
	}
	if t.Rate < 0 {
		return usageError{fmt.Errorf("LYT_TELEGRAM_RATE must be 0 or more")}
	}
	return nil
}

type answerSettings struct {
	AnswerWithin time.Duration `env:"LYT_ANSWER_WITHIN" name:"answer-within" default:"10m" help:"How long somebody in a talk waits for the counsellor's answer before the talk goes back to the queue; 0 is for ever."`
}

func (a answerSettings) check() error {
	if a.AnswerWithin != 0 && a.AnswerWithin < time.Minute {
		return usageError{fmt.Errorf("LYT_ANSWER_WITHIN must be a minute or more, such as 10m, or 0 to leave every talk where it is")}
	}
	return nil
}

// known lists every LYT_ variable there is; any other is a slip of the hand.
var known = []string{
	"LYT_LISTEN", "LYT_DESK_LISTEN", "LYT_PUBLIC_URL", "LYT_REDIS_URL", "LYT_KEYSET", "LYT_CONTENT",
	"LYT_TELEGRAM_TOKEN", "LYT_TELEGRAM_API", "LYT_TELEGRAM_MODE", "LYT_TELEGRAM_RATE", "LYT_LOG", "LYT_TIMEZONE", "LYT_ANSWER_WITHIN",
	"LYT_STAFF_CHAT", "LYT_STAFF_MAIL", "LYT_SMTP_URL",
	"LYT_DESK_URL", "LYT_DESK_PROXY", "LYT_SECOND_FACTOR", "LYT_OIDC_ISSUER", "LYT_OIDC_CLIENT", "LYT_OIDC_SECRET_FILE", "LYT_OIDC_GROUPS",
}

// forgetEmpty lets a variable that is there but empty, as compose files leave it,
// count as one that is not there.
func forgetEmpty() {
	for _, name := range known {
		if os.Getenv(name) == "" {
			_ = os.Unsetenv(name) // the names are well formed
		}
	}
}

func checkEnvironment(env []string) error {
	for _, pair := range env {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "LYT_") && !slices.Contains(known, name) {
			return usageError{fmt.Errorf("%s is not a setting of lyt; take it away or mend its name", name)}
		}
	}
	return nil
}
