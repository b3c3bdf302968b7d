package talk

import (
	"slices"
	"strings"
	"unicode"
)

// A word is something a person may say at any point of any talk, with or without
// the slash. It is no flow's business.
type word string

const (
	wordStart        word = "start"
	wordCrisis       word = "akut"
	wordHuman        word = "menneske"
	wordHelp         word = "hjaelp"
	wordPrivacy      word = "privatliv"
	wordAppointments word = "aftaler"
	wordLanguage     word = "sprog"
	wordDelete       word = "slet"
	wordBack         word = "tilbage"
	wordSkip         word = "spring over"
	wordStop         word = "stop"
	wordCancel       word = "aflys" // never typed alone: the question whether to cancel a time
)

// spoken lists how people write the words. Every one stands alone in its message.
var spoken = map[string]word{
	"start": wordStart, "begynd": wordStart, "forfra": wordStart, "start forfra": wordStart,
	"hjælp mig": wordCrisis, "hjaelp mig": wordCrisis, "hjælp mig nu": wordCrisis, "akut hjælp": wordCrisis,
	"jeg har brug for hjælp": wordCrisis, "jeg har brug for hjælp nu": wordCrisis, "help me": wordCrisis, "i need help": wordCrisis,
	"akut": wordCrisis, "emergency": wordCrisis, "112": wordCrisis, "sos": wordCrisis,
	"menneske": wordHuman, "human": wordHuman, "tal med et menneske": wordHuman, "talk to a human": wordHuman,
	"hjaelp": wordHelp, "hjælp": wordHelp, "help": wordHelp,
	"privatliv": wordPrivacy, "privacy": wordPrivacy,
	"aftaler": wordAppointments, "aftale": wordAppointments, "mine aftaler": wordAppointments, "appointments": wordAppointments,
	"sprog": wordLanguage, "language": wordLanguage, "english": wordLanguage,
	"slet": wordDelete, "slet alt": wordDelete, "delete": wordDelete,
	"tilbage": wordBack, "back": wordBack,
	"spring over": wordSkip, "skip": wordSkip,
	"stop": wordStop, "slut": wordStop,
}

// commands are the words that hold even in a live talk without their slash.
var commands = map[word]bool{
	wordStart: true, wordCrisis: true, wordHuman: true, wordHelp: true,
	wordPrivacy: true, wordAppointments: true, wordLanguage: true, wordDelete: true,
}

// thanks is what people say when they have got what they came for.
var thanks = map[string]bool{
	"tak": true, "mange tak": true, "tusind tak": true, "tak for hjælpen": true, "tak for det": true, "ok tak": true,
	"ok": true, "okay": true, "okay tak": true, "fint": true, "super": true, "godt": true, "perfekt": true, "hej hej": true,
	"thanks": true, "thank you": true, "👍": true, "❤️": true, "🙏": true,
}

// isThanks says that there is nothing to answer but "you are welcome".
func isThanks(words string) bool { return thanks[plain(words)] }

// hello is what people say when they come, or when they do not know what to say.
var hello = map[string]bool{
	"hej": true, "hejsa": true, "hej igen": true, "hej med dig": true, "halløj": true, "hallo": true, "hey": true, "heyy": true,
	"hi": true, "hello": true, "goddag": true, "godmorgen": true, "god morgen": true, "godaften": true, "god aften": true, "dav": true,
}

// isHello says that there is nothing to answer but hello.
func isHello(words string) bool { return hello[plain(words)] }

// takenBack is how people take back what frightened themselves or us, and aroundIt the
// words that may stand around it. Any other word says something else: "det er ikke en
// joke", "det passer ikke med min mor".
var (
	takenBack = []string{
		"for sjov", "glem det", "glem hvad", "glem alt", "en joke", "jeg joker", "jokede", "lavede sjov", "laver sjov", "laver gas", "lavede gas",
		"mente det ikke", "mente det ik", "ikke ment sådan", "ik ment sådan", "var ikke seriøs", "var ik seriøs", "det passer ikke", "det passer ik", "overdrev", "pyt", "jk",
		"just kidding", "kidding", "a joke", "joking", "forget it", "forget what", "never mind", "nevermind", "didn't mean it", "didnt mean it", "did not mean it",
	}
	aroundIt = wordSet("det var er jo bare kun altså undskyld sorry haha hahaha hihi lol xd nej ja ok okay jeg så med igen lige nu om skrev sagde før mig jer dig det's " +
		"it was just only i i'm im it's its that what said wrote about oh no yes and og men ment")
)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}

// takesBack says that a message takes back what was said before, and nothing else. It
// cancels nothing; see turn.soften.
func takesBack(text string) bool {
	rest, found := " "+strings.Join(wordsOf(text), " ")+" ", false
	for _, said := range takenBack {
		if strings.Contains(rest, " "+said+" ") {
			rest, found = strings.ReplaceAll(rest, " "+said+" ", " "), true
		}
	}
	return found && !slices.ContainsFunc(strings.Fields(rest), func(word string) bool { return !aroundIt[word] })
}

// wordsOf cuts a message into its words, without signs and emoji.
func wordsOf(text string) []string {
	text = strings.ToLower(strings.ReplaceAll(text, "’", "'"))
	return strings.FieldsFunc(text, func(r rune) bool { return r != '\'' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// takesBack says that danger of the last hours is taken back.
func (u *turn) takesBack(text string) bool {
	return u.session.Human == nil && u.crisisWithin(cardMemory) && takesBack(text)
}

// sameWords compares what was typed with a label.
func sameWords(typed, label string) bool { return plain(typed) == plain(label) }

func plain(words string) string { return strings.ToLower(strings.Trim(words, " .!?,")) }

// find says which word a message is, if it is one. What follows a command, such
// as a payload, comes back as rest.
func find(text string) (w word, rest string, ok bool) {
	const longest = 64 // no word is longer; a long message is not searched
	if len(text) > longest {
		return "", "", false
	}
	text = strings.ToLower(strings.TrimSpace(text))
	if command, isCommand := strings.CutPrefix(text, "/"); isCommand {
		head, tail, _ := strings.Cut(command, " ")
		head, _, _ = strings.Cut(head, "@")
		w, ok = spoken[head]
		return w, strings.TrimSpace(tail), ok
	}
	w, ok = spoken[strings.Trim(text, " .!?,")]
	return w, "", ok
}

// asksForHuman says that words which fitted no button ask for somebody to talk to.
func asksForHuman(text string) bool {
	text = strings.ToLower(text)
	const most = 120 // a short wish, not a story with the word in it
	if len(text) > most {
		return false
	}
	for _, who := range []string{"menneske", "rådgiver", "raadgiver", "human", "counsellor"} {
		if strings.Contains(text, who) {
			return true
		}
	}
	return false
}
