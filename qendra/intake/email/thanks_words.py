"""What people write who only say thank you, confirm, greet or take leave, as patterns."""

_IT = (
    r"(?:it|that|this|all|everything|(?:the |our |my )?(?:service|line|link|circuit|connection|"
    r"server|internet|traffic)|we(?: are)?|i|services?)"
)
_GOOD = (
    r"(?:working|works?|up|up and running|running|ok|okay|fine|good|great|back|"
    r"back up|back to normal|"
    r"restored|resolved|fixed|solved|stable|normal|online|reachable|clear)"
)
CORE = (
    # English
    (
        r"(?:many |a thousand |big |ok |okay |great |perfect |super )?(?:thanks|thank you|"
        r"thank u|thx|tnx|cheers|ty)"
        r"(?: (?:you|so much|very much|a lot|a million|again|all|everyone|everybody|team|"
        r"guys|both|indeed))*"
        r"(?: for (?:the|your|all your|all the|all)(?: (?:very|quick|fast|swift|prompt|"
        r"great|good|kind|"
        r"excellent|rapid|super))* (?:help|support|fix|repair|reply|response|answer|"
        r"assistance|work|update|"
        r"updates|info|information|confirmation|feedback|action|service|effort|efforts|"
        r"reaction|solution))?"
        r"(?: and (?:best|kind) regards)?"
    ),
    (
        rf"(?:yes )?{_IT}(?: (?:is|are|looks?|"
        rf"seems?))?(?: all)?(?: now)? ?{_GOOD}(?: (?:again|now|here|fine|well|perfectly|"
        rf"as expected|for us))*"
    ),
    rf"(?:now )?(?:all )?{_GOOD}(?: (?:again|now))+",
    (
        rf"(?:yes |hereby )?(?:i |we )?(?:can |"
        rf"hereby )?confirm(?:ed)?(?: that)? {_IT}(?: (?:is|"
        rf"are))?(?: now)? ?{_GOOD}(?: (?:again|now|fine|well))*"
    ),
    r"(?:i |we )?(?:can )?confirm(?:ed)?",
    r"(?:that|this|it) (?:helped|did it|worked|fixed it|solved it)",
    (
        r"(?:i |we )?(?:have )?(?:noted|received|understood|got it)|(?:well )?noted|"
        r"understood|received|got it"
    ),
    (
        r"(?:very |much |really )?appreciated|(?:i |we )(?:really |"
        r"very much )?appreciate (?:it|that|the help|your help|the quick help)"
    ),
    (
        r"(?:very |really )?(?:great|perfect|excellent|super|wonderful|awesome|brilliant|"
        r"nice|fine|good)(?: (?:job|work|news|service|support|to hear|stuff))?"
    ),
    r"ok|okay|yes|resolved|solved|fixed|all good|all fine|all clear|well done|good to hear",
    (
        r"(?:please |you (?:can|may) |feel free to |so )*close (?:the|this|my|"
        r"our) (?:ticket|case|issue)(?: now)?|(?:the |this )?(?:ticket|"
        r"case) can be closed(?: now)?"
    ),
    # German
    (
        r"(?:ok |super |perfekt |alles klar )?(?:vielen |besten |herzlichen |tausend |"
        r"lieben )?dank(?:e)?(?: (?:schön|sehr|ihnen|euch|dir|nochmals|nochmal|für (?:die|"
        r"ihre|eure|den)(?: (?:schnelle|schnellen|rasche|prompte|gute|super|tolle|"
        r"ihre))* (?:hilfe|unterstützung|antwort|rückmeldung|reaktion|lösung|info|"
        r"information|support|service|arbeit|hilfestellung|behebung)))*"
    ),
    (
        r"(?:ja )?(?:es|das|alles|jetzt|die (?:leitung|verbindung)|der dienst|der server|"
        r"das internet)(?: (?:ist|geht|funktioniert|läuft))(?: (?:jetzt|nun|wieder|alles|"
        r"ok|okay|gut|in ordnung|erledigt|behoben|einwandfrei|stabil|bestens|da|online))*"
    ),
    (
        r"(?:alles |jetzt |nun )?(?:wieder )?(?:erledigt|gelöst|behoben|bestens|prima|"
        r"klasse|perfekt|super|alles klar|alles gut|passt|in ordnung|funktioniert|ok|gut|"
        r"läuft|geht|verstanden|bestätigt|zur kenntnis genommen)(?: (?:wieder|jetzt|nun|"
        r"gut|einwandfrei))*"
    ),
    (
        r"(?:das ticket|der fall|sie können (?:das ticket|den fall)|bitte (?:das ticket|"
        r"den fall)) (?:kann geschlossen werden|schließen|schliessen)"
    ),
    # Albanian
    (
        r"(?:shumë )?(?:faleminderit|falemnderit|flm|ju falenderoj|ju falënderoj|"
        r"ju faleminderit|ju falemnderit)(?: (?:shumë|ju|edhe një herë|juve|ekip|përsëri|"
        r"për (?:ndihmën|përgjigjen|mbështetjen|zgjidhjen|punën|shpejtësinë|"
        r"reagimin)(?: e shpejtë| tuaj)*))*"
    ),
    (
        r"(?:po )?(?:tani |tash )?(?:gjithçka|çdo gjë|shërbimi|linja|lidhja|"
        r"interneti)?(?: )?(?:është në rregull|funksionon|punon|u rregullua|"
        r"u zgjidh)(?: (?:tani|tash|mirë|përsëri|në rregull))*"
    ),
    r"(?:në rregull|rregull|shkëlqyeshëm|shumë mirë|e kuptova|konfirmoj|u zgjidh)",
    # French
    (
        r"(?:un grand |mille )?merci(?: (?:beaucoup|bien|infiniment|à vous|à tous|encore|"
        r"d.avance|pour (?:votre|vos|l|la|le|l.)? ?(?:aide|réponse|support|assistance|"
        r"intervention|retour|réactivité|rapidité)(?: rapide)?))*"
    ),
    (
        r"(?:tout|c.est|cela|ça|le service|la ligne|la connexion|le lien)(?: (?:est|"
        r"fonctionne|marche|remarche|va))?(?: (?:bien|bon|ok|rétabli|rétablie|réglé|"
        r"résolu|de nouveau|à nouveau|maintenant|parfait|en ordre))*"
    ),
    r"(?:parfait|super|très bien|bien reçu|bien noté|d.accord|je confirme|c.est noté)",
    # Italian
    (
        r"(?:ok |perfetto )?(?:grazie|molte grazie|mille grazie|tante grazie|vi ringrazio|"
        r"la ringrazio)(?: (?:mille|tante|a tutti|ancora|per (?:l.aiuto|il supporto|"
        r"la risposta|l.assistenza|l.intervento|la rapidità)))*"
    ),
    (
        r"(?:tutto|ora|adesso|il servizio|la linea|la connessione)(?: (?:ora|"
        r"adesso))?(?: (?:funziona|va|è|torna))(?: (?:bene|ok|di nuovo|ripristinato|"
        r"ripristinata|risolto|a posto|perfettamente))*|tutto (?:ok|bene|a posto|risolto)"
    ),
    r"(?:perfetto|ottimo|va bene|ricevuto|confermo|risolto)",
    # Spanish, Portuguese, Dutch, Scandinavian, Slavic, Turkish
    (
        r"(?:muchas |mil )?gracias(?: (?:por (?:la|su) (?:ayuda|respuesta)|a todos))?|"
        r"(?:muito )?obrigad[oa]|(?:hartelijk |heel erg )?(?:bedankt|dank u(?: wel)?|"
        r"dankjewel)|tack(?: så mycket)?|(?:mange |tusen )?takk?|kiitos(?: paljon)?|"
        r"hvala(?: vam| puno| lepo| vi)*|dziękuję(?: bardzo)?|dziękujemy|děkuji|děkujeme|"
        r"ďakujem|köszönöm(?: szépen)?|köszönjük|mulțumesc|mulțumim|teşekkürler|"
        r"teşekkür ederim|благодарам|фала|благодаря|спасибо|дякую|ευχαριστώ(?: πολύ)?"
    ),
)
GREETING = (
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|"
    r"morgen|abend)|liebe[rs]?|"
    r"sehr geehrte[rs]?|përshëndetje|tungjatjeta|mirëdita|ckemi|bonjour|bonsoir|salut|"
    r"buongiorno|buonasera|"
    r"salve|ciao|hola)(?: (?:there|all|team|support|colleagues|everyone|sir or madam|"
    r"damen und herren|"
    r"zusammen|kollegen|ekip|équipe|à tous|a tutti|interspace|[a-zà-ÿ'’-]{2,20}))?"
)
CLOSING = (
    r"(?:(?:best|kind|kindest|warm|many)(?: regards| wishes)?|regards|br|kr|rgds|"
    r"sincerely|yours sincerely|"
    r"have a (?:nice|good|great|lovely) (?:day|evening|weekend|week|one)|"
    r"(?:mit )?(?:freundlichen|besten|"
    r"lieben|schönen) (?:grüßen|gruß|grüssen|gruss)|(?:viele|beste|liebe|"
    r"schöne) grüße|(?:viele|beste|liebe) "
    r"grüsse|mfg|lg|vg|schönen (?:tag|abend)(?: noch)?|schönes wochenende|me respekt|"
    r"me nderime|të fala|"
    r"ditë të mbarë|kalofshi mirë|cordialement|bien cordialement|bonne (?:journée|"
    r"soirée)|bien à vous|"
    r"cordiali saluti|distinti saluti|saluti|buona (?:giornata|serata)|saludos)"
)
