package redis

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot/handoff"
)

// What staff keep for themselves: that they take a break, and what they say often.

// SetPaused says that somebody takes a break, or is back from it. A break that is
// forgotten ends after twelve hours.
func (s *Staff) SetPaused(ctx context.Context, name string, on bool) error {
	key := pauseKey.key(staffTag, s.hash(name))
	var err error
	if on {
		err = s.db.client.Set(ctx, key, 1, pauseLife).Err()
	} else {
		err = s.db.client.Del(ctx, key).Err()
	}
	if err != nil {
		return fmt.Errorf("note break: %w", err)
	}
	return nil
}

// Paused says whether somebody takes a break.
func (s *Staff) Paused(ctx context.Context, name string) (bool, error) {
	n, err := s.db.client.Exists(ctx, pauseKey.key(staffTag, s.hash(name))).Result()
	if err != nil {
		return false, fmt.Errorf("find break: %w", err)
	}
	return n > 0, nil
}

// ErrReplies says that replies cannot be kept.
var ErrReplies = fmt.Errorf("there may be %d replies, each with a name and %d letters at most", handoff.MostReplies, handoff.LongestReply)

// Replies gives somebody's own replies, in their order.
func (s *Staff) Replies(ctx context.Context, name string) ([]handoff.Reply, error) {
	key := repliesKey.key(staffTag, s.hash(name))
	sealed, err := s.db.client.Get(ctx, key).Bytes()
	if errors.Is(err, goredis.Nil) {
		return nil, nil
	}
	var replies []handoff.Reply
	if err == nil {
		err = s.keys.openJSON(sealReplies, key, sealed, &replies)
	}
	if err != nil {
		return nil, fmt.Errorf("find replies: %w", err)
	}
	return replies, nil
}

// KeepReplies keeps somebody's own replies in the place of those they had: ErrReplies
// when there are too many, or one is empty or too long.
func (s *Staff) KeepReplies(ctx context.Context, name string, replies []handoff.Reply) error {
	if !keepable(replies) {
		return fmt.Errorf("keep replies: %w", ErrReplies)
	}
	key := repliesKey.key(staffTag, s.hash(name))
	sealed, err := s.keys.sealJSON(sealReplies, key, replies)
	if err == nil {
		err = s.db.client.Set(ctx, key, sealed, 0).Err()
	}
	if err != nil {
		return fmt.Errorf("keep replies: %w", err)
	}
	return nil
}

func keepable(replies []handoff.Reply) bool {
	for _, r := range replies {
		if r.Name == "" || r.Text == "" || utf8.RuneCountInString(r.Text) > handoff.LongestReply {
			return false
		}
	}
	return len(replies) <= handoff.MostReplies
}
