package bot

// An Entry is one thing in the feed of a channel that the bot keeps itself, such as
// the web page: opened bytes under an id. A later entry has a later id.
type Entry struct {
	ID   string
	Data []byte
}
