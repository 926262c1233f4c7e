"""What the sender wrote this time, apart from quoted history and signature.

No standard says how programs quote, so this reads the marks that they leave, in many languages.
In doubt a line counts as new: to show a quote twice is a blemish, to lose a sentence is a fault.
"""

import re

LINE_LIMIT = 4000
WIDTH = 400
SIGNATURE_LINES = 15

_FORWARD_SUBJECT = re.compile(
    r"^\s*(re|aw|sv|antw)?\s*:?\s*(fwd?|wg|tr|i|rv|enc|doorst|vs|pd|vb|përc)\s*:", re.IGNORECASE
)
_WROTE = (
    r"wrote|writes|schrieb|geschrieben|a écrit|ha scritto|escribió|ha escrit|escreveu|schreef|"
    r"shkroi|ka shkruar|skrev|kirjoitti|napisał(a|\(a\))?|pisze|napsal(a|\(a\))?|napísal(a|\(a\))?|"
    r"írta|a scris|je napisao(/la)?|je napisala|napisao(/la)?|je pisal(a)?|yazdı|"
    r"έγραψε|написал(а)?|"
    r"пише|написа|напиша|пишет|写道|のメール|さんは書きました"
)
_ATTRIBUTION = re.compile(
    (
        rf"^(?P<lead>[\"*\s>]*)(.{{0,300}}\b({_WROTE})\b.{{0,160}}|.{{0,200}}(写道|"
        rf"のメール)\s*)[:：]\s*\*?\s*$"
    ),
    re.IGNORECASE,
)
_HAS_WHO_OR_WHEN = re.compile(r"@|\d{1,4}[:./-]\d{1,2}|\b(19|20)\d\d\b")
_ORIGINAL = re.compile(
    r"^\W{2,}\s*(original message|original appointment|reply message|ursprüngliche nachricht|"
    r"originalnachricht|weitergeleitete nachricht|message d.origine|message original|"
    r"mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|"
    r"mesazhi origjinal|mesazh origjinal|opprinnelig melding|ursprungligt meddelande|"
    r"oprindelig meddelelse|alkuperäinen viesti|wiadomość oryginalna|původní zpráva|"
    r"pôvodná správa|eredeti üzenet|mesaj original|originalna poruka|izvirno sporočilo|"
    r"orijinal mesaj|αρχικό μήνυμα|исходное сообщение|оригинална порака|原始邮件|元のメッセージ)"
    r"\s*\W{2,}$",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"^\W*(begin forwarded message|forwarded message|weitergeleitete nachricht|"
    r"anfang der weitergeleiteten (nachricht|e-mail)|message transféré|message réexpédié|"
    r"messaggio inoltrato|inizio messaggio inoltrato|mensaje reenviado|mensagem encaminhada|"
    r"doorgestuurd bericht|mesazh i përcjellë|mesazhi i përcjellë)\s*:?\W*$",
    re.IGNORECASE,
)
_FROM_LINE = re.compile(
    r"^\W{0,4}(from|von|de|da|van|nga|från|fra|lähettäjä|od|feladó|de la|gönderen|kimden|"
    r"από|от|од|发件人|差出人)\*?\s*[:：]",
    re.IGNORECASE,
)
_MORE_LINES = re.compile(
    r"^\W{0,4}(sent|date|to|subject|cc|gesendet|datum|an|betreff|envoyé|à|objet|inviato|data|a|"
    r"oggetto|enviado( el)?|para|asunto|assunto|verzonden|aan|onderwerp|dërguar|për|tek|subjekti|"
    r"tema|skickat|till|ämne|sendt|til|emne|lähetetty|vastaanottaja|aihe|wysłano|do|temat|odesláno|"
    r"komu|předmět|predmet|küldve|címzett|tárgy|trimis|către|subiect|poslano|za|zadeva|kime|tarih|"
    r"konu|ημερομηνία|προς|θέμα|отправлено|кому|тема|发送时间|收件人|主题|送信日時|宛先|件名)"
    r"\*?\s*[:：]",
    re.IGNORECASE,
)
_BETWEEN_DASHES = re.compile(r"^-{2,}\s*.{0,300}@.{0,200}\bwrote:?\s*-{2,}$", re.IGNORECASE)
_WHEN_AND_WHO = re.compile(r"^.{0,20}\d{4}.{0,200}<[^<>@]{1,100}@[^<>]{1,200}>\s*[:：]$")
_REPLY_ABOVE = re.compile(r"^\W*(please )?(reply|write)( only)? above this line\W*$", re.IGNORECASE)
_PHONE_SIGNATURE = re.compile(
    r"^(sent from (my |mail for |yahoo|outlook|proton)|get outlook for |sent (with|via) |"
    r"von meinem .{2,30} gesendet|gesendet (von|mit) (meinem |outlook|mail)|"
    r"envoyé (de(puis)? |à partir de )"
    r"|inviato d(a|al) |enviado desde |enviado do |verzonden (vanaf|met) |dërguar nga |"
    r"skickat från |sendt fra |lähetetty |wysłan[eo] z |odesláno z |outlook für |"
    r"télécharger outlook)"
    r".{0,80}$",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"^--\s?$")


