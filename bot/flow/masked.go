package flow

import (
	"fmt"
	"log/slog"
)

// A State holds what a person answered, and an Input what they typed. Neither can
// be printed, so that no error and no log gives anybody away.

// Format prints "state", whatever the verb.
func (s State) Format(f fmt.State, _ rune) { fmt.Fprint(f, "state") }

// LogValue logs "state".
func (s State) LogValue() slog.Value { return slog.StringValue("state") }

// Format prints "input", whatever the verb.
func (in Input) Format(f fmt.State, _ rune) { fmt.Fprint(f, "input") }

// LogValue logs "input".
func (in Input) LogValue() slog.Value { return slog.StringValue("input") }
