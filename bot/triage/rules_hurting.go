package triage

// Hurting, but no sign of acute danger: a warm answer and one gentle question.
var (
	hurtingRules = []rule{
		{family: hurting, name: "retraction", level: Concern, firm: true, says: []string{
			"glem|glemt det|hvad .. skrev|sagde", "var|er .. bare for sjov", "mente .. det ikke",
			"bare en joke|sjov .. skrev|før|glem", "kms", "ikke mente det",
		}},
		{family: hurting, name: "exhausted", level: Concern, firm: true, says: []string{
			"kan|orker|magter|holder|klarer|gider|overkommer @ikke .. mere|længere|til|alt|noget", "kan snart|slet ikke",
			"kan .. ikke .. mere", "giver|gir|give op", "træt af det|alt|alting|hele", "ved at|er knække|knækker|knækket",
			"på bristepunktet", "bryder|brudt|bryde sammen|grædende", "udbrændt*", "overskue* .. ikke",
			"ikke .. overskue|holde .. alt|det|ud|noget|til", "cant|can not .. anymore|take|cope|go",
			"lige meget|ligegyldigt .. alt|det|hele|sammen", "det er .. lige meget|ligegyldigt", "bare .. væk", "tak for alt",
			"forsvinde|flygte|stikke|væk .. fra .. det|alt|alting|hele", "ender|slutter|nytter .. ikke .. noget",
			"ingen|ikke .. mening", "meningsløs*|håbløs*|hopeless|pointless", "mørke tanker|sted", "mørk* tank*", "dum* tanker",
		}},
		{family: hurting, name: "sad", level: Concern, firm: true, says: []string{
			"ked af", "trist*|græder|grædt|tuder|tudet|grædefærdig|deprim*|depri|deppe*|depres*|nedtrykt*|nede|ulykkelig*|tårer", "ondt indeni",
			"tom|død|knust indeni", "tomhed*", "alt .. gråt|sort|tomt|mørkt|håbløst",
			"gider ikke .. noget|rigtig|spille|ud|se|nogen", "sad|low|empty|numb|depressed|crying", "ikke god|smuk|klog nok",
			"god nok", "hader|hade|væmmes|foragter mig|min|mit selv|krop|liv|mig|udseende", "selvhad*",
			"føler mig .. forkert|dårlig|værdiløs|ubrugelig|grim|fed|usynlig|tyk|klam", "værdiløs*|worthless|usynlig",
			"byrde|besvær .. for|til", "en byrde",
			"har det .. dårligt|skidt|hårdt|ad|forfærdeligt|svært|lort|lorte|elendigt|virkelig", "ikke .. det godt|okay|ok",
			"hårdt|svært .. for tiden|nu|derhjemme|alt|lige", "livet|liv .. hårdt|svært|lort|stinker|suger|meningsløst",
			"savner|savn min|mit|ham|hende|eks",
		}},
		{family: hurting, name: "lonely", level: Concern, firm: true, says: []string{
			"ensom*|alene|lonely|alone|udenfor", "holdt|holdes ude",
			"ingen|nogen|ikke .. lide|li|gider mig", "ingen|nogen .. snakke|tale med",
			"ingen|ikke venner|veninder|forstår|lytter|ven", "har ingen", "kender ikke", "sidder .. alene",
			"inviteret .. undtagen|ikke", "ikke .. inviteret", "har .. ikke .. snakket med|talt .. nogen", "ingen at",
			"ingen .. kan|gider|vil .. li|lide|mig",
		}},
		{family: hurting, name: "pressed or anxious", level: Concern, firm: true, says: []string{
			"stres*|pres|presset|pressede|angst*|panik*|panic|anxiety|anxious|bange|utryg*|bekymret|bekymringer|tankemylder",
			"ikke .. sove|sover|søvn|koncentrere", "ikke trække vejret", "ikke få luft", "kan ikke .. sove|koncentrere|overskue",
			"ondt .. i .. maven", "kvalme|ryster|hjertebanken", "hjernen koger", "afleveringer .. halsen", "tør ikke",
			"tør ikke .. skole", "blive|bliver|ved sindssyg|skør|vanvittig", "sindssyg", "forventer|forventninger .. alt|mig|for",
		}},
		{family: hurting, name: "love and loss", level: Concern, firm: true, says: []string{
			"slog|slået|slår op", "hjerte|hjertet .. knust|brudt|ondt", "knust hjerte",
			"kæreste*|eks .. utro|forladt|savner|droppet|ghost*",
			"utro|ghost*|dumpet|kærestesorg*|hjertesorg*", "droppet|forladt mig", "uden ham|hende", "sammen med en anden",
			"verden|verdenen går under",
			"min|mit|vores|mine far|mor|farmor|mormor|farfar|morfar|bror|søster|ven|veninde|onkel|hund|kat|barn|fætter|bedstemor|bedstefar|lillebror|storebror .. død|døde|dør|aflivet|syg|kræft|begravet",
			"mistet|mistede .. min|mit|vores|en", "sorg|sørger|begravelse*|aflivet", "år siden .. døde",
		}},
		{family: hurting, name: "bullied", level: Concern, firm: true, says: []string{
			"mobbe*|mobning|mobber|bullied|bully*|driller|drillet|chikane*",
			"kalder|kaldte|kaldt|griner|skriver|skrev|taler|råber|hader .. mig|ad|om .. grim|fed|klam|mig|luder|tyk|bøsse|dum|taber|mærkelig",
			"er efter mig", "efter mig", "smidt|smider .. ud .. af|fra", "holde*|holdt udenfor|ude", "gruppe om mig",
			"gå .. dø .. under|skrev|mit|til", "skrev|skriver|sagde .. gå .. dø", "gemmer|ødelægger|tager min|mine|mit",
			"rygter*|bagtale*",
		}},
		{family: hurting, name: "family and body", level: Concern, firm: true, says: []string{
			"forældre .. skilles|skilt|skændes|skilsmisse", "skilsmisse*|skilles",
			"far|mor|forældre|stedfar .. drikker|alkohol*|fuld|misbrug", "alkoholiker*", "drikker for meget", "skænd*|uvenner",
			"søster|bror|mor|far .. syg|indlagt|psykisk",
			"kalorier|fed|tyk|tykke|overvægtig|slankekur", "tabe mig",
			"springer .. måltid*|morgenmad*|mad .. over", "anorek*|bulim*|spiseforstyr*|overspis*", "opmærksomheden",
			"var voldelig", "slog mig", "spiser ikke|dårligt", "ikke .. spise|spist", "kaster op", "hader .. krop*", "misbrug*",
			"ryger|hash|stoffer|drikker|coke|kokain .. meget|dag|dagligt|afhængig", "afhængig",
		}},
	}
)
