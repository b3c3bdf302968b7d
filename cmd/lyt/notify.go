package main

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"lyt/bot/directory"
	"lyt/bot/notify"
)

type notifySettings struct {
	StaffChat string `env:"LYT_STAFF_CHAT" name:"staff-chat" placeholder:"[SERVICE=]ID,…" help:"Telegram groups of staff, told when somebody waits."`
	StaffMail string `env:"LYT_STAFF_MAIL" name:"staff-mail" placeholder:"[SERVICE=]ADDRESS,…" help:"E-mail addresses of staff, told when somebody waits."`
	SMTP      string `env:"LYT_SMTP_URL" name:"smtp-url" placeholder:"URL" help:"Mail server for that: smtp:// with STARTTLS, or smtps://."`
}

// announcing is who of the staff is told that somebody waits, and how.
type announcing struct {
	groups, addresses notify.Targets
	mail              *notify.Mail // nil without e-mail
	desk              string       // where the desk is; empty is told without a link
}

// read checks the settings against each other and against the services there are.
func (s notifySettings) read(telegram bool, services *directory.Directory) (a announcing, err error) {
	var desks []string
	for _, service := range services.Services() {
		if service.Desk {
			desks = append(desks, service.ID)
		}
	}
	if a.groups, err = notify.ParseTargets(s.StaffChat, desks, notify.CheckGroup); err != nil {
		return a, usageError{fmt.Errorf("LYT_STAFF_CHAT: %w", err)}
	}
	if a.addresses, err = notify.ParseTargets(s.StaffMail, desks, notify.CheckMail); err != nil {
		return a, usageError{fmt.Errorf("LYT_STAFF_MAIL: %w", err)}
	}
	switch {
	case len(a.groups) > 0 && !telegram:
		return a, usageError{fmt.Errorf("LYT_STAFF_CHAT needs Telegram; set LYT_TELEGRAM_TOKEN")}
	case len(a.addresses) > 0 && s.SMTP == "":
		return a, usageError{fmt.Errorf("LYT_STAFF_MAIL needs a mail server; set LYT_SMTP_URL")}
	case len(a.addresses) == 0 && s.SMTP != "":
		return a, usageError{fmt.Errorf("LYT_SMTP_URL is set, and LYT_STAFF_MAIL says nobody to write to; set both or none")}
	case s.SMTP == "":
		return a, nil
	}
	if a.mail, err = notify.ParseMail(s.SMTP); err != nil {
		return a, usageError{fmt.Errorf("LYT_SMTP_URL %w", err)}
	}
	return a, nil
}

// groupList is every group the bot stays in.
func (a announcing) groupList() []string {
	return slices.Concat(slices.Collect(maps.Values(a.groups))...)
}

// addNotify lets staff hear of somebody who waits.
func (h *house) addNotify(p blueprint) {
	var means []notify.Means
	if h.telegram != nil && len(p.announce.groups) > 0 {
		means = append(means, notify.Means{Name: "chat", To: p.announce.groups, Tell: func(ctx context.Context, group string, m notify.Message) error {
			return h.telegram.Announce(ctx, group, m.Text)
		}})
	}
	if p.announce.mail != nil {
		means = append(means, notify.Means{Name: "mail", To: p.announce.addresses, Tell: p.announce.mail.Tell})
	}
	h.notify = notify.New(notify.Config{
		Store: h.queue, Means: means, Texts: h.texts, Name: h.serviceName, Desk: p.announce.desk, Log: h.log,
		Count: func(event string) { h.metrics.notify.WithLabelValues(event).Inc() },
	})
	h.talk.Knock = h.notify.Service
}

// serviceName is what people call a service.
func (h *house) serviceName(id string) string {
	service, _ := h.directory.Find(id)
	return service.Name
}
