"""The marks that mail programs leave above what they quote or pass on, as patterns."""

import re

from qendra.intake.email import quoting_words as words

# "> " or "*" before it, in any mix.
_BEFORE = r"^[\s>*_\"'|]{0,12}"
_LABEL_END = r"[*_]{0,2}\s{0,3}[:：]"

FORWARD_SUBJECT = re.compile(
    rf"^\s*(re|aw|sv|antw)?\s*:?\s*({words.FORWARD_SUBJECT})\s*[:：]", re.IGNORECASE
)
WROTE = re.compile(rf"\b({words.WROTE})\b|({words.WROTE_JOINED})", re.IGNORECASE)
SAID = re.compile(
    rf"(\b({words.WROTE}|said|says|sez|asked|spake|typed|skribis)\b|{words.WROTE_JOINED})"
    r".{0,40}[:：]\s*[*_]{0,2}$",
    re.IGNORECASE,
)
ENDS_WITH_WROTE = re.compile(
    rf"(\b({words.WROTE})\b|{words.WROTE_JOINED})"
    r"(\s+(följande|følgende|het volgende|folgendes|the following|this))?[\s*_\"»>)-]{0,6}$",
    re.IGNORECASE,
)
BEGINS = re.compile(
    rf"{_BEFORE}-{{0,12}}\s?(({words.BEGINNINGS})\b|{words.BEGINNINGS_JOINED})", re.IGNORECASE
)
HAS_WHO_OR_WHEN = re.compile(r"@|\d{1,4}[:./-]\d{1,2}|\b(19|20)\d\d\b|年|년")
HAS_WHEN = re.compile(r"\d{1,2}[:.h]\d\d|\b(19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2}|年|년")
# Only the time and the author: "2014-10-17 11:28 GMT+03:00 Ann <ann@example.org>:".
WHEN_AND_WHO = re.compile(
    rf"{_BEFORE}(?=.{{0,70}}(?<!\d)(19|20)\d\d(?!\d)).{{0,160}}<[^<>@]{{1,100}}@[^<>]{{1,200}}>\s*[:：]$"
)
DATED_NAME = re.compile(
    rf"{_BEFORE}\d{{4}}([-/.])\d\d?\1\d\d?,?\s(\d\d:\d\d\s)?"
    r"(GMT[+-]\d\d:\d\d\s.{1,100}|.{0,100}<[^<>@]{1,100}@[^<>]{1,200}>)\s*[:：]?$"
)
BEHIND_WORDS = re.compile(
    r"^(?P<own>.*?\S)\s*(-{2,}\s?)?\b(?P<rest>On (mon|tue|wed|thu|fri|sat|sun|\d{1,2}[ ./-]|jan|"
    r"feb|"
    r"mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[^:]{0,20}.{8,200}\bwrote:)\s*$",
    re.IGNORECASE,
)
BETWEEN_DASHES = re.compile(
    rf"{_BEFORE}-{{2,12}}\s*(.{{0,300}}@.{{0,200}}|.{{0,100}}\d{{4}}.{{0,200}}|[^-]{{1,80}})"
    r"\b(wrote|schrieb|escribió|a écrit|ha scritto|schreef|escreveu):?\s*(-{2,12})?$",
    re.IGNORECASE,
)
# In most languages the word for "original" may stand before or behind that for "message".
_ORIGINAL = (
    rf"(({words.ORIGINAL})\W{{0,3}}({words.MESSAGE})|({words.MESSAGE})\W{{0,3}}(d'|d’|de |van )?"
    rf"({words.ORIGINAL})|mensaje original|message d.origine|original ?message|originalnachricht|"
    r"eredeti üzenet|الرسالة الأصلية)"
)
_FORWARDED = (
    rf"(begin forwarded message|({words.FORWARD})\W{{0,3}}({words.MESSAGE})|"
    rf"({words.MESSAGE})\W{{0,3}}(i |e |a |của |to |đã )?({words.FORWARD})|"
    r"anfang der weitergeleiteten (nachricht|e-mail)|inizio messaggio inoltrato|"
    r"début du message (transféré|réexpédié)|inicio del mensaje reenviado|"
    r"início da mensagem (encaminhada|reencaminhada)|begin doorgestuurd bericht|"
    r"vidarebefordrat brev|start på videresendt .{1,20}|forwarded by .{1,80})"
)
ORIGINAL = re.compile(
    rf"{_BEFORE}([-=_—–*]{{1,60}}|\[)\s*{_ORIGINAL}\s*[:：]?\s*([-=_—–*]{{0,60}}|\])\s*$",
    re.IGNORECASE,
)
FORWARDED = re.compile(rf"^\W{{0,60}}{_FORWARDED}\s*:?\W*$", re.IGNORECASE)
REPLY_ABOVE = re.compile(
    r"^\W*(please |bitte |veuillez )?((type|enter|write|add) your |ihre |votre )?"
    r"((reply|respond|write)( only)?( here)? (above|over) (this|the) (line|text)|"
    r"write above this line|"
    r"antworten? (sie )?(bitte )?(nur )?(ober|über)\w*( dieser linie| dieser zeile)|"
    r"répond(re|ez) au-dessus de cette ligne|rispondi sopra questa riga|"
    r"respond(a|er|e) (por )?(encima|arriba) de esta línea|in replies all text above this "
    r"line)\b.{0,60}$",
    re.IGNORECASE,
)


def _label(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE}({alternatives}){_LABEL_END}", re.IGNORECASE)


LABELS = {
    "from": _label(words.FROM),
    "date": _label(words.DATE),
    "to": _label(words.TO),
    "subject": _label(words.SUBJECT),
    "other": _label(words.OTHER),
}
# Of the lines of such a header, the one that tells when.
DATE_LINE = LABELS["date"]
