package redis

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"

	goredis "github.com/redis/go-redis/v9"
)

// The oldest Redis that knows every command used here.
const oldestMajor, oldestMinor = 6, 2

// Check looks at how the server is set up. An error means that Lyt cannot work on
// it; a warning is a sentence for the operator.
func (db *DB) Check(ctx context.Context) (warnings []string, err error) {
	var mu sync.Mutex
	err = db.eachMaster(ctx, func(ctx context.Context, node *goredis.Client) error {
		warning, err := checkNode(ctx, node)
		if err == nil && db.alone() {
			err = checkAlone(ctx, node)
		}
		mu.Lock()
		defer mu.Unlock()
		if warning != "" && len(warnings) == 0 { // the nodes of a cluster are set up alike
			warnings = append(warnings, warning)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("check redis: %w", err)
	}
	return warnings, nil
}

// alone says that the client talks to one server and knows of no cluster.
func (db *DB) alone() bool {
	_, is := db.client.(*goredis.Client)
	return is
}

// eachMaster calls do for each master of a cluster, or for the one server.
func (db *DB) eachMaster(ctx context.Context, do func(context.Context, *goredis.Client) error) error {
	switch client := db.client.(type) {
	case *goredis.ClusterClient:
		return client.ForEachMaster(ctx, do)
	case *goredis.Client:
		return do(ctx, client)
	}
	return fmt.Errorf("client of an unknown kind")
}

func checkNode(ctx context.Context, node *goredis.Client) (warning string, err error) {
	info, err := node.Info(ctx, "server").Result()
	if err != nil && !isReply(err) { // one that does not tell may be new enough
		return "", fmt.Errorf("read version: %w", err)
	}
	if version := field(info, "redis_version"); tooOld(version) {
		return "", fmt.Errorf("version %s is too old; use Redis %d.%d or later", version, oldestMajor, oldestMinor)
	}
	policy, err := node.ConfigGet(ctx, "maxmemory-policy").Result()
	switch {
	case err != nil && isReply(err):
		return "the server does not tell its maxmemory-policy; make sure that it is noeviction, " +
			"or talks may be thrown away when memory is short", nil
	case err != nil:
		return "", fmt.Errorf("read memory policy: %w", err)
	case policy["maxmemory-policy"] != "noeviction":
		return fmt.Sprintf("maxmemory-policy is %s; set it to noeviction, or talks are thrown away when memory is short",
			policy["maxmemory-policy"]), nil
	}
	return "", nil
}

// checkAlone refuses one node of a cluster that is addressed as if it were alone.
func checkAlone(ctx context.Context, node *goredis.Client) error {
	info, err := node.Info(ctx, "cluster").Result()
	if err == nil && field(info, "cluster_enabled") == "1" {
		return fmt.Errorf("the server is part of a cluster; name its other nodes with addr= in the address")
	}
	return nil
}

// field gives one line's value of an INFO answer.
func field(info, name string) string {
	for line := range strings.Lines(info) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), name+":"); ok {
			return value
		}
	}
	return ""
}

// tooOld is false of a version that cannot be read: not every Redis calls itself one.
func tooOld(version string) bool {
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	a, errA := strconv.Atoi(major)
	b, errB := strconv.Atoi(minor)
	if errA != nil || errB != nil {
		return false
	}
	return a < oldestMajor || a == oldestMajor && b < oldestMinor
}

// isReply says that the server answered, with an error: it is there.
func isReply(err error) bool {
	var reply goredis.Error
	return errors.As(err, &reply)
}

// SetLogger sends what the client library has to say to a log instead of standard
// error. The library has one logger for the whole process, so only a command's
// main function should call it.
func SetLogger(log *slog.Logger) { goredis.SetLogger(libraryLog{log}) }

type libraryLog struct{ log *slog.Logger }

// Printf logs the sentence without what was filled in: some of the library's
// sentences quote addresses.
func (l libraryLog) Printf(ctx context.Context, format string, _ ...any) {
	l.log.WarnContext(ctx, "redis client", "says", strings.TrimPrefix(format, "redis: "))
}
