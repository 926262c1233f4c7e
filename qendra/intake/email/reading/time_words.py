"""How people write a day, a time of day, and that something began."""

import re

from qendra.intake.email.reading.mood_words import DAYS
from qendra.intake.email.reading.zones import ZONE_PATTERN

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner januari janvier janv gennaio gen janar enero ene",
            "february feb februar februari février févr febbraio shkurt febrero",
            "march mar märz mär mrz maart mars marzo",
            "april apr avril avr aprile prill abril abr",
            "may mai mei maggio mag maj mayo",
            "june jun juni juin giugno giu qershor junio",
            "july jul juli juillet juil luglio lug korrik julio",
            "august aug août agosto ago gusht",
            "september sep sept septembre settembre set shtator septiembre",
            "october oct oktober okt octobre ottobre ott tetor octubre",
            "november nov novembre nëntor noviembre",
            "december dec dezember dez décembre déc dicembre dic dhjetor diciembre",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY_WORDS = {
    "today": 0, "heute": 0, "sot": 0, "oggi": 0, "aujourd'hui": 0, "hoy": 0, "this morning": 0,
    "this afternoon": 0, "this evening": 0, "tonight": 0, "heute morgen": 0, "heute früh": 0,
    "sot në mëngjes": 0, "ce matin": 0, "stamattina": 0,
    "yesterday": 1, "gestern": 1, "dje": 1, "ieri": 1, "hier": 1, "ayer": 1, "last night": 1,
    "yesterday evening": 1, "gestern abend": 1, "mbrëmë": 1, "hier soir": 1, "ieri sera": 1,
}  # fmt: skip
EVENINGS = frozenset(
    {
        "this afternoon",
        "this evening",
        "yesterday evening",
        "gestern abend",
        "hier soir",
        "ieri sera",
    }
)
NIGHTS = frozenset({"last night", "tonight", "mbrëmë"})
_DAY_WORD = "|".join(sorted(map(re.escape, DAY_WORDS), key=len, reverse=True))
_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-4])(?:(?::|\.(?!\d\d\.)|"
    r"\s?h\s?)(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?|\s?(?P<half2>[ap])\.?m\b\.?|\s?h\b|(?=\s?uhr\b))"
)
_GLUE = (
    r"[\s,]{1,4}(?:(?:at|um|gegen|on|à|alle ore|alle|ore|në orën|në ora|në|rreth|"
    r"kl\.?|the|-|around|about|circa|a las)\s{1,3}){0,2}"
)
_DATES = (
    r"(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})",
    r"(?P<d2>\d{1,2})(?P<mark>[./-])(?P<m2>\d{1,2})[./-](?P<y2>(?:20)?\d\d)(?!\d)",
    r"(?P<d3>\d{1,2})\.(?P<m3>\d{1,2})\.(?!\d)",
    (
        rf"(?P<d4>\d{{1,2}})(?:\.|st|nd|rd|"
        rf"th)?[\s-](?:of\s)?(?P<n4>{_MONTH})\b\.?,?(?:[\s-](?P<y4>20\d\d))?"
    ),
    rf"\b(?P<n5>{_MONTH})\b\.?\s(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?(?!\d),?(?:\s(?P<y5>20\d\d))?",
    rf"(?P<word>{_DAY_WORD})",
)
_DATE = "(?:" + "|".join(_DATES) + ")"
_TAIL = rf"(?:\s?(?:uhr|hrs?|hours)\b)?(?:\s?\(?(?P<zone>{ZONE_PATTERN})(?![\w])\)?)?"
_LATER_WORD = rf"(?:{_GLUE}(?:on\s)?(?P<later>{_DAY_WORD}))?"
AGO = re.compile(
    r"(?:(?:for|since|seit|vor|që prej|prej|depuis|da|from)\s(?:the\s(?:last|past)\s|"
    r"about\s|etwa\s|ca\.?\s|rreth\s)?)?"
    r"(?P<count>\d{1,3})\s?(?P<unit>min(?:s|ute|utes|uten|uta|uti)?|h|hrs?|hours?|"
    r"std\.?|stunden?|orë|heures?|ore)\b(?P<ago>\sago)?",
    re.IGNORECASE,
)
LEAD = re.compile(
    r"^(?:it (?:started|began) |started |since |at |around |about |um |seit |ca\.? |në |nga |"
    r"që nga |ora |à |alle ){1,3}",
    re.IGNORECASE,
)
# "It went down for five minutes" is over, and tells no start.
DOWN = re.compile(
    r"(?<!went )(?<!was )(?<!were )(?<!go )(?<!goes )"
    r"\b(?:down|offline|unreachable|out|interrupted|ausgefallen)\s$",
    re.IGNORECASE,
)
STAMP = re.compile(rf"(?<![\w:.-])(?:{_DATE}(?:T|{_GLUE}){_CLOCK}{_TAIL})(?![\w:])", re.IGNORECASE)
TIME = re.compile(rf"(?<![\w:.-])(?:{_CLOCK}{_TAIL}{_LATER_WORD})(?![\w:])", re.IGNORECASE)
TIME_THEN_DATE = re.compile(
    rf"(?<![\w:.-]){_CLOCK}{_TAIL}{_GLUE}(?:on\s|am\s)?{_DATE}(?![\w:])", re.IGNORECASE
)
TRIGGER = re.compile(
    r"\b(?:since|starting(?: at| from)?|started(?: today)?(?: at| on| around)?|"
    r"began(?: at| on)?|beginning(?: at)?|"
    r"start time(?: was| is)?|start (?:was|is)|start(?=\W{1,3}\d)|"
    r"(?:fault|outage|problem|incident|issue) start|"
    r"(?:down|offline) (?:at|since|from)|"
    r"(?:went|gone|go) (?:down|offline|dark)(?: \w{1,10}){0,2}?|(?:dropped|failed|"
    r"lost|stopped(?: working| responding)?|disconnected|"
    r"broke)(?: \w{1,12}){0,2}? (?:at|on|around)|"
    r"seit|beginn(?:end)?(?: um)?|begonnen(?: um| hat)?|ausgefallen (?:um|seit)|"
    r"depuis|à partir de|dalle(?: ore)?|dal|iniziato(?: alle)?|"
    r"që nga(?: ora)?|që prej(?: orës)?|prej(?: orës)?|filloi(?: në| rreth)?(?: orën|"
    r" ora)?|nga ora|desde(?: las)?)"
    r"[\s:,]{1,3}(?:(?:about|around|approx\.?|approximately|ca\.?|etwa|circa|rreth|"
    r"the|at|um|on|today|orës|orën|ora)\s){0,3}",
    re.IGNORECASE,
)
DAY = re.compile(rf"(?<!\w)(?:{_DAY_WORD})(?!\w)", re.IGNORECASE)
BETWEEN = re.compile(r"\b(?:between|zwischen|ndërmjet|midis|entre|tra|fra)\s\d", re.IGNORECASE)
TODAY = frozenset(word for word, days in DAY_WORDS.items() if not days)
# Days that a time of day without one may belong to, instead of today.
OTHER_DAY = re.compile(
    rf"\b{DAYS}\b|\blast (?:week|month|year|time)\b|\b(?:days?|weeks?|months?) ago\b|\btomorrow\b|"
    rf"(?<![\d.])\d{{1,2}}\.\d{{1,2}}\.(?!\d)|\b\d{{4}}-\d\d-\d\d\b|"
    rf"\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|"
    rf"\b\d{{1,2}}(?:\.|st|nd|rd|th)? (?:{_MONTH})\b|\b(?:{_MONTH}) \d{{1,2}}\b",
    re.IGNORECASE,
)
