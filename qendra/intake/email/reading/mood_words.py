"""The words by which a sentence denies, asks, supposes, remembers or plans what it names."""

import re


def _words(*parts: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


# Words that govern what follows them in their clause, at most so many words away.
_REACH = r"(?:(?![\s]*(?:and|und|dhe|et|e|why|because|so|as|since|weil|warum|sepse|still)\b)"
_REACH += r"[ \n]+[^\s]{1,30}){0,4}[ \n]*$"


def _governing(*parts: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(parts)}){_REACH}", re.IGNORECASE)


DENIED = _governing(
    r"\b(?:not|no|never|without|neither|nor|none|cannot|cant|isnt|dont|doesnt)\b(?! only\b)",
    r"\b(?:almost|nearly|virtually|beinahe|gati|presque|quasi)\b",
    r"n['’]t\b",
    r"\b(?:nicht|keine?[rnms]?|nie|niemals|ohne|weder)\b(?! nur\b)",
    r"\b(?:nuk|s['’]ka|pa|asnjë|mos)\b",
    r"\b(?:pas|sans|aucune?|jamais|non|senza|nessun[oa]?|sin|ningún)\b",
)
# Only where nothing but small words stand between.
DENIED_CLOSELY = re.compile(
    r"(?:\bany|(?<![\d.,])0(?:[.,]0+)? ?%|\b100 ?%|\bzero)(?: (?:of|the|a|an)){0,2}\s*$",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(
    r"\s*(?:[:=?]?\s*(?:no|none|nope|nein|jo|non|0(?:[.,]0+)? ?%?|n/?a)\s*$|"
    r"(?:now )?(?:gone|vanished|disappeared|cleared|solved|resolved|fixed|behoben)\b|"
    r"(?:(?:has|have|is|are|seems?|now|all|also|ist|sind|ka|est|è) ){1,3}"
    r"(?:gone|stopped|ended|over|away|fixed|solved|resolved|cleared|disappeared|vanished|"
    r"no longer|zero|none|0 ?%|not (?:there|present|seen|visible|the case)|vorbei|weg|behoben|"
    r"përfunduar|terminée?|finit[oa])\b|(?:\w{1,12} )?(?:any ?more|nicht mehr)\b)",
    re.IGNORECASE,
)
SUPPOSED = _words(
    r"(?<!as )if", "whether", "in case", "in the event", "unless", r"suppos\w+", r"assum\w+",
    "imagine",
    r"(?:only|just|is) (?:a )?test(?:ing)?", r"hypothetical\w*", r"theoretical\w*", "in theory",
    "let['’]?s say", "provided that",
    r"should (?:the|our|it|we|this|that|a|one)", "what happens", "what would", "as long as",
    "falls", "wenn", "sofern", "angenommen", "was passiert", "im fall", "nëse", "në rast", "sikur",
    r"si (?:la|le|l|nous|on|il|elle|notre)", r"se (?:la|il|lo|l|dovesse)", "au cas où", "qualora",
    "en caso",
)  # fmt: skip
# Then the sentence begins anew: "I do not know if it is you, but our link is down".
ANEW = re.compile(r"\b(?:but|however|anyway|aber|jedoch|por|mais|però|pero)\b", re.IGNORECASE)
SUPPOSED_AFTER = re.compile(
    r"[^\n]{0,40}?\b(?:if|whenever|unless|in case|only when|falls|wenn|nëse|si|qualora)\b",
    re.IGNORECASE,
)
# "The light on the router is dead" is not said of the router.
OBLIQUE = re.compile(r"\b(?:on|of|in|at) (?:the|our|my) $", re.IGNORECASE)
HABIT_AFTER = re.compile(
    r"\s*(?:too |very |so |quite )?(?:often|frequently|sometimes|usually|regularly|"
    r"every (?:day|night|week|morning|evening|time|\d)|from time to time|now and then|oft|häufig|"
    r"manchmal|shpesh|ndonjëherë|souvent|parfois|spesso)\b",
    re.IGNORECASE,
)
POSSIBLE = _governing(
    r"\b(?:(?:would|could)(?! you\b| u\b| someone\b)|might|may|should|shall|can be|can become|"
    r"when|whenever|once|until|till|as soon as|"
    r"what|how|whether|maybe|perhaps|possibly|possible|potential(?:ly)?|risk of|expect(?:ed)?|"
    r"avoid|prevent|define|defined as|definition of|meaning of|count(?:s|ed)? as|"
    r"consider(?:ed)?|classif\w+|called|say)\b",
    r"\b(?:würde|könnte|sollte|dürfte|möglich\w*|vielleicht|sobald|mund|do të|mbase|kur|"
    r"peut-être|pourrait|forse|potrebbe|sarebbe|quando|quand)\b",
)
PLANNED = _governing(
    r"\b(?:will|going to|gonna|to be|plan(?:s|ned|ning)?|scheduled|upcoming|announced|foreseen)\b",
    r"['’]ll\b",
    r"\b(?:take|takes|taking|bring|bringing|shut|shutting|put|putting|tear|switch|switching|turn|"
    r"turning|power|powering|close|closing|pull|pulling|force|simulat\w+|test(?:ing)?)\b",
    r"\b(?:wird|werden|geplant\w*|planifikuar\w*|prévue?|sera|pianificat[oa]|previst[oa]|sarà)\b",
)
PLANNED_AFTER = re.compile(
    r"\s*(?:is |are |was )?(?:planned|scheduled|announced|foreseen|expected|geplant|planifikuar|"
    r"prévue?|previst[oa])\b",
    re.IGNORECASE,
)
DAYS = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekend|montag|dienstag|mittwoch|donnerstag|"
    r"freitag|samstag|sonntag|wochenende|e hënë|e martë|e mërkurë|e enjte|e premte|e shtunë|e diel|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunedì|martedì|mercoledì|giovedì|"
    r"venerdì|sabato|domenica)"
)
PLANNED_DAY = _words(
    "tomorrow", rf"next (?:{DAYS}|week|month|night)", rf"(?:on|for|this|coming|am|at the) {DAYS}",
    r"(?<!heute )(?<!am )(?<!diesen )(?<!gestern )(?<!jeden )morgen", "übermorgen",
    "nächste[nr]? woche", "nesër", "javën (?:tjetër|e ardhshme)", "demain", "domani", "mañana",
    r"(?:for|during|in|as part of) (?:our|the|a|an|your|my|this|that|next|these|planned) "
    r"(?:\w{1,15} )?(?:maintenance|move|migration|works?|upgrade|relocation|drill|exercise|"
    r"window|cutover|switch-?over)",
    "for maintenance", "wegen wartung", "planned (?:works?|maintenance|outage)",
    "scheduled (?:works?|maintenance|outage)",
)  # fmt: skip
PAST = _governing(
    r"(?<!have )(?<!has )(?<!'ve )\b(?:was|were|had|used to|did)\b",
    r"\b(?:war|waren|hatten?|wurde|ishte|ishin|kishte|kishim|kemi pasur|était|étaient|avait|avions|"
    r"era|erano|aveva|avevamo|estaba|fue)\b",
)
PAST_AFTER = re.compile(
    r"\s*(?:was|were|had|war|waren|ishte|était|era)\b|"
    r".{0,40}\b(?:until|till|bis|deri|jusqu|fino)\b|"
    r".{0,40}\b(?:from|between|von|nga|entre|tra|dalle)\b.{1,20}"
    r"\b(?:to|and|bis|deri|à|et|alle)\b ?\d",
    re.IGNORECASE,
)
# "down since last week" lasts; "down last week" does not.
PAST_DAY = re.compile(
    rf"(?<!since )(?<!since the )(?<!from )(?<!seit )(?<!depuis )(?<!dal )(?<!nga )\b(?:"
    rf"last (?:week|month|year|time|{DAYS})|"
    rf"(?:\d{{1,3}}|an?|one|two|three|few|several|some) (?:days?|weeks?|months?|years?) ago|"
    rf"the other day|"
    rf"previously|in the past|back then|earlier (?:this|last) \w+|letzte[nrs]? \w+|"
    rf"vor \w+ (?:tagen|wochen)|"
    rf"javën e kaluar|muajin e kaluar|la semaine dernière|la settimana scorsa)\b",
    re.IGNORECASE,
)
ENDED_AFTER = re.compile(
    r".{0,60}\bfor (?:about |some |around |just |only |almost )?"
    r"(?:\d{1,3}|an?|one|two|five|ten|several|few|a few|half an?) ?(?:sec|min|hour|hr|h\b)",
    re.IGNORECASE,
)
EVENT = re.compile(
    r"\b(?:went|gone|dropped|lost|failed|stopped|started|began|disconnected|broke)\b", re.IGNORECASE
)
ABOUT = re.compile(
    r"\b(?:alerts?|alarms?|monitor(?:ing)?|reports?|thresholds?|sla|guarantees?|statistics?|"
    r"graphs?|"
    r"rfo|rca|reason|credits?|compensation|refund|protect(?:ion)?|document(?:ation)?|invoice|"
    r"question|procedure|training|information)\b(?: [\w']{1,15}){0,2} "
    r"(?:of|for|on|against|about|from|regarding|after|in case of) [^,]{0,40}$",
    re.IGNORECASE,
)
# "Up since 08:00" tells when it was mended.
WELL = re.compile(
    r"\b(?:up|back|fine|stable|working|works|ok|okay|clean|good|online|running|restored|solved|"
    r"customers?|normal|uptime|open|available|reachable|wieder da|läuft|"
    r"stabil)(?: again| now)?\W*$",
    re.IGNORECASE,
)
# Why something is so is asked only by whoever says that it is so.
PRESUPPOSED = _words(
    "why", r"(?:aware|know|see) that", "warum", "wieso", "pse", "pourquoi", "perché", "por qué"
)
_OPENERS = (
    r"(?:can|could|will|would|please|pls|any|anything|anyone|what|what's|whats|when|why|how|who|"
    r"where|do|does|did|is|are|has|have|eta|kann|können|könnt\w*|bitte|wann|warum|wieso|was|wer|"
    r"gibt|ist|sind|hat|a mund|mund|kur|pse|çfarë|cfare|pouvez|quand|pourquoi|può|potete|"
    r"quando|perché)"
)
REQUEST = re.compile(rf"(?:[,;:)–—-]\s*|\b(?:and|und|dhe|but|so) ){_OPENERS}\b", re.IGNORECASE)
# "Can you check our link, which is down?" asks for help, not whether it is so.
ASKS_FOR_HELP = re.compile(
    r"(?:[^,.:]{0,40}[,.:]\s+)?(?:please )?(?:can|could|would|will) (?:you|u|someone|anyone|"
    r"somebody)\b(?! (?:please )?(?:say|call|consider|confirm|tell|rate|classify|see|think))",
    re.IGNORECASE,
)
INTERROGATIVE = re.compile(
    r"\W*(?:(?:and|so|or|but|then|hi|hello)\W+)?"
    r"(?:is|are|was|were|isn't|do|does|did|has|have|had|would|could|should|can|may|will|what|when|"
    r"which|how|any|anyone|ist|sind|war|hat|haben|gibt|a (?:është|ka|janë|do|mund)|est-ce|"
    r"y a-t-il|c'è|è)\b",
    re.IGNORECASE,
)
RECOVERED = re.compile(
    r"\b(?:back (?:up|online|again|to normal|in service|since|now)|up again|"
    r"(?:is|are|came|has come|it's|its) back\b|"
    r"(?:works?|worked|working|running|stable|fine|ok|okay|good|online|clean|normal|reachable|up|"
    r"alright) (?:again|now)|"
    r"(?:now|meanwhile|meantime)(?: (?:it|everything|all|the \w{1,12}|that))?"
    r"(?:'s| is| are| seems?| looks?)?(?: to be)?(?: all)?(?: \w+ly)? "
    r"(?:fine|ok|okay|good|stable|clean|works|working|normal|back|gone|over|resolved)|"
    r"(?:has |have |is |was |been |got |self-|it )(?:recovered|restored|resolved|fixed|solved)|"
    r"recovered|(?:läuft|geht|funktioniert|tut) (?:jetzt )?wieder|"
    r"wieder (?:da|ok|online|erreichbar|in ordnung|stabil|normal)|behoben|"
    r"(?:funksionon|punon) (?:përsëri|tani|prapë)|u (?:rregullua|rikthye|zgjidh)|"
    r"(?:est |a été )?rétablie?|remarche|refonctionne|ripristinat[oa]|risolto|"
    r"(?:funziona|va) di nuovo|di nuovo (?:ok|su|online))\b",
    re.IGNORECASE,
)
AWAITED = _words(
    "when", "until", "till", "once", "as soon as", "how long", "before", "please", "pls", "to be",
    "sobald", "bis", "bitte", "wann", "sapo", "kur", "ju lutem", "quand", "dès que", "quando",
    "appena", "will", "must", "want", "need", "expect", "again and again",
)  # fmt: skip
# Weak words: enough to tell which of two services the fault is said of, never an impact.
FAULTY = re.compile(
    r"\b(?:down|dead|offline|unreachable|dark|interrupted|broken|faulty|fault|faults|outage|"
    r"issues?|problems?|trouble|fail(?:s|ed|ing|ure)?|loss|losing|lost|slow|latency|delay|jitter|"
    r"drop(?:s|ped|ping)?|flap(?:s|ping)?|degrad\w+|affected|impacted|errors?|alarm|unstable|"
    r"started|began|stopped|not (?:work\w*|respond\w*|reachable|ok|okay|fine|up|available)|"
    r"(?:doesn't|does not|isn't|won't|cannot|can't) (?:work\w*|respond|answer|connect|ping|reach)|"
    r"no (?:link|light|traffic|connect\w*|internet|signal|sync|answer|response|ping)|"
    r"ausgefallen|ausfall|gestört|störung|tot|langsam|paketverlust|unterbrochen|geht nicht|"
    r"ndërprer\w+|nuk (?:punon|funksionon|ka|kemi)|prishur|defekt\w*|en panne|coupée?|lente?|"
    r"guasto|interrott[oa]|non (?:funziona|va)|giù)(?!\w)",
    re.IGNORECASE,
)
