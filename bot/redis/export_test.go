package redis

// Classes lists all kinds of key.
func Classes() []Class { return classes[:] }
