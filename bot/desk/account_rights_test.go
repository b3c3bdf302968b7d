package desk_test

import "net/http"

// wrongForm is what a form answers that lacks what it needs, to those who may send it.
const (
	wrongForm = http.StatusUnprocessableEntity
	denied    = http.StatusUnauthorized
)

var accountRights = []right{
	{"GET", "/me", ok, ok, ok, ok, ok, ok, see},
	{"POST", "/me/password", wrongForm, wrongForm, wrongForm, wrongForm, wrongForm, wrongForm, see},
	{"POST", "/me/here", see, see, see, see, see, see, see},
	{"GET", "/me/factor", ok, ok, ok, ok, ok, ok, see},
	{"GET", "/me/factor.png", ok, ok, ok, ok, ok, ok, see},
	{"POST", "/me/factor", denied, denied, denied, denied, denied, denied, see},
	{"POST", "/me/factor/off", denied, denied, denied, denied, denied, denied, see},
	{"GET", "/me/replies", ok, ok, ok, no, no, no, see},
	{"POST", "/me/replies", wrongForm, wrongForm, wrongForm, no, no, no, see},
	{"POST", "/me/replies/delete", see, see, see, no, no, no, see},
	{"GET", "/me/anything", no, no, no, no, no, no, no},
	{"GET", "/login/code", see, see, see, see, see, see, see},
	{"POST", "/login/code", see, see, see, see, see, see, see},
	{"GET", "/login/factor", see, see, see, see, see, see, see},
	{"GET", "/login/factor.png", see, see, see, see, see, see, see},
	{"POST", "/login/factor", see, see, see, see, see, see, see},
	{"GET", "/login/elsewhere", no, no, no, no, no, no, no}, // there is no such place in this house
	{"GET", "/login/elsewhere/back", no, no, no, no, no, no, no},
	{"GET", "/login/out", no, no, no, no, no, no, no},
}
