package main

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics count what happens, never to whom: the label is one of the fixed names
// in the code.
type metrics struct {
	registry *prometheus.Registry
	talk     *prometheus.CounterVec
	telegram *prometheus.CounterVec
	redis    *prometheus.CounterVec
	notify   *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		talk:     events("lyt_talk_events_total", "What happened in talks."),
		telegram: events("lyt_telegram_events_total", "What happened with Telegram."),
		redis:    events("lyt_redis_events_total", "What happened in the store that should be rare."),
		notify:   events("lyt_notify_events_total", "What happened with telling staff that somebody waits."),
	}
	m.registry.MustRegister(m.talk, m.telegram, m.redis, m.notify, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func events(name, help string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{"event"})
}
