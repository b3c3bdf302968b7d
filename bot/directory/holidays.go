package directory

import "time"

// Holiday says whether Danish offices are closed on the date of a local time. These
// are the public holidays, and two days on which municipal offices close though the
// law does not ask for it: Constitution Day (5 June) and Christmas Eve. Great Prayer
// Day was a holiday until 2023.
func Holiday(local time.Time) bool {
	year, month, day := local.Date()
	switch {
	case month == time.January && day == 1,
		month == time.June && day == 5,
		month == time.December && 24 <= day && day <= 26:
		return true
	}
	return movable(local.YearDay()-easter(year).YearDay(), year)
}

// movable knows the holidays by their distance from Easter Sunday in days.
func movable(after, year int) bool {
	switch after {
	case -3, -2, 0, 1: // Maundy Thursday, Good Friday, Easter Sunday and Monday
		return true
	case 39, 49, 50: // Ascension, Whit Sunday and Monday
		return true
	case 26: // Great Prayer Day
		return year < 2024
	}
	return false
}

// easter reckons Easter Sunday by the Gregorian rule (Meeus, Jones and Butcher).
func easter(year int) time.Time {
	golden := year % 19
	century, rest := year/100, year%100
	leap, skipped := century/4, century%4
	moon := (century - (century+8)/25 + 1) / 3
	epact := (19*golden + century - leap - moon + 15) % 30
	sunday := (32 + 2*skipped + 2*(rest/4) - epact - rest%4) % 7
	late := (golden + 11*epact + 22*sunday) / 451
	days := epact + sunday - 7*late + 114
	return time.Date(year, time.Month(days/31), days%31+1, 0, 0, 0, 0, time.UTC)
}
