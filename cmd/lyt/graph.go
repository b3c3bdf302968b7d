package main

type graphCmd struct{}

// Run draws.
func (graphCmd) Run(w *world) error { return nil }
