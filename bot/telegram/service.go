package telegram

// present notes that a field is there, without reading it.
type present bool

// UnmarshalJSON notes everything but null and false.
func (p *present) UnmarshalJSON(b []byte) error {
	*p = string(b) != "null" && string(b) != "false"
	return nil
}

// service lists what Telegram itself notes in a private chat (a pinned message, a
// timer, a gift). A person did not say anything then, so there is nothing to
// answer; anything not listed here is taken as something the person sent.
type service struct {
	Pinned       present `json:"pinned_message"`
	AutoDelete   present `json:"message_auto_delete_timer_changed"`
	WriteAccess  present `json:"write_access_allowed"`
	Background   present `json:"chat_background_set"`
	Website      present `json:"connected_website"`
	Paid         present `json:"successful_payment"`
	Refunded     present `json:"refunded_payment"`
	Gift         present `json:"gift"`
	UniqueGift   present `json:"unique_gift"`
	GiftUpgrade  present `json:"gift_upgrade_sent"`
	Boost        present `json:"boost_added"`
	Proximity    present `json:"proximity_alert_triggered"`
	PaidPrice    present `json:"paid_message_price_changed"`
	DirectPrice  present `json:"direct_message_price_changed"`
	TasksDone    present `json:"checklist_tasks_done"`
	TasksAdded   present `json:"checklist_tasks_added"`
	CallPlanned  present `json:"video_chat_scheduled"`
	CallStarted  present `json:"video_chat_started"`
	CallEnded    present `json:"video_chat_ended"`
	CallInvited  present `json:"video_chat_participants_invited"`
	TopicMade    present `json:"forum_topic_created"`
	TopicEdited  present `json:"forum_topic_edited"`
	TopicClosed  present `json:"forum_topic_closed"`
	TopicOpened  present `json:"forum_topic_reopened"`
	PollOption   present `json:"poll_option_added"`
	PollOptionX  present `json:"poll_option_deleted"`
	ManagedBot   present `json:"managed_bot_created"`
	PostApproved present `json:"suggested_post_approved"`
	PostDeclined present `json:"suggested_post_declined"`
}

// silent says whether the message is only such a note.
func (s service) silent() bool { return s != (service{}) }
