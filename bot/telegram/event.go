package telegram

// An Event is something worth counting. It names what happened, never to whom.
type Event string

// What is counted.
const (
	Received   Event = "received"    // an update came in and is safe
	Unsafe     Event = "unsafe"      // an update could not be made safe and will come again
	DeadLetter Event = "dead_letter" // an update nobody can read or make safe was laid aside
	Refused    Event = "refused"     // a webhook call without the secret
	Panicked   Event = "panicked"    // handling broke off
	SentOne    Event = "sent"        // an Out is in the person's chat
	SendAgain  Event = "send_again"  // a send did not get through and may be tried again
	SendLater  Event = "send_later"  // Telegram asked for a pause (429)
	SendGone   Event = "send_gone"   // the person blocked the bot or is gone
	SendDrop   Event = "send_drop"   // an Out that Telegram will never take
	OwnPace    Event = "own_pace"    // the shared rate was out of reach; this process limits itself
	PollAgain  Event = "poll_again"  // a request for updates did not get through
	PollTaken  Event = "poll_taken"  // somebody else polls with the same token (409)
	LeftGroup  Event = "left_group"  // the bot left a group
)
