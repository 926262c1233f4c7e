"""The phrases that state impact, urgency and permanence, in the languages customers write."""

import re

_SUBJECT = (
    r"(?:link|line|service|circuit|connection|connectivity|internet|server|site|network|router|"
    r"interface|port|uplink|tunnel|vpn|bgp session|host|rack|everything|office|we)"
)
_ADVERB = r"(?:completely|totally|fully|entirely|hard)"
# What carries traffic: where it is slow, the service is degraded. A slow server may be busy.
_LINE = (
    r"(?:ip transit|transit|internet|internet access|leased line|dark fib(?:er|re)|fib(?:er|re)|"
    r"link|line|service|circuit|connection|connectivity|network|uplink|downlink|tunnel|vpn|mpls|"
    r"wan|peering|ethernet|wavelength|adsl|vdsl|dsl)"
)
_SERVICE_ID = r"(?=[a-z][a-z-]{0,14}\d)[a-z]{1,8}(?:-[a-z0-9]{1,12}){0,3}-?\d[a-z0-9-]{1,14}"
# "down to 10 Mbit" is slow, "down for maintenance" is planned.
_DOWN = (
    r"(?:down(?! (?:to|by)\b| from \d{1,5} ?(?:[kmg]|%)| for (?:maintenance|planned|scheduled))|"
    r"offline|unreachable|dead)\b"
)
# "to Milan", "(Tirana)", "IPT-20417": what may stand between a thing and what is said of it.
_NAMED = (
    rf"(?: (?:(?:to|in|at|from|between|for) (?:our |the )?[\w.]{{1,30}}|\([\w ,.-]{{1,40}}\)|"
    rf"{_SERVICE_ID})){{0,2}}"
)
_STILL = r"(?: (?:is|are|has been|went|now|currently|still|again|all|suddenly|seems))"
# A whole line of an answer.
BARE_IMPACT = re.compile(
    r"(?:it is |it's |impact is |the impact is |the impact: |a |es ist |është )?"
    r"((?:non?|not)[- ]service[- ]affecting|service[- ]affecting|(?:total |complete |full )?outage|"
    r"(?:total |complete )?loss of service|completely down|degradation|degraded|packet loss|"
    r"high latency|no impact|totalausfall|komplettausfall|paketverlust|ndërprerje totale|"
    r"ndërprerje e plotë|humbje paketash)",
    re.IGNORECASE,
)
IMPACT_PHRASES: dict[str, tuple[str, ...]] = {
    "service_affecting": (
        (
            rf"{_ADVERB} (?:down|dead|offline|unreachable|out of service|unavailable|dark|lost|"
            rf"interrupted)"
        ),
        (
            r"(?:total|complete|full|hard) (?:outage|loss of (?:service|connectivity|"
            r"connection)|failure|interruption|blackout)"
        ),
        (
            rf"\b{_SUBJECT}(?: \S{{1,30}})? (?:is|are|has been|have been|went|"
            rf"has gone) (?:now |currently |still |again |all )?(?:completely |totally |"
            rf"fully )?(?:{_DOWN}|dark\b|out\b(?! of\b))"
        ),
        (
            r"\b(?:no|lost all|lost) (?:internet(?: access| connectivity| connection)?|"
            r"connectivity|traffic (?:at all|is passing|passes|flowing)|traffic passing|"
            r"link light|network access)"
        ),
        r"\bloss of service\b",
        r"\bnot reachable at all\b",
        r"\bnothing works\b",
        r"\bcannot work at all\b",
        (
            rf"\b(?:{_LINE}|{_SUBJECT}|{_SERVICE_ID})"
            rf"{_NAMED}(?: [-–:])?{_STILL}{{0,3}} {_DOWN}"
        ),
        (
            rf"\bit(?: is|['’]?s| has been| has gone| went)(?: now| currently| still| again| all)? "
            rf"(?:completely |totally )?{_DOWN}"
        ),
        (
            r"\b(?:internet|connection|link|line|circuit)(?: is)?(?: still| again)? "
            r"not (?:working|up|reachable)(?! (?:properly|well|correctly|as|on|for|in|from)\b)\b"
        ),
        r"\bservice[- ]affecting\b",
        r"\b(?:komplett|vollständig|total|ganz) (?:ausgefallen|down|tot|offline|unterbrochen|weg)",
        r"\btotalausfall",
        r"\bkompletter ausfall",
        r"\bkeine (?:internet)?verbindung(?! zu\b)",
        r"\bkein internet",
        (
            r"\b(?:leitung|verbindung|dienst|server|internet|"
            r"standort)(?: \S{1,20})? ist (?:komplett |völlig )?(?:ausgefallen|tot|down|"
            r"offline)"
        ),
        r"\b(?:tërësisht|plotësisht|krejtësisht) (?:e |i )?(?:ndërprerë|jashtë funksionit|down)",
        r"\bjashtë funksionit",
        r"\bnuk (?:kemi|ka) (?:fare )?(?:internet|lidhje)",
        r"\bndërprerje (?:totale|e plotë)",
        r"\b(?:linja|lidhja|interneti|shërbimi) (?:ka rënë|ra|nuk punon fare)",
        r"\b(?:panne|coupure) (?:totale|complète)",
        r"\bcomplètement (?:coupé|en panne|hors service)e?",
        r"\bplus (?:de connexion|d.internet)",
        r"\bcompletamente (?:ferm[oa]|giù|interrott[oa]|caduto|caído)",
        r"\bguasto totale\b",
    ),
    "degradation": (
        r"\b(?:packet|packets|pkt)[ -]?loss(?:es)?\b",
        (
            r"\b(?:high|excessive|huge|increased|very high) (?:latency|delay|delays|jitter|"
            r"rtt|ping times?)"
        ),
        r"\blatency (?:is|has become|went) (?:very |too |extremely )?high",
        r"\b(?:extremely|painfully|unusably|very very) slow\b",
        (
            rf"\b(?:{_LINE}|{_SERVICE_ID}){_NAMED}(?: [-–:])?(?: (?:is|are|has become|became))?"
            rf"(?: (?:now|again|still|very|so|too|really|quite|unusually|all))* slow\b"
        ),
        rf"\b(?:very |really |so |too )?slow {_LINE}\b",
        r"\bdegradation\b",
        r"\bdegraded\b",
        r"\bpacket (?:drops|dropping)",
        r"\blosing (?:\S{1,10} )?packets",
        r"\bpaketverlust",
        r"\bhohe latenz",
        r"\bextrem langsam\b",
        r"\bsehr hohe (?:laufzeit|antwortzeit)",
        r"\bhumbje(?: e| të)? (?:paketave|paketash|paketave)",
        r"\b(?:vonesë|vonesa|latencë) (?:e|të) (?:lartë|larta|madhe|mëdha)",
        r"\bjashtëzakonisht i ngadalshëm",
        r"\bperte (?:de )?paquets",
        r"\blatence (?:élevée|importante)",
        r"\bperdita (?:di )?pacchetti",
        r"\blatenza (?:elevata|alta)",
        r"\bpérdida de paquetes",
    ),
    "non_service_affecting": (
        r"\bnon[- ]service[- ]affecting",
        r"\bnot service[- ]affecting",
        r"\bservice[- ]affecting\s?[:=?]?\s?(?:no|none|nein|jo|non)\b(?! doubt)",
        r"\bno (?:service|traffic|customer) impact",
        r"\bno impact (?:on|to) (?:the |our )?(?:service|traffic|customers|users|operation)",
        r"\b(?:service|traffic) is not affected",
        r"\bdoes not (?:affect|interrupt|impact) (?:the |our )?(?:service|traffic)",
        r"\bkeine (?:auswirkung|beeinträchtigung)(?:en)?\b",
        r"\bohne (?:auswirkung|beeinträchtigung)",
        r"\b(?:nuk ndikon|pa ndikim) ?(?:në )?(?:shërbim|trafik)",
        r"\bsans impact\b",
        r"\bnessun impatto",
    ),
}
LABEL_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "impact": {
        "service_affecting": (
            r"\bservice[- _]*affect",
            r"^affecting\b",
            r"^sa\b",
            r"\bdown\b",
            r"\boutage",
            r"\btotal",
            r"\bcomplete",
            r"\bno (?:service|connect|internet|traffic)",
            r"\bloss of (?:service|connect)",
            r"\bausfall",
            r"\bausgefallen",
            r"\bnicht erreichbar",
            r"\bkomplett",
            r"\bjashtë funksionit",
            r"\bndërprer",
            r"\bnuk punon",
            r"\bcannot work",
            r"\bnot working",
            r"\bunreachable",
            r"\bnot (?:reachable|responding|available|usable)",
            r"\bpanne\b",
            r"\bcoup(?:é|ure)",
            r"\bfermo\b",
            r"\bprek shërbimin",
        ),
        "degradation": (
            r"\bdegrad",
            r"\bpacket[ -]?loss",
            r"\blatency",
            r"\bslow",
            r"\bpaketverlust",
            r"\blatenz",
            r"\blangsam",
            r"\bbeeinträchtigt",
            r"\bhumbje",
            r"\bvones",
            r"\bngadal",
            r"\b(?:partial(?:ly)?|partly|teilweise|pjesërisht)(?: \w{1,20}){0,2}",
            r"\bdégrad",
            r"\blent\b",
            r"\breduced",
        ),
        "non_service_affecting": (
            r"\bnon?[- _]*(?:service|serv)?[- _]*affect",
            r"\bnot? (?:service )?affect",
            r"^(?:none|no impact|keine)[.!]?$",
            r"\bnicht (?:dienst|service)",
            r"\bnuk ndikon",
            r"\bpa ndikim",
            r"^nsa\b",
            r"\bno (?:service )?impact",
            r"\bnon impact",
        ),
    },
    "urgency": {
        "high": (
            (
                r"^(?:high|urgent|critical|very high|hoch|sehr hoch|dringend|kritisch|lartë|"
                r"e lartë|urgjent\w*|haute?|élevée?|alta|p1|1|highest|emergency)\b"
            ),
        ),
        "medium": (r"^(?:medium|normal|middle|moderate|mittel|mesatar\w*|moyenne?|media|p2|2)\b",),
        "low": (r"^(?:low|lowest|niedrig|gering|ulët|e ulët|basse|faible|bassa|p3|p4|3|4)\b",),
    },
    "permanence": {
        "intermittent": (
            r"\bintermit",
            r"\bsporad",
            r"\bzeitweis",
            r"\bwiederkehrend",
            r"\bgelegentlich",
            r"\bflap",
            r"\bon and off",
            r"\bcomes and goes",
            r"\bme ndërprerje",
            r"\bherë pas here",
            r"\bi përkohshëm",
        ),
        "permanent": (
            r"\bpermanent",
            r"\bconstant",
            r"\bcontinuous",
            r"\bdauerhaft",
            r"\bdurchgehend",
            r"\bständig",
            r"\bi përhershëm",
            r"\be përhershme",
            r"\bvazhdueshme?",
            r"\bvazhdueshëm",
            r"\bhard down",
        ),
    },
}
PERMANENCE_PHRASES: dict[str, tuple[str, ...]] = {
    "intermittent": (
        r"\bintermittent(?:ly)?\b",
        r"\bflapping\b",
        r"\bflaps\b",
        r"\bcomes and goes\b",
        r"\bon and off\b",
        r"\bup and down all\b",
        r"\bsporadic(?:ally)?\b",
        r"\bzeitweise\b",
        r"\bsporadisch\w*",
        r"\bimmer wieder (?:weg|unterbrochen)",
        r"\bme ndërprerje\b",
        r"\bherë pas here\b",
        r"\bpar intermittence\b",
        r"\bintermittente\b",
    ),
    "permanent": (
        r"\bpermanent(?:ly)? (?:fault|down|failure|outage|problem)",
        r"\bfault is permanent\b",
        r"\b(?:constantly|continuously) (?:down|unreachable|offline)",
        r"\bdauerhaft (?:gestört|ausgefallen|offline|down)",
        r"\bdauerausfall\b",
        r"\bpërherë i ndërprerë\b",
    ),
}
