package directory

// Hours are a service's opening hours in local time.
type Hours struct {
	Always bool      // open around the clock, holidays too
	Week   [7][]Span // by time.Weekday, Sunday first
}

// Span is a part of a day in minutes after midnight, From included, To not.
type Span struct{ From, To int }
