package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"lyt/bot"
	"lyt/bot/desk"
	"lyt/bot/directory"
	"lyt/bot/feeds"
	"lyt/bot/ics"
	"lyt/bot/notify"
	"lyt/bot/redis"
	"lyt/bot/talk"
	"lyt/bot/telegram"
	"lyt/bot/webchat"
)

// entryFlow is the conversation a talk begins with.
const entryFlow = "first-contact"

// house is all parts, put together. Read makeHouse downwards to see how.
type house struct {
	content
	zone    *time.Location
	log     *slog.Logger
	metrics *metrics

	db       *redis.DB
	keys     *redis.Keyset
	calendar *redis.Calendar
	queue    *redis.Handoffs
	staff    *redis.Staff
	bell     *redis.Bell
	feed     *redis.Feed

	talk     *talk.Talk
	telegram *telegram.Telegram // nil without a token
	notify   *notify.Notify
	feeds    *feeds.Reader
	page     *webchat.Page
	desk     *desk.Desk
	closers  []func()
}

// blueprint is what a house is made from.
type blueprint struct {
	content   content
	zone      *time.Location
	log       *slog.Logger
	redisURL  string
	keys      *redis.Keyset
	publicURL string
	telegram  telegramSettings
	announce  announcing
	signIn    signIn
	lease     time.Duration
}

func makeHouse(p blueprint) (*house, error) {
	h := &house{content: p.content, zone: p.zone, log: p.log, keys: p.keys, metrics: newMetrics()}
	var err error
	h.db, err = redis.Open(p.redisURL, redis.Options{Log: p.log, Lease: p.lease, Count: func(e redis.Event) {
		h.metrics.redis.WithLabelValues(string(e)).Inc()
	}})
	if err != nil {
		return nil, err
	}
	h.closers = append(h.closers, func() { _ = h.db.Close() })
	h.calendar = redis.NewCalendar(h.db, p.keys)
	h.bell = redis.NewBell(h.db)
	h.queue = redis.NewHandoffs(h.db, p.keys, h.bell)
	h.queue.Zone = p.zone
	h.staff = redis.NewStaff(h.db, p.keys)
	h.feed = redis.NewFeed(h.db, p.keys)
	h.talk = &talk.Talk{
		Flows: p.content.flows, Entry: entryFlow, Directory: p.content.directory, Texts: p.content.texts, WHO5: p.content.who5, Judge: p.content.triage.Judge,
		Store: redis.NewPeople(h.db, p.keys), Calendar: h.calendar, Queue: h.queue, Channels: map[string]bot.Channel{},
		Now: time.Now, Zone: p.zone, Log: p.log,
		Count: func(event string) { h.metrics.talk.WithLabelValues(event).Inc() },
	}
	if err := h.addTelegram(p); err != nil {
		return nil, err
	}
	h.addNotify(p)
	h.feeds = &feeds.Reader{
		Store: redis.NewFeeds(h.db, p.keys), Times: h.calendar, Source: ics.NewFetcher(), Services: h.desks(),
		Zone: p.zone, Holiday: directory.Holiday, Also: h.staff.Services, Alone: h.queue.Alone, Now: time.Now, Log: p.log,
	}
	if err := h.addPage(p); err != nil {
		return nil, err
	}
	return h, h.addDesk(p)
}

func (h *house) addTelegram(p blueprint) (err error) {
	if p.telegram.Token == "" {
		return nil
	}
	settings := telegram.Config{
		Token: p.telegram.Token, API: p.telegram.API, Rate: p.telegram.Rate, Pace: redis.NewPace(h.db), Groups: p.announce.groupList(),
		Words: h.texts, Names: h.keys, Log: h.log, Finish: updateTime,
		Count: func(e telegram.Event) { h.metrics.telegram.WithLabelValues(string(e)).Inc() },
	}
	if p.telegram.Mode == "webhook" {
		settings.WebhookURL = strings.TrimRight(p.publicURL, "/") + webhookPath
		// All replicas must agree on the secret, and nobody may guess it: it follows
		// from the token through the keyset.
		settings.Secret = h.keys.Person("webhook", p.telegram.Token).Key()
	}
	h.telegram, err = telegram.New(settings)
	if err != nil {
		return err
	}
	h.talk.Channels[telegram.Channel] = h.telegram
	return nil
}

const webhookPath = "/telegram/webhook"

func (h *house) addPage(p blueprint) (err error) {
	channel := webchat.NewChannel(h.feed, h.bell, time.Now)
	h.talk.Channels[webchat.Name] = channel
	h.page, err = webchat.New(webchat.Config{
		Talk: h.talk, Channel: channel, Pseudonyms: h.keys, Words: h.texts, Random: rand.Reader, Now: time.Now, PublicURL: p.publicURL, Urgent: h.talk.Urgent, Typed: h.talk.Typed,
	})
	return err
}

