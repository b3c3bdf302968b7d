package triage

import "slices"

// A rule is one idea and the ways to say it. Each line of says is a pattern of
// words that follow one another in one clause:
//
//	a|b      either word; a* any word that begins so
//	..       up to four words may stand here
//	#        a number
//	@name    a group of words from macros below
//
// Small words such as "bare" and "altså" may stand anywhere, spelling is forgiven
// (spell.go), and a "not" before or inside a pattern denies it, unless firm.
type rule struct {
	family string
	name   string
	level  Level
	firm   bool   // the pattern holds its own "not", so neither a denial nor a film cancels it
	mark   uint8  // counts only together with other marks
	needs  uint64 // the marks that together make this rule
	says   []string
}

// The families, as a clinician groups them. The reason of a verdict begins with one.
const (
	inProgress  = "in progress"
	suicidal    = "suicidal thoughts"
	selfHarm    = "self-harm"
	sexual      = "sexual abuse"
	violence    = "violence"
	threat      = "threat to others"
	psychosis   = "psychosis"
	eating      = "eating"
	aboutOthers = "third party"
	hurting     = "hurting"
	past        = "past"
	idiom       = "idiom"
)

// Marks: what counts only together.
const (
	food = 1 + iota
	faint
	goodbye
	silent
)

// The rules, most urgent first: of two that fit, the first gives the reason.
var rules = slices.Concat(
	inProgressRules, suicidalRules, selfHarmRules, sexualRules, violenceRules, threatRules, psychosisRules, eatingRules, aboutOthersRules, hurtingRules, pastRules, idiomRules,
)

// Groups of words the rules above call by name. No name is the beginning of another.
var macros = map[string]string{
	"@vil":      "vil|ville|gad|gider|ønsker|foretrækker|gerne|skulle|burde|want|wanna",
	"@ikke":     "ikke|it|aldrig|ingen|hverken|ej|ikkeat",
	"@gider":    "gider|orker|magter|vil|kan|ønsker|tør",
	"@piller":   "piller|pillerne|panodil*|tablet*|ipren*|pills|pamol*|medicin|sovepiller|smertestillende",
	"@selvmord": "selvmord",
	"@snart":    "nu|inat|iaften|aften|nat|idag|imorgen|tonight|weekenden",
	"@rør":      "rører|rørte|rørt|røre|pillede|gramser|beføler|befølte|kysser|kyssede",
	"@sted":     "måde|steder|sted|ikke|under|bukserne|trusser*|underliv*|bryster*|nat|natten|skridtet|lår*|tøjet|røven|numsen",
	"@tvang":    "tvang|tvinger|tvunget|tvinge|forced|tvunget",
	"@gør":      "gør|gjorde|gjort|gøre|laver|lavede|does|did",
	"@dele":     "dele|deler|delt|delte|sprede|spreder|spredt|lægge|lagt|lægger|leak*|lække*|sendt|vise|viser",
	"@billeder": "nøgenbilled*|nudes|private|intime|billeder|billederne",
	"@hjem":     "far|mor|stedfar|bror|storebror|kæreste|baba|papfar|stedmor|forældre|dad|mom",
	"@hanhun":   "han|hun|hende|ham|de",
}

// What the weighing of a clause looks at (match.go).
const (
	butWords    = "men|but|undtagen|selvom"
	fillerWords = "bare|altså|sgu|jo|lige|faktisk|godt|virkelig|rigtig|egentlig|nok|fucking|seriøst|også|da|så|helt|" +
		"meget|just|really|simpelthen|fandme|snart|tit|måske|kun|nogle|gange|i"
	noWords    = "ikke|aldrig|ingen|intet|hverken|uden|ej|not|never|no|dont|havent|isnt|nope"
	notNoWords = "lade|stoppe|stop|holde|undgå|kun|hele|styre|kontrollere|mere|længere|altid|lad|lader|længe|bare|" +
		"anymore|tie"
	beforeNoWords = "ved|tør|må|turde|aner|forstår|kan|hvorfor|orker|magter|gider|hvis"
	subjectWords  = "jeg|han|hun|vi|de|du|man|min|mit|mine|far|mor|i|mig|der|som|nogen|tanken"
	linkWords     = "at|fordi|når|hvis|hvorfor|hvordan|så|og|om|for|hvor|end|mens|eller"
	unrealWords   = "film|filmen|filmene|gyserfilm|serie|serien|afsnit|afsnittet|sæson|episode|spil|spillet|spiller|" +
		"spille|gamer|gaming|game|fortnite|minecraft|cod|gta|elden|boss|bossen|level|sims|sim|fifa|skak|" +
		"valorant|roblox|helldivers|csgo|cs|dnd|rollespil*|zombi*|revive|respawn*|lobby|camper|bog|bogen|" +
		"roman|romanen|novelle*|podcast*|podkast*|dokumentar*|program|programmet|sangen|track|album|digt|" +
		"digtet|stil|stilen|danskstil|opgave|opgaven|engelskopgave|aflevering*|srp|sso|sop|fremlæg*|analyser*|" +
		"projekt*|emneuge|samfundsfag|biologi|bio|pensum|statistik|artikel|artiklen|nyhederne|verdenskrig*|" +
		"karakter|karakteren|karakterer|netflix|manga|anime|teater*|skuespil*|interviewe|psykologi|" +
		"historietimen|historieopgave*|vektorer|squad|karaoke|killede|enderdragen|spoiler"
	presentWords = "igen|stadig|stadigvæk|aften|iaften|inat|hver|stadigt|fortsat|nu|konstant|idag|imorgen|again|tonight|" +
		"still|lige"
	nearWords = "ven|veninde|veninden|vennen|søster|bror|lillebror|lillesøster|storebror|storesøster|datter|søn|barn|" +
		"barnebarn|niece|nevø|fætter|kusine|elev|roomie|friend|pige|dreng|klassekammerat|hun|kæreste"
	plainWords = "jeg|vil|ikke|mere|leve|skal|skulle|kunne|kan|har|havde|gerne|bare|mig|selv|ihjel|dig|det|den|til|for|" +
		"med|hele|tiden|af|på|at|og|men|min|mit|liv|livet|lyst|her|nu|gider|dø|død|hun|han|sig|være|var|er|en|" +
		"et|i|aften|nat|derhjemme|ligeglad|mand"
)

// Short spellings of chats (left, the word; right, what stands for it).
const spellings = `ikke: ik ikk ikj iik itte ikek ike ikkke ikkr ick
jeg: j jg jej jig jeh jge
mig: mej mi mih
dig: dej
selv: sel slev sjæl selvv sev
mere: mer mær meer mre
kan: ka kn
kunne: ku
skal: ska
skulle: sku
vil: vill wil
ville: vile
have: ha
tage: ta
ved: v
det: d dt
er: r
bliver: blir blier
blive: bli
giver: gir
aldrig: aldri alrig
altså: alså
også: oss osse ogs
hvorfor: hvf hvrfor
hvordan: hvrdan hvordn
dø: doø døe
leve: lve
længere: længre længer
hjælp: hjlp
gjort: gjot
slår: slårr slaar
tænker: tænkr
lyst: lst
ihjel: ijel ihjæl igel
spist: spst
iaften: iaftn
gør: gor gørr
ikkeat: ikkeat
`
