package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	goredis "github.com/redis/go-redis/v9"
)

// secretWord stands in what people and counsellors write in these tests, and
// nowhere else in the world.
const secretWord = "hvidtjørnesuppe"

// deskIP is the address the counsellors' browsers come from.
const deskIP = "127.0.0.77"

// nothingInClear looks for what must not stand in clear, in every key and value of
// Redis, in every line that was logged and in what was counted.
func (w *town) nothingInClear(counted string) {
	w.t.Helper()
	_, key, _ := strings.Cut(w.telegram.Token(), ":")
	forbidden := []string{key, secretWord, deskIP, "Fornavn", "Efternavn", "brugernavn", deskPassword}
	if w.front.secret != "" {
		forbidden = append(forbidden, w.front.secret)
	}
	for n := range w.people.Load() {
		forbidden = append(forbidden, strconv.FormatInt(731_000_000+7919*(n+1), 10))
	}
	var logs strings.Builder
	for _, r := range w.all() {
		logs.WriteString(r.logged())
	}
	places := map[string]string{"the log": logs.String(), "the metrics": counted}
	if w.redis.Say("PING") == "+PONG" {
		places["redis"] = strings.Join(dump(w.t, w.redis.URL), "\n")
	}
	for place, text := range places {
		for _, word := range forbidden {
			if at := strings.Index(text, word); at >= 0 {
				w.t.Errorf("%q stands in clear in %s: …%q…", word, place, text[max(0, at-200):min(len(text), at+200)])
			}
		}
	}
	if found := phone.FindString(logs.String()); found != "" {
		w.t.Errorf("something like a person's number is in the log: %s", found)
	}
}

// phone looks for the ids of these tests' people, wherever they come from.
var phone = regexp.MustCompile(`\b73[1-9]\d{6}\b`)

// dump reads all keys and values, a line each.
func dump(t *testing.T, address string) []string {
	t.Helper()
	options, err := goredis.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	db := goredis.NewClient(options)
	defer db.Close() //nolint:errcheck // read already
	ctx := context.Background()
	var lines []string
	for keys := db.Scan(ctx, 0, "*", 1000).Iterator(); ; {
		if !keys.Next(ctx) {
			if err := keys.Err(); err != nil {
				t.Fatalf("list keys: %v", err)
			}
			return lines
		}
		value, err := read(ctx, db, keys.Val())
		if err != nil {
			t.Fatalf("read a key: %v", err)
		}
		lines = append(lines, keys.Val()+" = "+value)
	}
}

// read gives a value of any type as text.
func read(ctx context.Context, db *goredis.Client, key string) (string, error) {
	kind, err := db.Type(ctx, key).Result()
	if err != nil {
		return "", err
	}
	var value any
	switch kind {
	case "string":
		value, err = db.Get(ctx, key).Result()
	case "hash":
		value, err = db.HGetAll(ctx, key).Result()
	case "list":
		value, err = db.LRange(ctx, key, 0, -1).Result()
	case "set":
		value, err = db.SMembers(ctx, key).Result()
	case "zset":
		value, err = db.ZRangeWithScores(ctx, key, 0, -1).Result()
	case "stream":
		value, err = db.XRange(ctx, key, "-", "+").Result()
	case "none": // it expired just now
	default:
		err = fmt.Errorf("type %q", kind)
	}
	return fmt.Sprint(value), err
}
