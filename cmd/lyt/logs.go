package main

import (
	"io"
	"log/slog"
	"slices"
)

// loggable are the only attributes that reach the log. Whatever else somebody
// adds in a hurry is left out: privacy by construction, not by care.
var loggable = []string{
	slog.TimeKey, slog.LevelKey, slog.MessageKey,
	"error", "event", "count", "says", "listen", "desk_listen", "mode", "code", "service", "version", "warning", "retry_after", "method", "status",
}

// newLog writes JSON lines.
func newLog(to io.Writer, level string) *slog.Logger {
	var at slog.Level
	if err := at.UnmarshalText([]byte(level)); err != nil {
		at = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(to, &slog.HandlerOptions{Level: at, ReplaceAttr: keepLoggable}))
}

func keepLoggable(_ []string, a slog.Attr) slog.Attr {
	if slices.Contains(loggable, a.Key) {
		return a
	}
	return slog.Attr{}
}
