"""Labelled lines ("Service ID: IPT-20417") in any order, in the labels people really use."""

import re
from dataclasses import dataclass

from qendra.intake.email.reading.identifiers import names_an_identifier

LINE_WIDTH = 600

_LABELS: dict[str, tuple[str, ...]] = {
    "service_id": (
        "service id", "service", "service no", "service number", "service code", "service name",
        "serviceid", "sid", "affected service", "service identifier", "id of service", "product id",
        "dienst", "dienst id", "dienstnummer", "service nummer", "servicenummer", "dienst nr",
        "service nr", "betroffener dienst", "leistung",
        "id e shërbimit", "id shërbimi", "id e sherbimit", "shërbimi", "sherbimi",
        "numri i shërbimit", "kodi i shërbimit", "shërbimi i prekur",
        "identifiant du service", "identifiant de service", "id du service", "numéro de service",
        "id servizio", "servizio", "codice servizio", "id del servizio", "servicio",
    ),
    "circuit_id": (
        "circuit id", "circuit", "circuit no", "circuit number", "cid", "circuitid", "circuit name",
        "line id", "link id", "line", "leitung", "leitungs id", "leitungsnummer",
        "leitungsbezeichnung", "leitungs nr", "strecke",
        "qarku", "id e qarkut", "numri i qarkut", "linja", "id e linjës",
        "identifiant du circuit", "liaison", "id circuito", "circuito",
    ),
    "ip_address": (
        "ip", "ip address", "ip addresses", "ips", "ip addr", "address ip", "affected ip",
        "ip adresse", "ip adressen", "adresse ip", "adresa ip", "ip adresa", "indirizzo ip",
        "dirección ip", "ipv4", "ipv6", "prefix",
    ),
    "started_at": (
        "start time", "started", "started at", "start", "since", "time started", "time of start",
        "time the problem started", "time problem started", "problem started", "begin", "began",
        "beginning", "outage start", "fault start", "fault time", "time of fault",
        "incident start", "start of outage", "start of fault", "down since", "date and time",
        "date/time", "time",
        "beginn", "störungsbeginn", "beginn der störung", "seit", "startzeit", "anfang",
        "zeitpunkt", "ausfall seit", "uhrzeit", "störung seit", "zeit",
        "koha e fillimit", "fillimi", "filloi", "ka filluar", "që nga", "ora e fillimit", "koha",
        "prej", "ora",
        "début", "heure de début", "depuis", "début de la panne", "inizio", "ora di inizio", "dal",
        "dalle", "inizio guasto", "inicio", "desde",
    ),
    "impact": (
        "impact", "service impact", "impact level", "business impact", "impact on service",
        "auswirkung", "auswirkungen", "beeinträchtigung", "ndikimi", "ndikim", "impakti", "impatto",
        "impacto",
    ),
    "urgency": (
        "urgency", "priority", "priority level", "severity", "dringlichkeit", "priorität",
        "urgjenca", "prioriteti", "urgence", "priorité", "urgenza", "priorità",
    ),
    "permanence": (
        "fault", "fault type", "type of fault", "permanence", "intermittent or permanent",
        "intermittent/permanent", "intermittent problem or permanent fault", "problem type",
        "störung", "störungsart", "fehlerart", "art der störung", "fehlerbild", "defekti",
        "lloji i defektit", "gabimi", "lloji i problemit", "type de panne", "tipo di guasto",
    ),
    "test_results": (
        "test results", "tests", "test result", "logs", "log", "test results or logs", "tests/logs",
        "testergebnisse", "testergebnis", "messergebnisse", "protokoll", "rezultatet e testit",
        "rezultatet e testeve", "rezultatet", "résultats des tests", "risultati dei test",
    ),
}  # fmt: skip
# Words that head other lines as well ("Service: PING", "Line: busy"): only an ID makes them labels.
_BARE = frozenset(
    {
        "service", "service name", "affected service", "dienst", "betroffener dienst", "leistung",
        "shërbimi", "sherbimi", "shërbimi i prekur", "servizio", "servicio", "circuit",
        "circuit name", "line", "leitung", "strecke", "qarku", "linja", "liaison", "circuito",
    }
)  # fmt: skip
_NAMES = {label: name for name, labels in _LABELS.items() for label in labels}
_LINE = re.compile(
    r"[ \t>*_#•·–-]{0,8}(?:\d{1,2}[.)]\s?)?[*_]{0,2}(?P<label>[^\W\d_][^:：=\t\n]{0,60}?)[*_]{0,2}"
    r"[ ]{0,20}(?:[:：=]|\t)[*_]{0,2}[ \t]{0,40}(?P<value>[^\n]*)"
)
_BRACKETS = re.compile(r"\([^)]{0,40}\)|\[[^\]]{0,40}\]")
_BLANKS = re.compile(r"[\s_.#-]+")
_NOTHING = re.compile(
    r"(?:n/?a|none|unknown|not known|no idea|don'?t know|not sure|see (?:below|above|attach\w*)|"
    r"tbd|keine?|unbekannt|weiß nicht|siehe \w+|nuk e di|nuk dihet|pa|inconnu|sconosciuto|"
    r"same(?: as above)?|[-–—?.x_*\s]*)[.!]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class LabelledLine:
    """A value that the sender labelled; `span` is the place of the value in the text."""

    name: str
    value: str
    span: tuple[int, int]


def labelled_lines(text: str) -> list[LabelledLine]:
    """Every labelled value in the text, first one first; empty and "unknown" ones are left out."""
    found: list[LabelledLine] = []
    waiting: str | None = None
    position = 0
    for line in text.split("\n"):
        waiting = _read(line[:LINE_WIDTH], position, waiting, found)
        position += len(line) + 1
    return found


def label_name(label: str) -> str | None:
    """Which fact a label means ("Service-ID (required)" → service_id), or None."""
    return _NAMES.get(_plain(label))


def _plain(label: str) -> str:
    plain = _BRACKETS.sub(" ", label).strip("*_ ").casefold()
    return plain if plain in _NAMES else _BLANKS.sub(" ", plain).strip()


def _read(line: str, position: int, waiting: str | None, found: list[LabelledLine]) -> str | None:
    """Add what this line says; the name of a label that stands alone waits for the next line."""
    match = _LINE.match(line)
    name = label_name(match["label"]) if match else None
    if match is None or name is None:
        if waiting and line.strip():
            lead = len(line) - len(line.lstrip())
            _add(found, waiting, line.strip(), position + lead)
        return waiting if not line.strip() else None
    value = match["value"].strip("*_ \t")
    if _plain(match["label"]) in _BARE and not names_an_identifier(value):
        return None
    if not value:
        return name
    start = match.start("value") + match["value"].index(value)
    _add(found, name, value, position + start)
    return None


def _add(found: list[LabelledLine], name: str, value: str, start: int) -> None:
    if not _NOTHING.fullmatch(value):
        found.append(LabelledLine(name, value, (start, start + len(value))))
