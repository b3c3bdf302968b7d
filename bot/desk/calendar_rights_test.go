package desk_test

import "net/http"

// The form that is posted to all of these is not one of a time, so those who may post
// hear what is missing.
const odd = http.StatusUnprocessableEntity

// Nobody has taken that time, so those who may change its place hear so.
const late = http.StatusConflict

var calendarRights = []right{
	{"GET", "/calendar", ok, ok, ok, ok, ok, no, see},
	{"GET", "/calendar?service=nord", ok, ok, no, ok, ok, no, see},
	{"GET", "/calendar?service=vest", no, no, ok, no, no, no, see},
	{"GET", "/calendar/new?service=nord", ok, ok, no, ok, no, no, see},
	{"POST", "/calendar/new", odd, odd, no, odd, no, no, see},
	{"GET", "/calendar/weekly?service=nord", ok, ok, no, ok, no, no, see},
	{"POST", "/calendar/weekly", odd, odd, no, odd, no, no, see},
	{"GET", "/calendar/slot/nord/fri", ok, ok, no, ok, no, no, see},
	{"GET", "/calendar/slot/nord/findes-ikke", no, no, no, no, no, no, see},
	{"POST", "/calendar/slot/nord/fri/change", odd, odd, no, odd, no, no, see},
	{"POST", "/calendar/slot/nord/fri/remove", see, see, no, see, no, no, see},
	{"POST", "/calendar/slot/nord/fri/series", see, see, no, see, no, no, see},
	{"POST", "/calendar/slot/nord/fri/place", late, late, no, late, no, no, see},
	{"POST", "/calendar/slot/nord/fri/off", see, see, no, see, no, no, see},
	{"GET", "/calendar/closed?service=nord", ok, ok, no, ok, no, no, see},
	{"POST", "/calendar/closed", odd, odd, no, odd, no, no, see},
	{"POST", "/calendar/reopen", no, no, no, no, no, no, see},
	{"GET", "/calendar/feeds?service=nord", ok, ok, no, ok, no, no, see},
	{"POST", "/calendar/feeds", odd, odd, no, odd, no, no, see},
	{"POST", "/calendar/feeds/remove", see, see, no, see, no, no, see},
	{"GET", "/calendar/link", ok, ok, ok, no, no, no, see},
	{"POST", "/calendar/link", ok, ok, ok, no, no, no, see},
	{"POST", "/calendar/link/end", see, see, see, no, no, no, see},
}
