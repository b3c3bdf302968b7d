package desk_test

var smallRights = []right{
	{"GET", "/guide", ok, ok, ok, ok, ok, ok, see},
	{"GET", "/guide?talk=nord/taget", ok, ok, ok, ok, ok, ok, see},
	{"GET", "/live", no, no, no, no, ok, no, see},
	{"GET", "/figures", no, no, no, ok, ok, no, see},
	{"GET", "/figures?month=1", no, no, no, no, no, no, see},
	{"GET", "/log", no, no, no, no, no, ok, see},
	{"GET", "/log?service=", no, no, no, no, no, no, see}, // of all houses, and rut belongs to one
	{"GET", "/log?service=vest", no, no, no, no, no, no, see},
	{"GET", "/log?before=x", no, no, no, no, no, no, see},
}
