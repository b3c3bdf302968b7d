package desk_test

import (
	"context"
	"time"

	"lyt/bot/booking"
	"lyt/bot/feeds"
	"lyt/bot/handoff"
)

// memTimes has the times of the fake calendar, and every change is fine with it.
type memTimes struct{}

func (memTimes) Slot(ctx context.Context, service, id string) (booking.Slot, error) {
	list, err := calendar{}.List(ctx, service, noon, noon)
	for _, s := range list {
		if s.ID == id {
			return s, err
		}
	}
	return booking.Slot{}, booking.ErrGone
}

func (memTimes) AddSlots(_ context.Context, _ string, slots []booking.Slot) ([]booking.Slot, error) {
	return slots, nil
}

func (memTimes) OpenSlots(_ context.Context, _ string, slots []booking.Slot) ([]booking.Slot, []booking.Clash, error) {
	return slots, nil, nil
}

func (memTimes) Change(_ context.Context, _, _, _ string, to booking.Slot) (booking.Slot, error) {
	return to, nil
}

func (memTimes) Remove(context.Context, string, []booking.Slot) (taken, changed []booking.Slot, err error) {
	return nil, nil, nil
}

func (memTimes) RemoveSeries(context.Context, string, string, time.Time) (int, []booking.Slot, error) {
	return 0, nil, nil
}

func (memTimes) NewPlace(context.Context, string, string, string, string) (booking.Appointment, error) {
	return booking.Appointment{}, nil
}

func (memTimes) CallOff(context.Context, string, string) (booking.Appointment, error) {
	return booking.Appointment{}, nil
}

func (memTimes) CloseDay(context.Context, string, booking.Span) (int, error) { return 0, nil }
func (memTimes) OpenDay(context.Context, string, booking.Span) error         { return nil }
func (memTimes) Closed(context.Context, string) ([]booking.Span, error)      { return nil, nil }
func (memTimes) Renew(context.Context, string) (string, error)               { return "hemmeligt", nil }
func (memTimes) End(context.Context, string) error                           { return nil }
func (memTimes) Until(context.Context, string) (at time.Time, has bool, _ error) {
	return noon, true, nil
}

func (memTimes) Whose(context.Context, string) (handoff.Account, bool, error) {
	return handoff.Account{}, false, nil
}

// memFeeds keeps feeds in a list, and says of each what it was told to say.
type memFeeds struct {
	all   []feeds.Known
	state feeds.State
	err   error
}

func (f *memFeeds) List(_ context.Context, service string) (found []feeds.Known, err error) {
	for _, k := range f.all {
		if k.Feed.Service == service {
			found = append(found, k)
		}
	}
	return found, f.err
}

func (f *memFeeds) Add(_ context.Context, _ string, feed feeds.Feed) (feeds.Known, error) {
	feed, err := feed.Check()
	if err != nil {
		return feeds.Known{}, err
	}
	feed.ID = "feed1"
	f.all = append(f.all, feeds.Known{Feed: feed, State: f.state})
	return f.all[len(f.all)-1], nil
}

func (f *memFeeds) Remove(_ context.Context, service, id string) error {
	for i, k := range f.all {
		if k.Feed.Service == service && k.Feed.ID == id {
			f.all = append(f.all[:i:i], f.all[i+1:]...)
			break
		}
	}
	return nil
}
