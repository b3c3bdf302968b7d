package feeds

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"lyt/bot/booking"
	"lyt/bot/ics"
)

// How feeds are read.
const (
	Every    = 15 * time.Minute    // each feed, by one replica
	Patience = 24 * time.Hour      // a broken feed keeps its open times for so long
	Ahead    = 56 * 24 * time.Hour // times are opened so far ahead
	beat     = 30 * time.Second    // looks for feeds whose turn it is
	again    = 6 * time.Hour       // then the whole feed comes even if nothing changed: the span moves
	atOnce   = 4
	readTime = 5 * time.Second
	maxSlots = 1000 // of one feed
)

// Reader reads all feeds and keeps the open times in step with them.
type Reader struct {
	Store    Store
	Times    Times
	Source   Source
	Services []string
	Zone     *time.Location
	Holiday  func(local time.Time) bool
	// Also gives the services at which a counsellor may have times; nil knows of none.
	Also func(ctx context.Context, counsellor string) ([]string, error)
	// Alone does something while nobody else opens times of that counsellor.
	Alone func(ctx context.Context, counsellor string, do func(context.Context) error) error
	Now   func() time.Time
	Log   *slog.Logger
}

// Work reads feeds until ctx ends.
func (r *Reader) Work(ctx context.Context) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		r.Round(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Round reads the feeds whose turn it is.
func (r *Reader) Round(ctx context.Context) {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, service := range r.Services {
		if err := r.service(ctx, service, group); err != nil && ctx.Err() == nil {
			r.Log.Warn("read calendar feeds", "service", service, "error", err)
		}
	}
	_ = group.Wait() // none of them gives an error
}

func (r *Reader) service(ctx context.Context, service string, group *errgroup.Group) error {
	all, err := r.Store.List(ctx, service)
	if err != nil {
		return err
	}
	for _, known := range all {
		turn, err := r.Store.Turn(ctx, service, known.Feed.ID, Every)
		if err != nil {
			return err
		}
		if turn {
			group.Go(func() error { r.try(ctx, known); return nil })
			continue
		}
		if err := r.closeGivenBack(ctx, known); err != nil {
			return err
		}
	}
	turn, err := r.Store.Turn(ctx, service, "orphans", Every)
	if err != nil || !turn {
		return err
	}
	return r.closeOrphans(ctx, service)
}

func (r *Reader) try(ctx context.Context, known Known) {
	state, err := r.Read(ctx, known)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		r.Log.Warn("read calendar feed", "service", known.Feed.Service, "error", err)
	}
	if state.Problem != "" {
		r.Log.Info("calendar feed is broken", "service", known.Feed.Service, "problem", string(state.Problem))
	}
}

// Read reads one feed now, and notes what became of it. The error is the store's; a
// feed that is broken is no error but a state.
func (r *Reader) Read(ctx context.Context, known Known) (State, error) {
	state, err := r.read(ctx, known.Feed, known.State)
	if err != nil {
		return known.State, fmt.Errorf("read feed: %w", err)
	}
	if err := r.Store.Note(ctx, known.Feed.Service, known.Feed.ID, state); err != nil {
		return known.State, fmt.Errorf("read feed: %w", err)
	}
	return state, nil
}

func (r *Reader) read(ctx context.Context, feed Feed, was State) (State, error) {
	now := r.Now()
	etag := ""
	if was.Problem == "" && now.Sub(was.Full) < again {
		etag = was.ETag
	}
	got, err := r.Source.Fetch(ctx, feed.Address, etag)
	if err != nil {
		return r.broken(ctx, feed, was, err)
	}
	if got.Same {
		was.Tried, was.Good = now, now
		return was, r.closeGivenBack(ctx, Known{feed, was})
	}
	given, state, err := r.given(ctx, feed, got.Feed)
	if err != nil {
		return r.broken(ctx, feed, was, err)
	}
	state.Tried, state.Good, state.Full, state.ETag = now, now, now, got.ETag
	state.Kept, state.Clashes, err = r.keepUp(ctx, feed, given)
	return state, err
}

