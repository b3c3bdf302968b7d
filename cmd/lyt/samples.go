package main

import (
	"fmt"
	"slices"
	"time"

	"lyt/bot/booking"
	"lyt/bot/directory"
)

// Sample times for the demo: a few a day for two weeks, within opening hours.
const (
	sampleDays   = 14
	sampleEvery  = 2 * time.Hour
	sampleLength = 45 * time.Minute
)

var sampleFormats = []booking.Format{booking.InPerson, booking.Video, booking.Chat, booking.Phone}

// sampleCounsellors have times at one service each, because nobody can be at two at
// once. Elsewhere it is open who takes the time.
var sampleCounsellors = map[string]string{"helsingor-ungevaerftet": "raadgiver", "headspace-helsingor": "headspace"}

// sampleSlots makes the times of one service from now on.
func sampleSlots(s directory.Service, now time.Time, zone *time.Location) []booking.Slot {
	formats := sampleFormatsOf(s)
	var slots []booking.Slot
	today := now.In(zone)
	for day := range sampleDays {
		for hour := 9; hour < 19; hour += int(sampleEvery.Hours()) {
			start := time.Date(today.Year(), today.Month(), today.Day()+day, hour, 0, 0, 0, zone)
			if start.Before(now) || !s.Hours.Open(start, zone) {
				continue
			}
			slots = append(slots, booking.Slot{
				Service: s.ID, Start: start, Length: sampleLength,
				Format: formats[len(slots)%len(formats)], Counsellor: sampleCounsellors[s.ID],
			})
		}
	}
	return slots
}

func sampleFormatsOf(s directory.Service) []booking.Format {
	var formats []booking.Format
	for _, f := range sampleFormats {
		if slices.Contains(s.Formats, string(f)) {
			formats = append(formats, f)
		}
	}
	if len(formats) == 0 {
		return []booking.Format{booking.Chat}
	}
	return formats
}

// parseStart reads local time as people write it in `lyt slots add`.
func parseStart(text string, zone *time.Location) (time.Time, error) {
	start, err := time.ParseInLocation("2006-01-02T15:04", text, zone)
	if err != nil {
		return time.Time{}, usageError{fmt.Errorf("%q is no start; write local time like 2026-11-24T15:00", text)}
	}
	if start.Format("2006-01-02T15:04") != text {
		return time.Time{}, usageError{fmt.Errorf("%s does not exist on the clock: summer time begins then", text)}
	}
	return start, nil
}
