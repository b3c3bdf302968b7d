package redis

import (
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/handoff"
)

// A Class is one kind of key. Every key in Redis belongs to one, and the class says
// how long it may live. A key reads lyt:{tag}:class or lyt:{tag}:class:id; keys
// that change together share the tag, and so a node of a cluster.
type Class struct {
	Name string
	Tag  string        // what stands in the braces: "p00" to "p63", "s:" and a service, "staff" or "cfg"
	Each bool          // there is one for each person, slot, …, named after the class
	Life time.Duration // no key of it lives longer than this; 0: no person in it, kept for good
	What string        // what is in it, for people
}

// class is a Class's place in the table.
type class int

const (
	personKey class = iota
	outKey
	dueKey
	leaseKey
	webKey
	openKey
	slotsKey
	slotKey
	apptsKey
	apptKey
	hasKey
	passKey
	busyKey
	closedKey
	barredKey
	opKey
	queueKey
	handoffKey
	asksKey
	threadKey
	relayKey
	dutyKey
	mineKey
	liveKey
	joinedKey
	draftsKey
	gapsKey
	hereKey
	countKey
	toldKey
	deedsKey
	staffDeedsKey
	accountKey
	sessionKey
	halfKey
	setupKey
	pauseKey
	repliesKey
	triesKey
	rateKey
	exportKey
	exportOfKey
	feedsKey
	feedKey
	feedTurnKey
	feedsAddedKey
	aloneKey
	numClasses
)

// Lives of keys. Those of slots and appointments run from the time of the slot.
const (
	day         = 24 * time.Hour
	longestLife = 100 * day // of a person's record; the talk chooses, see bot.Commit
	dueLife     = longestLife + day
	webLife     = day
	leaseLife   = time.Hour // the longest a lease may be set to
	opLife      = 25 * time.Hour
	farthest    = 366 * day // how far ahead a slot may lie
	slotLife    = day       // after it is over
	apptLife    = 7 * day   // after it is over
	longestSlot = day       // of one slot
	sessionLife = 12 * time.Hour
	gapsLife    = 12 * time.Hour
	halfLife    = 5 * time.Minute
	setupLife   = 15 * time.Minute
	pauseLife   = 12 * time.Hour
	triesLife   = 10 * time.Minute
	rateLife    = time.Minute
	exportLife  = 366 * day
	turnLife    = time.Hour // the longest a turn may be
	addedLife   = time.Hour
	aloneLife   = 10 * time.Second
)

