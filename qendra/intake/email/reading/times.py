"""When did it start? ISO and European dates, "since 10:15", "yesterday 22:40", "20 minutes ago".

A start is never in the future and never guessed: a day without a time, a name of several zones, an
impossible date are no fact; the customer is asked instead.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice

from qendra.intake.email.reading.zones import ZONE_PATTERN, zone_of
from qendra.lib.plausible import A_YEAR

CLOCK_SKEW = timedelta(minutes=10)
# "since 18:00" in the morning means yesterday; "since 10:15" at ten is a mistake in the zone.
LAST_NIGHT = timedelta(hours=16)

_MONTHS = {
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
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_WORDS = {
    "today": 0, "heute": 0, "sot": 0, "oggi": 0, "aujourd'hui": 0, "hoy": 0, "this morning": 0,
    "this afternoon": 0, "this evening": 0, "tonight": 0, "heute morgen": 0, "heute früh": 0,
    "sot në mëngjes": 0, "ce matin": 0, "stamattina": 0,
    "yesterday": 1, "gestern": 1, "dje": 1, "ieri": 1, "hier": 1, "ayer": 1, "last night": 1,
    "yesterday evening": 1, "gestern abend": 1, "mbrëmë": 1, "hier soir": 1, "ieri sera": 1,
}  # fmt: skip
_EVENINGS = frozenset(
    {
        "this afternoon",
        "this evening",
        "yesterday evening",
        "gestern abend",
        "hier soir",
        "ieri sera",
    }
)
_NIGHTS = frozenset({"last night", "tonight", "mbrëmë"})
_DAY_WORD = "|".join(sorted(map(re.escape, _DAY_WORDS), key=len, reverse=True))
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
    r"(?P<d2>\d{1,2})[./-](?P<m2>\d{1,2})[./-](?P<y2>(?:20)?\d\d)(?!\d)",
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
_AGO = re.compile(
    r"(?:(?:for|since|seit|vor|që prej|prej|depuis|da|from)\s(?:the\s(?:last|past)\s|"
    r"about\s|etwa\s|ca\.?\s|rreth\s)?)?"
    r"(?P<count>\d{1,3})\s?(?P<unit>min(?:s|ute|utes|uten|uta|uti)?|h|hrs?|hours?|"
    r"std\.?|stunden?|orë|heures?|ore)\b(?P<ago>\sago)?",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:it (?:started|began) |started |since |at |around |about |um |seit |ca\.? |në |nga |"
    r"që nga |ora |à |alle ){1,3}",
    re.IGNORECASE,
)
_DOWN = re.compile(r"\b(?:down|offline|unreachable|out|interrupted|ausgefallen)\s$", re.IGNORECASE)
_STAMP = re.compile(rf"(?<![\w:.-])(?:{_DATE}(?:T|{_GLUE}){_CLOCK}{_TAIL})(?![\w:])", re.IGNORECASE)
_TIME = re.compile(rf"(?<![\w:.-])(?:{_CLOCK}{_TAIL}{_LATER_WORD})(?![\w:])", re.IGNORECASE)
_TIME_THEN_DATE = re.compile(
    rf"(?<![\w:.-]){_CLOCK}{_TAIL}{_GLUE}(?:on\s|am\s)?{_DATE}(?![\w:])", re.IGNORECASE
)
_TRIGGER = re.compile(
    r"\b(?:since|starting(?: at| from)?|started(?: today)?(?: at| on| around)?|"
    r"began(?: at| on)?|beginning(?: at)?|"
    r"start(?: time)?(?: was| is)?|down (?:at|since|from)|offline (?:at|since|from)|"
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


@dataclass(frozen=True)
class Moment:
    """A moment in UTC and the place of the words that name it."""

    at: datetime
    span: tuple[int, int]


def moment_in_value(value: str, *, received_at: datetime, zone: tzinfo) -> Moment | None:
    """The moment that a labelled value names anywhere in it, or None."""
    return _first(value[:200], 0, received_at, zone)


def moment_alone(line: str, *, received_at: datetime, zone: tzinfo) -> Moment | None:
    """The moment of a line that says nothing but a time, such as "10:15" or "at 9:30 UTC"."""
    bare = _LEAD.sub("", line.strip())
    for pattern in (_STAMP, _TIME_THEN_DATE, _TIME):
        match = pattern.fullmatch(bare)
        if match is not None:
            at = _at(match, received_at, zone)
            return Moment(at, (0, len(line))) if at else None
    return None


def moment_in_text(text: str, *, received_at: datetime, zone: tzinfo) -> Moment | None:
    """The start that running text names after a word such as "since", or by day and time."""
    for trigger in islice(_TRIGGER.finditer(text), 50):
        rest = text[trigger.end() : trigger.end() + 80]
        found = _first(rest, trigger.end(), received_at, zone, at_start=True)
        if found is not None:
            return Moment(found.at, (trigger.start(), found.span[1]))
        ago = _AGO.match(text, trigger.start())
        if ago is not None and (moment := _before(ago, received_at)) is not None:
            return moment
    return _by_day_word(text, received_at, zone) or _by_ago(text, received_at)


def _first(
    text: str, offset: int, received_at: datetime, zone: tzinfo, *, at_start: bool = False
) -> Moment | None:
    for pattern in (_STAMP, _TIME_THEN_DATE, _TIME):
        match = pattern.match(text) if at_start else pattern.search(text)
        if match is None:
            continue
        at = _at(match, received_at, zone)
        if at is not None:
            return Moment(at, (offset + match.start(), offset + match.end()))
        if pattern is not _TIME:
            return None
    if not at_start and (ago := _AGO.search(text)) is not None:
        found = _before(ago, received_at)
        return found and Moment(found.at, (offset + found.span[0], offset + found.span[1]))
    return None


def _by_day_word(text: str, received_at: datetime, zone: tzinfo) -> Moment | None:
    """ "yesterday 22:40" alone is clear enough; a bare date and time in running text is not."""
    for match in islice(_STAMP.finditer(text), 20):
        if match["word"] and (at := _at(match, received_at, zone)) is not None:
            return Moment(at, match.span())
    return None


def _by_ago(text: str, received_at: datetime) -> Moment | None:
    for match in islice(_AGO.finditer(text), 20):
        if match["ago"] or _DOWN.search(text[max(match.start() - 20, 0) : match.start()]):
            return _before(match, received_at)
    return None


def _before(match: re.Match[str], received_at: datetime) -> Moment | None:
    if match[0][:1].isdigit() and not match["ago"]:
        return None
    unit = "minutes" if match["unit"].lower().startswith("min") else "hours"
    at = received_at - timedelta(**{unit: int(match["count"])})
    return Moment(at.astimezone(UTC).replace(second=0, microsecond=0), match.span())


def _at(match: re.Match[str], received_at: datetime, default: tzinfo) -> datetime | None:
    """The moment of a match in UTC; None when it is impossible, too old or in the future."""
    found = match.groupdict()
    zone = zone_of(found.get("zone") or "", default)
    if zone is None:
        return None
    received = received_at.astimezone(zone)
    try:
        day, is_open = _day(found, received.date())
        hour = _hour(found) + _hours_of_evening(found)
        wall = datetime(day.year, day.month, day.day, hour % 24, int(found["minute"] or 0),
                        int(found["second"] or 0), tzinfo=zone)  # fmt: skip
        wall += timedelta(days=hour // 24)
        if is_open and wall > received + CLOCK_SKEW:
            # "since 23:50" in a mail of ten past midnight.
            wall = (wall.replace(tzinfo=None) - timedelta(days=1)).replace(tzinfo=zone)
            if wall < received - LAST_NIGHT:
                return None
        at = wall.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if received_at - A_YEAR <= at <= received_at + CLOCK_SKEW else None


def _hour(found: dict[str, str | None]) -> int:
    hour = int(found["hour"] or 0)
    half = (found.get("half") or found.get("half2") or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError("no such hour on a twelve-hour clock")
    if hour == 24 and int(found["minute"] or 0):
        raise ValueError("no time after 24:00")
    return hour % 12 + (12 if half == "p" else 0) if half else hour


def _hours_of_evening(found: dict[str, str | None]) -> int:
    """What "yesterday evening 10:40" adds to the hour; "last night 01:30" is after midnight."""
    word = " ".join((found.get("word") or found.get("later") or "").lower().split())
    hour = int(found["hour"] or 0)
    if found.get("half") or found.get("half2") or hour >= 12:
        return 0
    if word in _NIGHTS and hour < 6:
        return 24
    return 12 if word in _EVENINGS or word in _NIGHTS else 0


def _day(found: dict[str, str | None], today: date) -> tuple[date, bool]:
    """(the day, whether it was left open and may move to yesterday)."""
    word = found.get("word") or found.get("later")
    if word:
        return today - timedelta(days=_DAY_WORDS[" ".join(word.lower().split())]), False
    number = next((found[f"d{n}"] for n in range(1, 6) if found.get(f"d{n}")), None)
    if number is None:
        return today, True
    name = found.get("n4") or found.get("n5")
    month = _MONTHS[name.lower()] if name else int(
        next(found[f"m{n}"] or "0" for n in range(1, 4) if found.get(f"m{n}"))
    )  # fmt: skip
    year = next((found[f"y{n}"] for n in (1, 2, 4, 5) if found.get(f"y{n}")), None)
    day_number = int(number)
    if month > 12 >= day_number and found.get("d2"):
        day_number, month = month, day_number
    return _dated(day_number, month, year, today), False


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    """Without a year the nearest such day that is not after tomorrow."""
    if year is not None:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    this_year = date(today.year, month, day)
    if this_year <= today + timedelta(days=1):
        return this_year
    return date(today.year - 1, month, day)
