package bot

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"unicode/utf8"
)

// secret is a text that cannot be printed by any fmt verb, slog handler or JSON
// encoder. It holds a pointer, so that even an unexported field of this type,
// which fmt prints by reflection without calling methods, shows only an address.
type secret struct{ text *string }

func hide(s string) secret { return secret{&s} }

func (s secret) reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Said is what a person, or a counsellor, wrote. It prints as its length
// everywhere; Reveal is the one visible way to the words.
type Said struct{ secret }

// Heard wraps words as they come in.
func Heard(words string) Said { return Said{hide(words)} }

// Reveal gives the words. Each call is a place to ask: who can read this?
func (s Said) Reveal() string { return s.reveal() }

// Equal compares the words.
func (s Said) Equal(o Said) bool { return s.reveal() == o.reveal() }

func (s Said) masked() string { return fmt.Sprintf("said(%d)", utf8.RuneCountInString(s.reveal())) }

// Format prints the length, whatever the verb.
func (s Said) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.masked()) }

// LogValue logs the length.
func (s Said) LogValue() slog.Value { return slog.StringValue(s.masked()) }

// MarshalJSON writes the length; without it slog's JSON handler would print a field.
func (s Said) MarshalJSON() ([]byte, error) { return json.Marshal(s.masked()) }

// MarshalText writes the length.
func (s Said) MarshalText() ([]byte, error) { return []byte(s.masked()), nil }

// Address is a channel's own name for a person, such as a Telegram chat id. It
// prints as "address".
type Address struct{ secret }

// At wraps a channel's own id.
func At(id string) Address { return Address{hide(id)} }

// Reveal gives the channel's id, for the channel to send to.
func (a Address) Reveal() string { return a.reveal() }

// Empty says that there is nowhere to reply to.
func (a Address) Empty() bool { return a.reveal() == "" }

// Equal compares the ids.
func (a Address) Equal(o Address) bool { return a.reveal() == o.reveal() }

// Format prints "address".
func (a Address) Format(f fmt.State, _ rune) { fmt.Fprint(f, "address") }

// LogValue logs "address".
func (a Address) LogValue() slog.Value { return slog.StringValue("address") }

// MarshalJSON writes "address".
func (a Address) MarshalJSON() ([]byte, error) { return []byte(`"address"`), nil }

// MarshalText writes "address".
func (a Address) MarshalText() ([]byte, error) { return []byte("address"), nil }

// Person is a pseudonym: a keyed hash of channel and address. It tells two
// people apart and leads back to nobody without the key. It prints as "person".
type Person struct{ secret }

// Pseudonym wraps the keyed hash, in letters that can stand in a key.
func Pseudonym(hash string) Person { return Person{hide(hash)} }

// Key gives the hash, to build storage keys with.
func (p Person) Key() string { return p.reveal() }

// Equal compares the hashes.
func (p Person) Equal(o Person) bool { return p.reveal() == o.reveal() }

// Format prints "person".
func (p Person) Format(f fmt.State, _ rune) { fmt.Fprint(f, "person") }

// LogValue logs "person".
func (p Person) LogValue() slog.Value { return slog.StringValue("person") }

// MarshalJSON writes "person".
func (p Person) MarshalJSON() ([]byte, error) { return []byte(`"person"`), nil }

// MarshalText writes "person".
func (p Person) MarshalText() ([]byte, error) { return []byte("person"), nil }

// Format prints "out": what is said to a person is between them and us too.
func (o Out) Format(f fmt.State, _ rune) { fmt.Fprint(f, "out") }

// LogValue logs "out".
func (o Out) LogValue() slog.Value { return slog.StringValue("out") }
