package triage

// Danger from illness, and danger a friend or a parent tells of.
var (
	psychosisRules = []rule{
		{family: psychosis, name: "voices and being watched", level: Crisis, says: []string{
			"hører|høre|hørte|hear|hearing .. stemmer|stemme|voices|hviske|hvisker|hvisken|stemmerne",
			"stemmer|stemmerne|stemme|stemmen|skyggerne|skygger|djævlen|dæmoner*|dæmonen|gud|englene|voices .. siger|sagt|sagde|råber|befaler|beordrer|vil|taler|kalder|fortæller|hovedet|hoved|kommer|tell|telling|tilbage",
			"overvåg*", "aflytte*",
			"chip|chippen|chips|mikrochip .. arm|hoved|hjerne|tanker|sender|opereret|indopereret|mig|tand",
			"tv|tvet|fjernsynet|radioen|mobilen|telefonen|computeren|nyhederne|sangene|sangen taler|snakker|sender|siger .. til mig",
			"hallucin*", "halucin*", "psykotisk*|psykose*",
			"læser|læse|læst|stjæler|styrer|styre|kontrollerer|høre|hører|hear|read|sender .. mine|my tanker|thoughts|hjerne|krop",
			"tanker .. bliver .. stjålet|sendt|styret|læst", "tanker .. ikke .. mine|egne",
			"vil|prøver|har|forsøger .. forgift* .. mig|maden|os", "forgift*",
			"puttet|hældt|kommet|blandet .. noget|gift|stoffer i .. maden|mad|vandet|drikken|min", "spiked|roofied",
			"de|folk|alle|nogen|naboerne|politiet|efterretning*|cia|pet følger|forfølger|overvåger|udspionerer|spionerer .. efter|mig|ham|hende", "holder øje med mig",
			"forfølg*|forfulgt", "ude efter mig", "ikke .. virkelig*|ægte|rigtigt længere|mere|hvad|eller",
			"ikke .. hvad der er virkelig*|ægte|rigtigt|real", "er .. virkelighed|virkeligheden|ægte .. drøm",
			"fundet|knækket|fandt|løst koden|gåden|mønsteret|sandheden", "alt|alting er .. tegn|kodet|koder",
			"tegn .. til mig|overalt",
			"væggene|gulvet|ansigterne|ansigter .. trækker|trukket|ånder|bevæger|smelter|taler|smelte*",
			"udvalgt .. til|af|gud|mission", "jeg er .. udvalgt|messias|jesus|gud|profeten", "messias|profet",
			"sovet .. # .. dage|døgn|nætter", "sovet .. flere|mange|fem|fire|seks|tre|syv dage|døgn|nætter",
			"alle ved .. hvem jeg er|tænker", "ser|se .. ting|folk|skikkelser|skygger|mennesker .. ikke .. der|andre|findes",
			"bad|dårligt trip", "stemmen|stemmerne .. i .. hovedet|hoved",
			"skjulte|gemte|hemmelig* .. beskeder|kameraer|mikrofoner|signaler",
			"kamera*|mikrofon* .. gemt|skjult|værelse*|overalt|væg*",
			"bliver|er .. overvåget|styret|aflyttet|forfulgt|forgiftet|kontrolleret",
			"nogen .. styrer|kontrollerer .. mig|tanker|krop*", "ikke .. min .. krop|mig|egen",
			"verden|alt .. simulation|ikke ægte|uvirkelig*", "min mor|far er .. byttet ud|udskiftet|robot|ikke min",
			"paranoid*|paranoia", "djævlen|satan|dæmon* .. mig|huset|værelse*|krop*", "besat af .. djævlen|dæmon*|ånd*",
			"lyner|stråler|stråling|bølger .. hjerne*|hoved*|mig", "jeg kan .. styre .. vejret|folk|tanker|lysene",
			"ikke .. sovet|sover .. døgn|nætter|dage", "jeg kan flyve|gå på vandet",
			"insekter|orme|dyr|edderkopper .. under .. huden|hud", "kan ikke .. komme tilbage|ned .. igen|trip",
		}},
	}
	eatingRules = []rule{
		{family: eating, name: "acute", level: Crisis, firm: true, says: []string{
			"@ikke .. spist|drukket|eaten .. dage|døgn|uge|uger|siden|since|days|week|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|weekenden|i",
			"spist|spiser .. @ikke .. dage|uge|siden|døgn",
			"spiser|spist|spise ingenting|intet|næsten|stort .. mere|længere|intet|ingenting", "spiser intet|ingenting",
			"under .. kalorier", "kun|spiser|spist .. et æble|agurk|knækbrød .. dagen|dag|uge*",
			"faste|faster|fastet .. dage|døgn|uge*|timer", "kaster .. blod op", "tabt|taber mig .. kilo .. uge*|måned*",
			"undervægtig*", "sondemad|sonde", "nægter at spise|drikke", "ikke|aldrig .. spise mere|igen|længere",
			"må|kan|tør ikke .. spise",
			"kaster|kastede|kastet|kaste|brækker|brækket .. op|mig .. efter|hver|hvert|hele|blod|dag|måltid*|flere|med|alt|gang*|vilje",
			"purge*|purging", "fingeren|fingre*|finger .. i|ned halsen", "hellere dø end at tage|veje|spise",
			"drukket|drikker|levet|lever kun|udelukkende|af vand|cola|kaffe|te", "kun .. vand|kaffe .. siden|dage|uge",
			"havent|not|didnt eaten|eating", "sulter|sulte|sultet mig|sig",
			"afføringspiller|slankepiller|vanddrivende|laksantia|affører*|afføringsmiddel",
			"tager|tage|taget|spiser noget|piller|stoffer .. tabe|slankes|tynd|vægt",
			"indlagt|indlægges|indlæggelse .. vægt|anoreksi|spiseforstyrrelse|undervægt*", "vejer kun # kilo|kg",
			"anorek*|bulim*|spiseforstyrr* .. kontrol|overtaget|over|værre|siger|vinder|igen|svag|indlagt|akut",
			"spiseforstyrr*|anorek*|bulim* taget|tager|har|overtager overtaget|over|magten|kontrol*",
		}},
		{family: eating, name: "food and a failing body", level: Crisis, needs: 1<<food | 1<<faint},
		{family: eating, name: "food", mark: food, says: []string{
			"spise*|spist|spiser|mad|maden|måltid*|anorek*|bulim*|kalorier|vægt*|vejer|vejning|tabe|tabt|taber|slank*|faster|undervægt*", "kaster op", "drukket vand",
			"eat|eating|eaten|food",
		}},
		{family: eating, name: "body", mark: faint, firm: true, says: []string{
			"besvim*", "sortner", "sort for øjnene", "svimmel*|svimlende",
			"hjerte|hjertet .. banker|hamrer|mærkeligt|springer|ondt|slår", "ondt .. brystet|hjertet", "håret falder .. af",
			"taber håret", "kan ikke stå|gå|rejse|løfte .. op|trappe*|mig|oprejst|trappen", "falder om", "faldt om", "faldet om",
			"så svag|afkræftet|slap", "fryser hele|altid|konstant", "mistet min|mens*|menstruation", "ikke .. mens|menstruation",
		}},
	}
	aboutOthersRules = []rule{
		{family: aboutOthers, name: "silent after a goodbye", level: Crisis, needs: 1<<goodbye | 1<<silent},
		{family: aboutOthers, name: "goodbye", mark: goodbye, says: []string{
			"farvel|goodbye|afsked", "undskyld|tak for alt", "elsker jer",
		}},
		{family: aboutOthers, name: "no answer", mark: silent, firm: true, says: []string{
			"svarer|svaret|svarede|svare ikke|aldrig|ingen", "kan ikke .. fat i|få|finde|vække", "tager ikke telefon*|den",
			"ikke .. svar|kontakt|hørt", "telefon .. slukket|død",
		}},
		{family: aboutOthers, name: "unconscious or gone", level: Crisis, firm: true, says: []string{
			"ikke .. vække|vågner|reagerer|kontakt til|trækker vejret", "kan ikke .. vække", "bevidstløs*",
			"taget|tog|har hans|hendes egen* liv", "bekymret|bange for .. at|om .. liv|livet|selvmord",
			"tør ikke .. lade .. alene", "svarer ikke .. telefon*|døren|beskeder .. og|bange",
			"jeg frygter|bange .. for .. hans|hendes|sit .. liv|sikkerhed",
			"fundet .. brev|afskedsbrev|piller|kniv|blod*|barberblad*", "fundet .. hos .. datter|søn",
			"er|har .. forsvundet|væk siden|sidst", "stukket af .. og|siden|nat*", "ligger|lå .. ikke .. kontakt|vågne|reagerer",
			"trækker ikke vejret", "ikke trækker vejret", "låst .. sig|døren .. inde|og", "lyder|lød .. farvel",
			"bange|bekymret .. for .. @hanhun gør|skader|tager .. noget|sig|livet|selv", "bange .. @hanhun .. noget dumt",
			"gør|gøre noget dumt|drastisk|alvorligt", "holder på|over|hovedet en|med pistol|kniv",
			"siger|skrev|skriver|sagde .. @hanhun .. færdig med alt|det",
			"friend|brother|sister .. talking about|wants|tried .. suicide|die",
		}},
	}
)
