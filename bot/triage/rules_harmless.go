package triage

// What makes alarming words harmless, or past. A figure of speech cancels its own words only.
var (
	pastRules = []rule{
		{family: past, name: "long ago", firm: true, says: []string{
			"år siden", "da jeg|hun|han var .. barn|lille|yngre|årig|gammel", "før i tiden",
			"sidste år|vinter|sommer|efterår|forår", "i # klasse", "som barn|lille|yngre|teenager|årig", "som # årig",
			"tidligere|engang|dengang|førhen|plejede|overstået",
			"havde .. tanker|selvmordstanker|anoreksi|stemmer|lyst|angst|problemer|spiseforstyrrelse", "used to", "years ago",
			"ikke set .. i # år|måneder", "ikke set .. år", "var voldelig", "var indlagt",
		}},
	}
	idiomRules = []rule{
		{family: idiom, name: "figure of speech", firm: true, says: []string{
			"dør|dø for en|et", "dør|dø|død|døde|dying|dead .. af|from grin|sult|sulten|kedsomhed|kede*|varme|heden|kulde|forelsk*|pinlig*|flov*|skam|alderdom|nysgerrighed|tørst|latter|træthed|lykke|glæde|laughing|spænding|stress|kaffe|pizza|is|chokolade|søvnmangel",
			"dør|dø lidt|indeni .. indeni|hver", "dør|dø .. i|mod|på spil|spillet|fortnite|minecraft|boss*|bossen|banen|level",
			"over mit lig", "har låst mig ude", "tage|tager|tag .. gift på", "skære*|skærer .. i ørerne|ud|pap|over|løg|tænder",
			"skåret|skar|skærer|skære mig .. på|i et|en|den|papir|fingeren|tommel* .. papir|kniven|kniv|køkken*|glas|dåse|løg|brød|konservesdåse|mad|fingeren|køkkenet|avocado|agurk|græskar",
			"skåret|skar|skærer|skære .. mig|sig .. papir|fingeren|fingre*|tommel*|køkken*|barbering|barberede|barberer",
			"skære|skærer|skar|skåret løg|pålæg|grønt*|kød|brød|kage|græskar|figurer|agurk",
			"slå|slår|slog|slået .. tid|tiden|time|timer .. ihjel", "slår|slå mig|os ihjel hvis|når jeg|hun|vi",
			"kunne kvæle|myrde .. når|hvis|fordi",
			"dræber|myrder|kvæler dig|jer|mig hvis|når|for", "mor|far dræber|myrder|slår mig|os ihjel hvis|når|over",
			"ren|rent|rene selvmord", "selvmord at",
			"selvmordsmission*|selvmordsbomb*|selvmordsrate*|selvmordsstatistik*|selvmordsforebyg*", "suicide squad",
			"suicidal thoughts er|is|af|by", "killing me|it",
			"slog|slår|slå|slået .. mig|os|ham|hende|dem .. med|i|ud|på .. point|mål|fifa|skak|kamp*|kvartfinale*|semifinale*|finale*|spil*|tennis|bordtennis|ludo|uno|kort|mario*|badminton|tid|poeng|padel|sekund*|sæt|rekord*|fodbold",
			"jeg slog mig på|i|da|over", "slog|slår|slået sig på|i|da|over", "slog|slået mig på|i .. dørkarm*|tåen|knæet|albuen|cykel*|trampolin*|ski",
			"slår|slog sig løs|ned|sammen", "slår|slog mig|os at", "det slog mig", "slår .. tanken|telefon|alarm|til",
			"rører|rørte mig .. dybt|virkelig|meget|at|hjertet|til", "sangen|filmen|bogen|digtet rører|rørte mig",
			"kms .. væk|i|løb|cykel|fart",
			"cut|cutter|cutte|cuttet|cutting .. video*|klip*|film*|håret|pandehår|scener*|capcut|tiktok*|youtube*|sneakers|frugt|papir|vlog|pandehåret|reel*",
			"video*|klip*|film*|håret|frisure*|premiere .. cut|cutter|cutte|cuttet|cutting",
			"suicide|selvmord .. cykle|løbe|gå uden",
			"kan|gider|orker|magter @ikke mere|flere mad|is|lektier|slik|pizza|kage|matematik|kaffe|pandekager|pølse*",
			"kan ikke spise mere|op", "@ikke spise gluten|nødder|svin|kød|mælk|laktose|fisk|skaldyr|før|inden|sammen|op|færdig",
			"hopper fra|på|af", "skal lige spise", "leve @ikke uden|af|op",
			"@ikke leve uden|af|op|sundt", "@ikke leve på landet|su|vand",
			"går|gå ned på", "hade*|hader lektier|mandag*|matematik", "ses på den anden side .. ferien|sommer*|jul*|weekend*|af",
			"vågner|vågne @ikke .. vækkeur*|alarm*|tiden|sent", "aldrig vågne|vågner .. om morgenen", "aldrig vågne|vågner .. vækkeur*|tiden",
			"slået ud", "bliver|blive sindssyg|skør|vanvittig af", "sindssyg* god|fed|flot|sej|meget|dejlig|varmt|lækker",
			"stemmer til|på|for|imod|ikke til|på|valg*|parti*|i", "hører .. sangere|koret|stemmer .. kor*|radio*|opera",
			"overvåget eksamen|prøve", "batteri*|telefon|phone|mobil|computer|pc|skærm*|wifi|server .. død|died|dør|slukket",
			"died laughing", "taget|tog|spist for meget|mange på|timer|billeder|fag|vagter|slik|kager|pizza|mad|is|chokolade|is",
			"taget|tager|tog .. for meget .. tid|plads|ansvar", "har taget noget mad|tid|slik|kage|tøj|fri",
			"farvel .. til|med .. klasse*|lærer*|ferien|gymnasiet|folkeskolen|efterskolen|sommer*",
			"sagde farvel .. lufthavn*|toget|fest*", "går|gå død bot|robot", "kaster|smider .. op terning*|bolden",
			"skal nok overleve",
			"venter .. på perronen", "tab* .. kamp*", "gift|giftes .. med .. elsker|næste|sommer",
			"giftes|gifte mig .. med min kæreste", "puttet .. salt|sukker .. maden", "min mor|far .. gift med",
		}},
	}
)
