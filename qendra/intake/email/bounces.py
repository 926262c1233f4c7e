"""Delivery reports: by RFC 3464, else by what servers write in its stead. Pure."""

import re
from collections.abc import Iterator

from qendra.intake.email import bounce_words as words
from qendra.intake.email.charset import clean_line, decode
from qendra.intake.email.headers import Headers, mailboxes, message_ids, parameters, split_headers
from qendra.intake.email.mail import BounceReport
from qendra.intake.email.mime import Leaf

TEXT_LIMIT = 20_000
RECIPIENTS = 50

_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_ORIGINALS = (
    "message/rfc822", "text/rfc822-headers", "message/global", "message/rfc822-headers",
    "message/global-headers", "text/rfc822",
)  # fmt: skip
# What RFC 3463 says of them: nobody there; full, closed or refused.
_NOBODY_THERE = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4")
_IN_THE_WAY = ("5.2.2", "5.2.3", "5.3.", "5.4.5", "5.4.6", "5.4.7", "5.5.", "5.6.", "5.7.")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.#/:-])([45])[0-5]\d(?=[ -][^\d])")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_AT_BEGINNING = re.compile(
    rf"^\W{{0,6}}(?:mailto:|rfc822;|smtp;|to:|recipient:|user:)?\W{{0,3}}({_ADDRESS.pattern})"
)


def is_bounce(headers: Headers, leaves: list[Leaf], sender: str | None, text: str) -> bool:
    """Whether the mail says that another one did not arrive (or not yet).

    `sender` is the envelope's: "" for the null sender, None where it is not known.
    """
    kind, found = parameters(headers.raw("content-type"))
    report = found.get("report-type", "").lower()
    if report in {"feedback-report", "disposition-notification"}:
        return False
    groups = list(_groups(leaves))
    if groups:
        actions = {clean_line(group.raw("action")).lower().split(" ")[0] for group in groups}
        return not actions - {""} or bool(actions - {"", "delivered", "relayed", "expanded"})
    if (kind == "multipart/report" and report == "delivery-status") or _names_failed(headers):
        return True
    return _is_told_by_words(headers, sender, text)


def bounce_report(headers: Headers, leaves: list[Leaf], text: str) -> BounceReport:
    """What a delivery report says; empty texts where it says nothing."""
    groups = [group for group in _groups(leaves) if _is_failed(group)]
    said = _above_original(text)
    diagnostic = next((found for group in groups if (found := _diagnostic(group))), "")
    status = next((found for group in groups if (found := _status(group))), "")
    if not status or status.endswith(".0.0"):
        status = _status_in(diagnostic) or status or _status_in(said)
    recipients = _recipients_of(groups) or _named(headers) or _recipients_in(said, headers)
    original = _original(leaves, text)
    ids = message_ids(original.all_raw("message-id"))
    return BounceReport(
        recipients=tuple(recipients[:RECIPIENTS]),
        status=status[:20],
        diagnostic=(diagnostic or _telling_line(said))[:500],
        original_message_id=ids[0] if ids else "",
        is_hard=_is_hard(status, diagnostic or said, groups),
    )


def _groups(leaves: list[Leaf]) -> Iterator[Headers]:
    """The groups of fields about one recipient each, of all delivery reports in the mail."""
    for leaf in leaves[:20]:
        if leaf.content_type not in _REPORTS:
            continue
        content, position = leaf.content(), 0
        for _ in range(RECIPIENTS + 1):
            if position >= len(content):
                break
            group, following = split_headers(content, position, len(content))
            position = max(following, position + 1)
            if any(
                name in group
                for name in ("final-recipient", "original-recipient", "action", "status")
            ):
                yield group


def _is_failed(group: Headers) -> bool:
    return clean_line(group.raw("action")).lower() not in ("delivered", "relayed", "expanded")


def _diagnostic(group: Headers) -> str:
    return clean_line(decode(group.raw("diagnostic-code").encode(), "utf-8"))[:500]


def _status(group: Headers) -> str:
    found = _STATUS.search(group.raw("status"))
    return found[1] if found else ""


def _status_in(text: str) -> str:
    """The status that a text names; of a bare SMTP code its class."""
    if found := _STATUS.search(text):
        return found[1]
    code = _REPLY_CODE.search(text)
    return f"{code[1]}.0.0" if code else ""


