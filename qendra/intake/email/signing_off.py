"""The signature beneath what somebody wrote: "-- ", "Sent from my phone", the foot of a list. Pure.

"Kind regards, Ann" is kept: that is what a person says. In doubt a line is no signature.
"""

import re
from collections.abc import Sequence

from qendra.intake.email.html_marks import END, SIGNATURE

WIDTH = 400
LINES = 15
STANDARD_LINES = 40

_STANDARD = re.compile(r"^-- $")
_DELIMITER = re.compile(r"^\s{0,3}(--|__|—|–-|---)\s*$")
_RULE = re.compile(r"^\s*[-_=*~#+—]{2,}\s*$|^\s*ᐧ\s*$")
_LIST_FOOT = re.compile(
    r"mailing list|mailman/listinfo|unsubscribe|you received this (message|email) because|"
    r"lists\.[a-z]|listserv|list archive|to post to this",
    re.IGNORECASE,
)
_DEVICE = (
    r"(my |mein\w* |mon |meu |mi |il mio |mio |min |mitt |mijn |iphone|ipad|ipod|android|samsung|"
    r"galaxy|blackberry|nokia|htc|huawei|xiaomi|windows|outlook|mail\b|mailbox|mailspring|spark|"
    r"yahoo|gmail|aol|proton|airmail|thunderbird|mobile|a mobile|a phone|phone|mobil|smartphone|"
    r"handy|telefon|tablet|nine|boxer|acompli|postbox|zoho|web|o2|virgin|vodafone|t-mobile|"
    r"typeapp|newton|edison|canary|blue|k-9|my\b)"
)
_PHONE = re.compile(
    rf"^\W{{0,4}}(sent (from|with|via|by|using|on the go from)\s\W{{0,2}}{_DEVICE}|"
    rf"get \W?outlook for |from my (iphone|ipad|phone|mobile|android|blackberry|samsung)|"
    r"(sent )?(by|via) (galaxy|mobile|carrier pigeon)|composed (on|with) |typed on my |"
    r"this (e-?mail|message) was sent (from|via) (my|a) (mobile|phone|iphone|android|black)|"
    r"von (meine[mr]|unterwegs|mobil|iphone|samsung|outlook).{0,60}(gesendet|geschickt)|"
    r"diese (nachricht|e-?mail|mail) wurde von mein.{1,60}gesendet|"
    r"(gesendet|versandt|geschickt) (von|mit|aus|über|vom) |outlook für (ios|android)|"
    r"(envoyé|expédié) (de|depuis|à partir d|avec|via|par) ?|télécharger outlook|provenant de mon |"
    r"(inviat[oa]|mandat[oa]|spedit[oa]) (da|dal|dall|con|tramite)\b|scarica outlook|"
    r"(enviado|enviada|mandado) (desde|do|da|de|a partir|pelo|com|con|mediante|vía)\b|"
    r"obter (o )?outlook|obtener outlook|obtén outlook|enviat des d|"
    r"(verzonden|verstuurd|gestuurd) (vanaf|met|van|via|door)\b|outlook voor |download outlook|"
    r"dërguar nga |skickat från |skickat med |sänt från |skaffa outlook|sendt (fra|med|via) |"
    r"hent outlook|få outlook|lähetetty |hanki outlook|wysłan[eoy] (z|za pomocą|przez) |"
    r"pobierz outlook|odesláno z|odoslané z|poslané z|získat outlook|poslano (s|z|iz|sa) |"
    r"(a|az) .{2,30}(elküldve|küldve)|iphone-om|elküldve .{2,30}|trimis de (pe|la)|"
    r".{2,40}m[dt][ae]n gönderildi|εστάλη από|στάλθηκε από|αποστολή από|"
    r"отправлено (с|из|от) |надіслано (з|із) |изпратено от |saadetud minu|išsiųsta iš|"
    r"nosūtīts no|(được|đã) gửi từ|gửi từ |dikirim dari |"
    r"נשלח מ|أرسلت من|مرسل من|تم الإرسال من|ارسال شده از|ส่งจาก|"
    r"从我的|從我的|发自我的|發自我的|来自我的|發送自|发送自|.{0,20}から送信|"
    r"나의 .{1,20}에서|내 .{1,20}에서)"
    r".{0,160}$",
    re.IGNORECASE,
)


def parted(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """(what was said, the signature beneath it). What is nothing but a signature is said."""
    if SIGNATURE in lines:
        return _parted_by_marks(lines)
    said = len(_bare(lines))
    at = _begins_at(lines[:said], said)
    body = _bare(lines[:at])
    return (list(lines[:at]), list(lines[at:])) if body else (list(lines), [])


def _parted_by_marks(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """What the markup calls a signature goes; words beneath it stay."""
    said: list[str] = []
    signature: list[str] = []
    is_signature = False
    for line in lines:
        if line in (SIGNATURE, END):
            is_signature = line == SIGNATURE
        else:
            (signature if is_signature else said).append(line)
    if not any(map(str.strip, said)):
        return list(lines), []
    body, foot = parted(said)
    return body, [*foot, *signature]


def _bare(lines: Sequence[str]) -> list[str]:
    """Without blank lines, rules and phones' words at the end."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or _is_foot(lines[end - 1])):
        end -= 1
    return list(lines[:end])


def _is_foot(line: str) -> bool:
    return bool(_RULE.match(line) or is_phone(line))


def is_phone(line: str) -> bool:
    """True for "Sent from my phone" and its like."""
    return bool(_PHONE.match(line[:WIDTH].strip("*_<>()[] \t")))


def _begins_at(lines: Sequence[str], end: int) -> int:
    for at in range(max(end - STANDARD_LINES - 1, 0), end):
        line, beneath = lines[at], end - at - 1
        if _STANDARD.match(line) or (beneath <= LINES and _DELIMITER.match(line)):
            return at
        if beneath <= LINES and (is_phone(line) or _is_list_foot(lines, at, end)):
            return at
    return end


def _is_list_foot(lines: Sequence[str], at: int, end: int) -> bool:
    if not _RULE.match(lines[at]):
        return False
    return any(_LIST_FOOT.search(line[:WIDTH]) for line in lines[at + 1 : min(at + 6, end)])