// classTable is the one list of all keys there are: keys are built from it, and
// Audit holds what is in Redis against it.
func classTable() [numClasses]Class {
	return [numClasses]Class{
		personKey:  {"person", "p00", true, longestLife, "a person's talk, sealed"},
		outKey:     {"out", "p00", true, bot.GiveUp, "replies on their way to a person, sealed"},
		dueKey:     {"due", "p00", false, dueLife, "who has a reply or a timer due, by pseudonym"},
		leaseKey:   {"lease", "p00", true, leaseLife, "who delivers to a person right now"},
		webKey:     {"web", "p00", true, webLife, "what a person's web page shows, sealed"},
		openKey:    {"open", "s:", false, farthest + longestSlot + slotLife, "free times, by start"},
		slotsKey:   {"slots", "s:", false, farthest + longestSlot + slotLife, "all times, by start"},
		slotKey:    {"slot", "s:", true, farthest + longestSlot + slotLife, "one time with its counsellor, sealed"},
		apptsKey:   {"appts", "s:", false, farthest + longestSlot + apptLife, "appointments, by start"},
		apptKey:    {"appt", "s:", true, farthest + longestSlot + apptLife, "one appointment, sealed"},
		hasKey:     {"has", "s:", true, farthest + longestSlot, "a person's future appointment, by pseudonym"},
		passKey:    {"pass", "s:", false, farthest + longestSlot, "pass names in use"},
		busyKey:    {"busy", "s:", false, farthest + longestSlot + slotLife, "when counsellors have times, by keyed hash"},
		closedKey:  {"closed", "s:", false, farthest + longestSlot + slotLife, "days on which the service is closed"},
		barredKey:  {"barred", "s:", false, farthest + longestSlot + slotLife, "times of other calendars that were taken away here, by start"},
		opKey:      {"op", "s:", true, opLife, "changes done before, so that a repetition changes nothing"},
		queueKey:   {"queue", "s:", false, handoff.WaitLife, "handoffs that wait, in order"},
		handoffKey: {"handoff", "s:", true, handoff.ThreadLife, "one handoff, sealed"},
		asksKey:    {"asks", "s:", true, handoff.ThreadLife, "a person's open handoff, by pseudonym"},
		threadKey:  {"thread", "s:", true, handoff.ThreadLife, "the words of one live talk, sealed"},
		relayKey:   {"relay", "s:", false, bot.GiveUp, "what counsellors did that a person has not heard of, sealed"},
		dutyKey:    {"duty", "s:", false, day, "counsellors at the desk, by keyed hash"},
		mineKey:    {"mine", "s:", true, handoff.ThreadLife, "a counsellor's live talks, by keyed hash"},
		liveKey:    {"live", "s:", false, handoff.ThreadLife, "live talks, by how long the person has waited for an answer"},
		joinedKey:  {"joined", "s:", true, handoff.ThreadLife, "talks a colleague was asked into, by keyed hash"},
		draftsKey:  {"drafts", "s:", true, handoff.ThreadLife, "what counsellors have not sent yet in one talk, sealed"},
		gapsKey:    {"gaps", "s:", false, gapsLife, "how long the first in line waited lately"},
		hereKey:    {"here", "s:", false, day, "the names of those at the desk, sealed"},
		countKey:   {"count", "s:", true, 0, "what happened in one month, in numbers"},
		toldKey:    {"told", "s:", false, handoff.WaitLife, "when staff were last told that somebody waits"},
		deedsKey:   {"deeds", "s:", true, handoff.DeedLife, "who did what at a service's desk in a month, sealed"},
		// What belongs to no service stands with the accounts.
		staffDeedsKey: {"deeds", staffTag, true, handoff.DeedLife, "who did what with accounts in a month, sealed"},
		accountKey:    {"account", "staff", true, 0, "one desk account, sealed"},
		sessionKey:    {"session", "staff", true, sessionLife, "one browser that is logged in at the desk, sealed"},
		halfKey:       {"half", "staff", true, halfLife, "one browser that still owes the second factor, sealed"},
		setupKey:      {"setup", "staff", true, setupLife, "a second factor that is being set up, sealed"},
		pauseKey:      {"pause", "staff", true, pauseLife, "that somebody takes a break, by keyed hash"},
		repliesKey:    {"replies", "staff", true, 0, "a counsellor's own replies, sealed"},
		triesKey:      {"tries", "staff", true, triesLife, "logins tried, by keyed hash of name and network"},
		rateKey:       {"rate", "cfg", false, rateLife, "how many messages may still go out this moment"},
		exportKey:     {"export", "staff", true, exportLife, "whose times a secret link shows, sealed, by keyed hash of the link"},
		exportOfKey:   {"exportof", "staff", true, exportLife, "which link a counsellor has, by keyed hash"},
		feedsKey:      {"feeds", "s:", false, 0, "the calendars a service's times are read from, by name"},
		feedKey:       {"feed", "s:", true, 0, "one such calendar and what became of reading it, sealed"},
		feedTurnKey:   {"feedturn", "s:", true, turnLife, "that a replica has read a calendar"},
		feedsAddedKey: {"feedsadded", "staff", true, addedLife, "how many calendars an account added lately, by keyed hash"},
		aloneKey:      {"alone", "staff", true, aloneLife, "that somebody takes a talk or opens a time this moment, by keyed hash"},
	}
}

var classes = classTable() // never changed

// key builds lyt:{tag}:class[:id].
func (c class) key(tag string, id ...string) string {
	var b strings.Builder
	b.Grow(64)
	b.WriteString("lyt:{")
	b.WriteString(tag)
	b.WriteString("}:")
	b.WriteString(classes[c].Name)
	for _, part := range id {
		b.WriteByte(':')
		b.WriteString(part)
	}
	return b.String()
}

// prefix is what all keys of a class under one tag begin with, for scripts that
// find the ids themselves.
func (c class) prefix(tag string) string { return c.key(tag, "") }

// partitions spread the people over a cluster's nodes.
const partitions = 64

// partition gives a person's tag: p00 to p63.
func partition(who bot.Person) string {
	h := fnv.New32a()
	h.Write([]byte(who.Key())) //nolint:errcheck // a hash never fails
	return partitionTag(int(h.Sum32() % partitions))
}

func partitionTag(n int) string {
	if n < 10 {
		return "p0" + strconv.Itoa(n)
	}
	return "p" + strconv.Itoa(n)
}

// serviceTag gives a service's tag.
func serviceTag(service string) string { return "s:" + service }

const (
	staffTag = "staff"
	cfgTag   = "cfg"
)

// slotEnd is when a slot is over.
func slotEnd(s booking.Slot) time.Time { return s.Start.Add(s.Length) }