// given gives the times a calendar has; an error is an ics.Problem.
func (r *Reader) given(ctx context.Context, feed Feed, text []byte) ([]booking.Slot, State, error) {
	ctx, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	now := r.Now()
	span := Span{From: now, To: now.Add(Ahead), Zone: r.Zone, Holiday: r.Holiday}
	// A time that begins at the end of the span reaches beyond it.
	read, err := ics.Read(ctx, text, ics.Reading{From: span.From, To: span.To.Add(2 * longest), Zone: r.Zone, Chosen: feed.Rule.Chosen})
	if err != nil {
		return nil, State{}, err
	}
	if feed.Rule.Mode == Around && read.Unread > 0 {
		return nil, State{}, Unread
	}
	if feed.Rule.Mode == Around && read.Total == 0 {
		return nil, State{}, Empty
	}
	slots := feed.Slots(read.Events, span)
	if len(slots) > maxSlots {
		return nil, State{}, ics.TooMuch
	}
	return slots, State{Count: len(slots), Unread: read.Unread, Warnings: read.Warnings}, nil
}

// broken notes what is wrong. What is open stays open for a day, in which most things
// are mended; after that it may be busy by now, so it is closed.
func (r *Reader) broken(ctx context.Context, feed Feed, was State, why error) (State, error) {
	var problem ics.Problem
	if !errors.As(why, &problem) {
		return was, why
	}
	if ctx.Err() != nil { // we are stopping; that says nothing about the feed
		return was, ctx.Err()
	}
	was.Tried, was.Problem, was.ETag = r.Now(), problem, ""
	if was.Tried.Sub(was.Good) < Patience {
		return was, nil
	}
	was.Closed, was.Count = !was.Good.IsZero(), 0 // what was never read had nothing open
	return was, r.closeAll(ctx, feed.Service, func(s booking.Slot) bool { return s.Feed == feed.ID })
}

// keepUp opens and closes times until the open ones are those given.
func (r *Reader) keepUp(ctx context.Context, feed Feed, given []booking.Slot) (kept []string, clashes int, err error) {
	there, err := r.of(ctx, feed.Service, func(s booking.Slot) bool { return s.Feed == feed.ID })
	if err != nil {
		return nil, 0, err
	}
	change := Compare(given, there)
	late, err := r.remove(ctx, feed.Service, change.Close)
	if err != nil {
		return nil, 0, err
	}
	if open := r.inTime(change.Open); len(open) > 0 {
		err = r.Alone(ctx, feed.Slot.Counsellor, func(ctx context.Context) error {
			clashes, err = r.open(ctx, feed, open)
			return err
		})
	}
	return append(change.Kept, late...), clashes, err
}

// open opens times, and says how many may not be.
func (r *Reader) open(ctx context.Context, feed Feed, wanted []booking.Slot) (clashes int, err error) {
	free, busy, err := r.notElsewhere(ctx, feed, wanted)
	if err != nil {
		return 0, err
	}
	_, refused, err := r.Times.OpenSlots(ctx, feed.Service, free)
	return len(refused) + busy, err
}

// notElsewhere leaves out when the counsellor has a time at another service, and says how
// many those are. Within one service the store itself sees to it.
func (r *Reader) notElsewhere(ctx context.Context, feed Feed, wanted []booking.Slot) (free []booking.Slot, busy int, err error) {
	if r.Also == nil || len(wanted) == 0 || feed.Slot.Counsellor == "" {
		return wanted, 0, nil
	}
	services, err := r.Also(ctx, feed.Slot.Counsellor)
	if err != nil {
		return nil, 0, err
	}
	var there []booking.Slot
	for _, service := range services {
		if service == feed.Service {
			continue
		}
		list, err := r.Times.List(ctx, service, wanted[0].Start.Add(-2*longest), wanted[len(wanted)-1].Over())
		if err != nil {
			return nil, 0, err
		}
		there = append(there, list...)
	}
	free = slices.DeleteFunc(slices.Clone(wanted), func(s booking.Slot) bool {
		return slices.ContainsFunc(there, func(o booking.Slot) bool { return booking.Overlap(s, o) })
	})
	return free, len(wanted) - len(free), nil
}