def _recipients_of(groups: list[Headers]) -> list[str]:
    found: dict[str, None] = {}
    for group in groups:
        for name in ("final-recipient", "original-recipient", "x-actual-recipient"):
            address = _ADDRESS.search(group.raw(name).rpartition(";")[2])
            if address:
                found[address[0].lower()] = None
                break
    return list(found)


def _names_failed(headers: Headers) -> bool:
    return "x-failed-recipients" in headers


def _named(headers: Headers) -> list[str]:
    values = headers.all_raw("x-failed-recipients")
    return [address.lower() for _, address in mailboxes(values)]


def _recipients_in(said: str, headers: Headers) -> list[str]:
    """The addresses that the text complains of: those that begin a line, else the first one."""
    lines = said.split("\n")
    begun = [found[1] for line in lines if (found := _AT_BEGINNING.match(line[:300]))]
    ours = {
        address.lower()
        for name in ("from", "to", "cc")
        for _, address in mailboxes(headers.all_raw(name))
    }
    anywhere = _ADDRESS.findall(said)
    for complained in (begun, anywhere):
        wanted = [address.lower().strip(".'") for address in complained]
        others = [one for one in wanted if one not in ours and not words.DAEMON.match(one)]
        if others:
            return list(dict.fromkeys(others if complained is begun else others[:1]))
    return []


def _above_original(text: str) -> str:
    """The text without the mail that it gives back."""
    kept: list[str] = []
    for line in text[:TEXT_LIMIT].split("\n"):
        if len(kept) > 1 and words.RETURNED.match(line[:200]):
            break
        kept.append(line)
    return "\n".join(kept)


def _telling_line(said: str) -> str:
    """The line of the text that says why."""
    lines = [line for line in said.split("\n") if line.strip()]
    telling = (line for line in lines if _STATUS.search(line) or _REPLY_CODE.search(line))
    return clean_line(next(telling, ""))


def _original(leaves: list[Leaf], text: str) -> Headers:
    """The headers of the mail that is given back, as a part or beneath the text."""
    for leaf in leaves[:20]:
        if leaf.content_type in _ORIGINALS:
            content = leaf.content()
            return split_headers(content, 0, len(content))[0]
    found = re.search(r"^message-id:[^\n]*", text[-TEXT_LIMIT:], re.IGNORECASE | re.MULTILINE)
    return Headers({"message-id": [found[0]]}) if found else Headers()


def _is_told_by_words(headers: Headers, sender: str | None, text: str) -> bool:
    """A report without its form: who sends it, what its subject says, how its text begins."""
    subject = headers.text("subject")
    if words.ANSWERS.match(subject):
        return False
    is_daemon = _is_from_daemon(headers)
    by_subject = bool(words.SUBJECT.search(subject))
    by_body = bool(words.BODY.search(text[:4000]))
    if is_daemon:
        return by_subject or by_body
    is_answer = headers.raw("auto-submitted").lower().startswith("auto-replied")
    if not by_body or is_answer:
        return False
    # Some gateways report under their own names; people who write of such things name no address.
    names_one = bool(_status_in(text[:4000]) or _ADDRESS.search(text[:4000]))
    return sender == "" or (by_subject and names_one)


def _is_from_daemon(headers: Headers) -> bool:
    authors = [*mailboxes(headers.all_raw("from")), *mailboxes(headers.all_raw("sender"))]
    if any(words.DAEMON.match(address) for _, address in authors):
        return True
    return bool(words.DAEMON_NAME.search(headers.text("from")))


def _is_hard(status: str, why: str, groups: list[Headers]) -> bool | None:
    """Whether to try again is no use; by the words first, by the class of the status then."""
    if any(clean_line(group.raw("action")).lower().startswith("delayed") for group in groups):
        return False
    is_gone, is_in_the_way = bool(words.GONE.search(why)), bool(words.IN_THE_WAY.search(why))
    if status.startswith("4"):
        return False
    if words.OUR_FAULT.search(why):
        return False
    if status.startswith(_NOBODY_THERE):
        return is_gone or not is_in_the_way
    if status.startswith(_IN_THE_WAY):
        return is_gone and not is_in_the_way
    if is_gone or is_in_the_way:
        return is_gone
    return True if status.startswith("5") else None
