package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"lyt/bot/handoff"
	"lyt/bot/redis"
)

// The commands about desk accounts. What they change stands in the audit log.

type staffCmd struct {
	Add    staffAddCmd    `cmd:"" help:"Make or change a desk account."`
	List   staffListCmd   `cmd:"" help:"List the accounts: name, role, talks at once, how they log in, services."`
	Reset  staffResetCmd  `cmd:"" help:"Take the second factor away from somebody who lost their phone, and log them out everywhere."`
	Remove staffRemoveCmd `cmd:"" help:"Take an account away, and log it out everywhere."`
}

type staffAddCmd struct {
	Name          string   `arg:"" help:"The name to log in with."`
	Service       []string `required:"" help:"Id of a service the account belongs to; may be repeated."`
	Role          string   `required:"" enum:"counsellor,coordinator,supervisor,auditor" help:"counsellor, coordinator, supervisor or auditor."`
	Talks         int      `help:"How many talks at once; 4 if nothing else was ever said."`
	PasswordStdin bool     `help:"Read the password from the first line of standard input; else it is asked for."`
	storeSettings
	serviceSettings
}

const (
	shortestPassword = 10
	mostTalks        = 50
)

// Run makes or changes an account.
func (c staffAddCmd) Run(w *world) error {
	if c.Talks < 0 || c.Talks > mostTalks {
		return usageError{fmt.Errorf("--talks must be 1 to %d", mostTalks)}
	}
	if _, err := c.desks(w, c.Service...); err != nil {
		return err
	}
	password, err := c.password(w)
	if err != nil {
		return err
	}
	if len([]rune(password)) < shortestPassword {
		return usageError{fmt.Errorf("the password is too short; use at least %d characters", shortestPassword)}
	}
	account := handoff.Account{Name: c.Name, Role: handoff.Role(c.Role), Services: c.Service, Most: c.Talks}
	err = c.change(w, "account-kept", c.Name, c.Role, func(staff *redis.Staff) error { return staff.Put(w.ctx, account, password) })
	if err == nil {
		fmt.Fprintln(w.stdout, "account kept")
	}
	return err
}

// change does something to an account and notes it in the audit log, at each service
// the account had or has, where its auditors read it; at none if it has none.
func (s storeSettings) change(w *world, what, name, more string, do func(*redis.Staff) error) error {
	db, keys, err := s.open()
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // the command ends
	staff := redis.NewStaff(db, keys)
	places, err := staff.Services(w.ctx, name)
	if err != nil && !errors.Is(err, redis.ErrSealed) { // one that cannot be read can be taken away
		return err
	}
	if err := do(staff); err != nil {
		return err
	}
	now, err := staff.Services(w.ctx, name)
	if err != nil {
		return err
	}
	places = slices.Compact(slices.Sorted(slices.Values(slices.Concat(places, now))))
	if len(places) == 0 {
		places = []string{""}
	}
	deeds := redis.NewDeeds(db, keys)
	for _, service := range places {
		deed := handoff.Deed{At: time.Now(), Who: "lyt staff", Service: service, What: what, On: name, More: more}
		if err := deeds.Note(w.ctx, deed); err != nil {
			return err
		}
	}
	return nil
}

func (c staffAddCmd) password(w *world) (string, error) {
	file, isFile := w.stdin.(*os.File)
	if !c.PasswordStdin && isFile && term.IsTerminal(int(file.Fd())) {
		fmt.Fprint(w.stderr, "Password: ")
		typed, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(w.stderr)
		return string(typed), err
	}
	if !c.PasswordStdin {
		return "", usageError{errors.New("no terminal to ask for the password; give it on standard input with --password-stdin")}
	}
	line, _ := bufio.NewReader(w.stdin).ReadString('\n')
	return strings.TrimRight(line, "\r\n"), nil
}

type staffListCmd struct{ storeSettings }

// Run lists the accounts, by name.
func (c staffListCmd) Run(w *world) error {
	db, keys, err := c.open()
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // the command ends
	accounts, err := redis.NewStaff(db, keys).List(w.ctx)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		fmt.Fprintf(w.stdout, "%s\t%s\t%d\t%s\t%s\n", a.Name, a.Role, a.Room(), loginOf(a), strings.Join(a.Services, ","))
	}
	return nil
}

// loginOf says how somebody logs in.
func loginOf(a handoff.Account) string {
	switch {
	case a.Outside:
		return "elsewhere"
	case a.Factor:
		return "password and code"
	}
	return "password"
}

type staffResetCmd struct {
	Name string `arg:"" help:"The name of the account."`
	storeSettings
}

// Run takes the second factor away.
func (c staffResetCmd) Run(w *world) error {
	err := c.change(w, "account-reset", c.Name, "", func(staff *redis.Staff) error { return staff.ResetFactor(w.ctx, c.Name) })
	if err == nil {
		fmt.Fprintln(w.stdout, "second factor taken away; all sessions have ended")
	}
	return err
}

type staffRemoveCmd struct {
	Name string `arg:"" help:"The name of the account."`
	storeSettings
}

// Run takes the account away.
func (c staffRemoveCmd) Run(w *world) error {
	err := c.change(w, "account-removed", c.Name, "", func(staff *redis.Staff) error { return staff.Delete(w.ctx, c.Name) })
	if err == nil {
		fmt.Fprintln(w.stdout, "account removed; all sessions have ended, and its talks wait in the queue again")
	}
	return err
}