// inTime leaves out what begins so soon that it may have begun when it is opened.
func (r *Reader) inTime(slots []booking.Slot) []booking.Slot {
	soon := r.Now().Add(time.Minute)
	return slices.DeleteFunc(slots, func(s booking.Slot) bool { return s.Start.Before(soon) })
}

// of lists times to come.
func (r *Reader) of(ctx context.Context, service string, which func(booking.Slot) bool) ([]booking.Slot, error) {
	all, err := r.Times.List(ctx, service, r.Now(), time.Time{})
	return slices.DeleteFunc(all, func(s booking.Slot) bool { return !which(s) }), err
}

// closeAll closes the open ones of some times.
func (r *Reader) closeAll(ctx context.Context, service string, which func(booking.Slot) bool) error {
	open, err := r.of(ctx, service, func(s booking.Slot) bool { return !s.Taken && which(s) })
	if err == nil {
		_, err = r.remove(ctx, service, open)
	}
	return err
}

// remove takes open times away, and gives the ids of those that were taken meanwhile.
func (r *Reader) remove(ctx context.Context, service string, open []booking.Slot) (late []string, err error) {
	if len(open) == 0 {
		return nil, nil
	}
	for i := range open {
		open[i].Version = "" // whatever was changed about them
	}
	taken, _, err := r.Times.Retract(ctx, service, open)
	for _, s := range taken {
		late = append(late, s.ID)
	}
	return late, err
}

// closeGivenBack closes times that somebody had taken and has given back, when they are
// no longer in the calendar, or nobody knows whether they are: they are not free.
func (r *Reader) closeGivenBack(ctx context.Context, known Known) error {
	feed, state := known.Feed, known.State
	if len(state.Kept) == 0 && !state.Closed {
		return nil
	}
	return r.closeAll(ctx, feed.Service, func(s booking.Slot) bool {
		return s.Feed == feed.ID && (state.Closed || slices.Contains(state.Kept, s.ID))
	})
}

// closeOrphans closes what feeds left behind that were taken away while they were read.
func (r *Reader) closeOrphans(ctx context.Context, service string) error {
	ids, err := r.Store.IDs(ctx, service)
	if err != nil {
		return err
	}
	return r.closeAll(ctx, service, func(s booking.Slot) bool { return s.Feed != "" && !slices.Contains(ids, s.Feed) })
}

// List gives the feeds of a service with their states, in the order of adding.
func (r *Reader) List(ctx context.Context, service string) ([]Known, error) {
	return r.Store.List(ctx, service)
}

// Add keeps a feed and reads it at once, so that whoever added it sees what it gives.
// A feed that is broken is kept all the same: State.Problem says why. The error is
// ErrMany, ErrOften, a Flaw, ics.Address or ics.Private, or the store's.
func (r *Reader) Add(ctx context.Context, account string, feed Feed) (Known, error) {
	feed, err := feed.Check()
	if err != nil {
		return Known{}, err
	}
	if err := r.Store.Spend(ctx, account); err != nil {
		return Known{}, err
	}
	if err := r.Source.Look(ctx, feed.Address); err != nil {
		return Known{}, err
	}
	feed, err = r.Store.Add(ctx, feed)
	if err != nil {
		return Known{}, err
	}
	known := Known{Feed: feed}
	// Whoever comes first reads it; the state is seen when it is there.
	turn, err := r.Store.Turn(ctx, feed.Service, feed.ID, Every)
	if err == nil && turn {
		known.State, err = r.Read(ctx, known)
	}
	return known, err
}

// Remove takes a feed away, and with it its open times. Taken ones stay.
func (r *Reader) Remove(ctx context.Context, service, id string) error {
	if err := r.Store.Remove(ctx, service, id); err != nil {
		return err
	}
	return r.closeAll(ctx, service, func(s booking.Slot) bool { return s.Feed == id })
}