def is_forward_subject(subject: str) -> bool:
    """True for "Fwd:", "WG:", "TR:" …: what is quoted beneath is then the message itself."""
    return bool(_FORWARD_SUBJECT.match(subject[:40]))


def new_text_of(text: str, *, is_reply: bool, is_forward: bool) -> str:
    """The new words in `text`. A forwarded mail is new as a whole, without its signature.

    `is_reply` says that the mail refers to another one; only then lines with ">" are quotes
    even where no attribution stands above them. "" when there is nothing but quotes.
    """
    lines = text.split("\n")
    head, tail = lines[:LINE_LIMIT], lines[LINE_LIMIT:]
    if is_forward or any(_FORWARDED.match(line[:WIDTH]) for line in head):
        return text.strip()
    kept, was_cut = _unquoted(head, is_reply=is_reply)
    kept = _without_signature(kept)
    return "\n".join(kept if was_cut else kept + tail).strip()


def _unquoted(lines: list[str], *, is_reply: bool) -> tuple[list[str], bool]:
    """(lines that are not quoted, whether everything after some line was cut off)."""
    drops_marked = is_reply
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at][:WIDTH]
        if _cuts_all_beneath(lines, at):
            return kept, True
        if size := _attribution_size(lines, at):
            if not _is_marked_beneath(lines, at + size):
                return kept, True
            drops_marked = True
            at += size
            continue
        if not (drops_marked and line.lstrip().startswith(">")):
            kept.append(lines[at])
        at += 1
    return kept, False


def _cuts_all_beneath(lines: list[str], at: int) -> bool:
    line = lines[at][:WIDTH]
    if any(mark.match(line) for mark in (_REPLY_ABOVE, _ORIGINAL, _BETWEEN_DASHES)):
        return True
    if _is_rule(line):
        return at + 1 < len(lines) and _is_header_block(lines, _next_filled(lines, at + 1))
    return _is_header_block(lines, at)


def _is_rule(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) >= 10 and set(stripped) <= {"_", "-"}


def _next_filled(lines: list[str], at: int) -> int:
    for ahead in range(at, min(at + 3, len(lines))):
        if lines[ahead].strip():
            return ahead
    return at


def _is_header_block(lines: list[str], at: int) -> bool:
    """From, Sent, To, Subject: the header that Outlook and others put above what they quote."""
    if at >= len(lines) or not _FROM_LINE.match(lines[at][:WIDTH]):
        return False
    return sum(bool(_MORE_LINES.match(line[:WIDTH])) for line in lines[at + 1 : at + 8]) >= 2


def _attribution_size(lines: list[str], at: int) -> int:
    """How many lines "On … <…> wrote:" takes here (programs wrap it on up to four), or 0."""
    joined = ""
    for size, line in enumerate(lines[at : at + 4], 1):
        if not line.strip():
            return 0
        joined = f"{joined} {line[:WIDTH].strip()}".strip()[: 2 * WIDTH]
        if joined.endswith((":", "：", ":*")):
            is_one = _ATTRIBUTION.match(joined) and _HAS_WHO_OR_WHEN.search(joined)
            return size if is_one or _WHEN_AND_WHO.match(joined) else 0
    return 0


def _is_marked_beneath(lines: list[str], at: int) -> bool:
    """True when the quote carries ">" marks, so that answers may stand between its lines."""
    following = [line for line in lines[at : at + 4] if line.strip()]
    return bool(following) and following[0].lstrip().startswith(">")


def _without_signature(lines: list[str]) -> list[str]:
    """Without what follows "-- " or "Sent from my phone", unless nothing else would be left."""
    for at, line in enumerate(lines):
        if _starts_signature(line) and len(lines) - at <= SIGNATURE_LINES + 1:
            above = lines[:at]
            return above if any(map(str.strip, above)) else lines
    return lines


def _starts_signature(line: str) -> bool:
    return bool(_DELIMITER.match(line) or _PHONE_SIGNATURE.match(line[:WIDTH].strip("*_ ")))
