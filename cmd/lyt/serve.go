package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"lyt/bot/redis"
)

type serveCmd struct {
	contentSettings
	zoneSettings
	logSettings
	listenSettings
	storeSettings
	telegramSettings
	answerSettings
	notifySettings
	signInSettings
}

// Run serves until the process is told to stop.
func (c serveCmd) Run(w *world) error {
	plan, err := c.plan(w)
	if err != nil {
		return err
	}
	redis.SetLogger(plan.log)
	h, err := makeHouse(plan)
	if err != nil {
		return err
	}
	defer h.close()
	h.answerWithin(c.AnswerWithin)
	h.warn(w.ctx)
	public, err := open(w.ctx, "public", c.Listen, h.public(), h.log)
	if err != nil {
		return err
	}
	internal, err := open(w.ctx, "staff", c.DeskListen, h.internal(), h.log)
	if err != nil {
		return err
	}
	h.log.Info("lyt serves", "version", version, "mode", c.Mode, "listen", public.address(), "desk_listen", internal.address())
	err = h.run(w.ctx, public, internal)
	h.log.Info("lyt stopped")
	return err
}

// plan checks all settings before anything is opened.
func (c *serveCmd) plan(w *world) (blueprint, error) {
	for _, check := range []func() error{
		func() error { return checkEnvironment(w.env) },
		c.listenSettings.check, c.storeSettings.check, c.answerSettings.check,
		func() error { return c.tidy(c.PublicURL) },
	} {
		if err := check(); err != nil {
			return blueprint{}, err
		}
	}
	zone, err := c.zone()
	if err != nil {
		return blueprint{}, err
	}
	keys, err := redis.ReadKeyset(c.Keyset)
	if err != nil {
		return blueprint{}, err
	}
	services, err := readServices(c.Content, w.stderr)
	if err != nil {
		return blueprint{}, err
	}
	signIn, err := c.signInSettings.read(services)
	if err != nil {
		return blueprint{}, err
	}
	announce, err := c.notifySettings.read(c.Token != "", services)
	if err != nil {
		return blueprint{}, err
	}
	announce.desk = c.DeskURL
	read, err := mustContent(c.Content, zone, w.stderr)
	return blueprint{
		content: read, zone: zone, log: newLog(w.stderr, c.Log), redisURL: c.RedisURL, keys: keys,
		publicURL: c.PublicURL, telegram: c.telegramSettings, announce: announce, signIn: signIn, lease: w.lease,
	}, err
}

// warn says what Redis should be set to. A Redis that is away does not keep the
// program from starting: the crisis card works without it.
func (h *house) warn(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	warnings, err := h.db.Check(ctx)
	if err != nil {
		h.log.Warn("check redis", "error", err)
	}
	for _, warning := range warnings {
		h.log.Warn("check redis", "warning", warning)
	}
}

// store opens Redis for the commands that look after it.
func (s storeSettings) open() (*redis.DB, *redis.Keyset, error) {
	if err := s.check(); err != nil {
		return nil, nil, err
	}
	keys, err := redis.ReadKeyset(s.Keyset)
	if err != nil {
		return nil, nil, err
	}
	redis.SetLogger(slog.New(slog.DiscardHandler)) // the command says itself what is wrong
	db, err := redis.Open(s.RedisURL, redis.Options{})
	if err != nil {
		return nil, nil, usageError{fmt.Errorf("LYT_REDIS_URL: %w", err)}
	}
	return db, keys, nil
}
