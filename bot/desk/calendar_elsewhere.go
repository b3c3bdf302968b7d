package desk

import (
	"context"
	"slices"

	"lyt/bot/booking"
)

// unlessElsewhere writes a time if the same counsellor has none at another service then.
// The store itself sees to it within one service.
func (d *Desk) unlessElsewhere(ctx context.Context, v visit, s booking.Slot, without string, write func(context.Context) error) error {
	return d.Acts.Alone(ctx, s.Counsellor, func(ctx context.Context) error {
		if err := d.elsewhere(ctx, v, s, without); err != nil {
			return err
		}
		return write(ctx)
	})
}

// elsewhere looks at other services for a time of the same counsellor.
func (d *Desk) elsewhere(ctx context.Context, v visit, s booking.Slot, without string) error {
	there, err := d.around(ctx, v, s.Counsellor, booking.Span{From: s.Start, To: s.Over()})
	if err != nil {
		return err
	}
	for _, other := range there {
		if other.ID != without && other.Service != s.Service && booking.Overlap(s, other) {
			return booking.ErrOverlap
		}
	}
	return nil
}

// around lists the times that may touch a span, at all services of the account and of the
// counsellor, who may work where the account does not. A name that nobody logs in with is
// known at the account's services only.
func (d *Desk) around(ctx context.Context, v visit, counsellor string, span booking.Span) ([]booking.Slot, error) {
	theirs, err := d.Staff.Services(ctx, counsellor)
	if err != nil {
		return nil, err
	}
	services := slices.Concat(v.Services, theirs)
	slices.Sort(services)
	var there []booking.Slot
	for _, service := range slices.Compact(services) {
		list, err := d.Calendar.List(ctx, service, span.From.AddDate(0, 0, -2), span.To)
		if err != nil {
			return nil, err
		}
		there = append(there, list...)
	}
	return there, nil
}