func (h *house) addDesk(p blueprint) (err error) {
	settings := desk.Config{
		Queue: h.queue, Acts: h.queue, Accounts: h.staff, Sessions: h.staff.Sessions(), Staff: h.staff, Factors: h.staff, Tickets: h.staff, Relay: h.talk, Bell: h.bell,
		Calendar: h.calendar, Times: h.calendar, Closings: h.calendar, Exports: h.staff.Exports(), Feeds: h.feeds, Deeds: redis.NewDeeds(h.db, p.keys), Figures: h.queue, Services: h.directory, Words: h.texts, Random: rand.Reader, Now: time.Now, Zone: p.zone, Log: p.log,
	}
	p.signIn.addTo(&settings)
	h.desk, err = desk.New(settings)
	return err
}

// answerWithin says how long people wait for an answer; the desk shows it.
func (h *house) answerWithin(d time.Duration) { h.talk.AnswerWithin, h.desk.AnswerWithin = d, d }

func (h *house) close() {
	for _, c := range h.closers {
		c()
	}
}

// public is what the world reaches.
func (h *house) public() http.Handler {
	mux := http.NewServeMux()
	if h.telegram != nil && h.telegram.WebhookURL != "" {
		mux.Handle(webhookPath, h.telegram.Webhook(h.talk))
	}
	mux.Handle("/", h.page)
	return mux
}

// internal is what staff and operators reach.
func (h *house) internal() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(h.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", h.ready)
	mux.Handle("/", h.desk)
	return mux
}

func (h *house) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	if err := h.db.Ping(ctx); err != nil {
		http.Error(w, "redis does not answer", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// run serves until ctx ends, then drains: nothing new is taken in, what is in hand
// is finished, all within drainTime from then.
func (h *house) run(ctx context.Context, public, internal *server) error {
	group, ctx := errgroup.WithContext(ctx)
	grace, done := graceAfter(ctx)
	defer done()
	public.serve(ctx, group, h.page.Stop)
	internal.serve(ctx, group, h.desk.Stop)
	group.Go(func() error { h.talk.Work(ctx); return nil })
	group.Go(func() error { h.bell.Run(ctx); return nil })
	group.Go(func() error { h.feeds.Work(ctx); return nil })
	if h.telegram != nil {
		group.Go(func() error { h.runTelegram(ctx); return nil })
	}
	err := h.wait(grace, group)
	h.notify.Drain()
	h.talk.Drain(grace)
	return err
}

// wait waits for all parts to end, but not for ever: a store that does not answer
// can hold one. What it had in hand is not confirmed, and comes again.
func (h *house) wait(grace context.Context, group *errgroup.Group) error {
	ended := make(chan error, 1)
	go func() { ended <- group.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-grace.Done():
		h.log.Warn("stopped with work in hand")
		return nil
	}
}

// runTelegram introduces the bot and takes in what people do. A Telegram that
// refuses us does not stop the web page or the desk.
func (h *house) runTelegram(ctx context.Context) {
	if err := h.telegram.Setup(ctx); err != nil {
		h.log.Error("introduce the bot to telegram", "error", err)
		return
	}
	if h.telegram.WebhookURL != "" {
		return
	}
	if err := h.telegram.Poll(ctx, h.talk); err != nil && ctx.Err() == nil {
		h.log.Error("poll telegram", "error", err)
	}
}

// inMemory builds a house on an embedded Redis that forgets everything.
func inMemory(w *world, read content, zone *time.Location, telegram telegramSettings, level string) (*house, error) {
	store := miniredis.NewMiniRedis()
	store.ClockTTL(true)
	if err := store.Start(); err != nil {
		return nil, fmt.Errorf("start embedded redis: %w", err)
	}
	keys, err := redis.NewKeyset()
	if err != nil {
		return nil, err
	}
	h, err := makeHouse(blueprint{
		content: read, zone: zone, log: newLog(w.stderr, level), redisURL: "redis://" + store.Addr(), keys: keys, telegram: telegram,
	})
	if err != nil {
		store.Close()
		return nil, err
	}
	h.closers = append(h.closers, store.Close)
	return h, nil
}

// openSampleTimes opens two weeks of times at every desk.
func (h *house) openSampleTimes(ctx context.Context) error {
	for _, service := range h.directory.Services() {
		if !service.Desk {
			continue
		}
		if _, err := h.calendar.AddSlots(ctx, service.ID, sampleSlots(service, time.Now(), h.zone)); err != nil {
			return fmt.Errorf("open sample times: %w", err)
		}
	}
	return nil
}
