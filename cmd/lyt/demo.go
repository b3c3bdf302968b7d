package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"lyt/bot/handoff"
)

type demoCmd struct {
	contentSettings
	zoneSettings
	logSettings
	listenSettings
	telegramSettings
	answerSettings
}

// Run starts everything in this process and says where it is.
func (c demoCmd) Run(w *world) error {
	if err := checkEnvironment(w.env); err != nil {
		return err
	}
	if err := c.tidy(""); err != nil {
		return err
	}
	if err := c.answerSettings.check(); err != nil {
		return err
	}
	zone, err := c.zone()
	if err != nil {
		return err
	}
	read, err := mustContent(c.Content, zone, w.stderr)
	if err != nil {
		return err
	}
	read.directory = read.directory.AroundTheClock()
	h, err := inMemory(w, read, zone, c.telegramSettings, c.Log)
	if err != nil {
		return err
	}
	defer h.close()
	h.answerWithin(c.AnswerWithin)
	return c.open(w, h)
}

// open fills the empty house, says where its doors are, and runs it.
func (c demoCmd) open(w *world, h *house) error {
	public, err := open(w.ctx, "public", c.Listen, h.public(), h.log)
	if err != nil {
		return err
	}
	internal, err := open(w.ctx, "staff", c.DeskListen, h.internal(), h.log)
	if err != nil {
		return err
	}
	if err := h.openSampleTimes(w.ctx); err != nil {
		return err
	}
	passwords, err := h.addDemoStaff(w.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, demoText, public.port(), internal.port(), loginLines(passwords))
	if h.telegram != nil {
		fmt.Fprintln(w.stdout, "  On Telegram too, by long polling.")
	}
	group, ctx := errgroup.WithContext(w.ctx)
	group.Go(func() error { return h.run(ctx, public, internal) })
	group.Go(func() error { h.keepDuty(ctx); return nil })
	return group.Wait()
}

const demoText = `Lyt is running. Everything is in memory: all is lost when it stops (Ctrl-C).

  The young person's page   http://localhost:%d/
  The counsellors' desk     http://localhost:%d/

  Log in at the desk as
%s
  Times for the next two weeks are open to be booked. Here the desk is open around
  the clock and somebody is always on duty: you.
`

// demoHire is one account of the demo.
type demoHire struct {
	handoff.Account
	is   string
	only string // at the desks whose id begins so; empty is all
}

// demoStaff are the accounts of the demo: enough to try everything two and more people
// do with each other.
var demoStaff = []demoHire{
	{handoff.Account{Name: "raadgiver", Role: handoff.RoleCounsellor}, "counsellor", ""},
	{handoff.Account{Name: "koordinator", Role: handoff.RoleCoordinator}, "coordinator", ""},
	{handoff.Account{Name: "kollega", Role: handoff.RoleCounsellor}, "a counsellor beside them", ""},
	{handoff.Account{Name: "headspace", Role: handoff.RoleCounsellor}, "counsellor of another house", "headspace"},
	{handoff.Account{Name: "leder", Role: handoff.RoleSupervisor}, "supervisor", ""},
	{handoff.Account{Name: "revisor", Role: handoff.RoleAuditor}, "auditor", ""},
}

// addDemoStaff makes the accounts, with a fresh password each.
func (h *house) addDemoStaff(ctx context.Context) (passwords []string, err error) {
	for _, hire := range demoStaff {
		password := rand.Text()[:12]
		account := hire.Account
		account.Services = h.desksNamed(hire.only)
		if err := h.staff.Put(ctx, account, password); err != nil {
			return nil, fmt.Errorf("make demo account: %w", err)
		}
		passwords = append(passwords, password)
	}
	return passwords, nil
}

func loginLines(passwords []string) string {
	var lines strings.Builder
	for i, hire := range demoStaff {
		fmt.Fprintf(&lines, "      %-12s password  %s   (%s)\n", hire.Name, passwords[i], hire.is)
	}
	return lines.String()
}

// desksNamed lists the desks whose id begins with something.
func (h *house) desksNamed(begin string) []string {
	return slices.DeleteFunc(h.desks(), func(id string) bool { return !strings.HasPrefix(id, begin) })
}

// desks lists the services with a desk of their own.
func (h *house) desks() []string {
	var ids []string
	for _, service := range h.directory.Services() {
		if service.Desk {
			ids = append(ids, service.ID)
		}
	}
	return ids
}

// dutyBeat is how often presence is renewed, dutySpan for how long.
const (
	dutyBeat = 20 * time.Second
	dutySpan = time.Minute
)

// keepDuty keeps somebody on duty in the demo, so that a newcomer can try the talk
// with a human in any order. Their pause counts all the same.
func (h *house) keepDuty(ctx context.Context) {
	beat := time.NewTicker(dutyBeat)
	defer beat.Stop()
	for {
		if err := h.noteDuty(ctx); err != nil && ctx.Err() == nil {
			h.log.Warn("keep duty", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
	}
}

func (h *house) noteDuty(ctx context.Context) error {
	here := demoStaff[0].Account
	presence := handoff.On
	paused, err := h.staff.Paused(ctx, here.Name)
	if err != nil {
		return err
	}
	if paused {
		presence = handoff.Pause
	}
	for _, id := range h.desks() {
		if err := h.queue.Here(ctx, id, here, presence, time.Now().Add(dutySpan)); err != nil {
			return err
		}
	}
	return nil
}
