"""Raw bytes of a mail → `ParsedMail`. Never raises and never hangs, whatever a stranger sends."""

import logging
from datetime import UTC

from qendra.intake.email.automatic import automatic_kind, bounce_report
from qendra.intake.email.body import text_and_files
from qendra.intake.email.charset import decode
from qendra.intake.email.headers import Headers, addresses, date_of, message_ids
from qendra.intake.email.identity import message_id_of
from qendra.intake.email.mail import AutomaticKind, MailFile, ParsedMail
from qendra.intake.email.mime import Leaf, leaves_of
from qendra.intake.email.quoting import is_forward_subject, new_text_of

SUBJECT_LIMIT = 500

logger = logging.getLogger(__name__)


def parse_mail(raw: bytes, *, envelope_from: str | None = None) -> ParsedMail:
    """Read the mail as far as it can be read; what is broken stands in `defects`.

    `envelope_from` is "" for the null sender, None where the way in does not tell it.
    """
    try:
        headers, leaves, defects = leaves_of(raw)
        return _parsed(headers, leaves, defects, envelope_from)
    except Exception:  # a stranger's bytes must not stop the others
        # The last belt: a fault of ours in reading one mail must never lose it or stop the others.
        logger.exception("A mail could not be parsed; it is kept as one file.")
        return _unreadable(raw)


def _parsed(
    headers: Headers, leaves: list[Leaf], defects: list[str], envelope_from: str | None
) -> ParsedMail:
    name, address = _author(headers, defects)
    text, files, cut = text_and_files(leaves)
    subject = headers.text("subject")[:SUBJECT_LIMIT]
    replies_to = message_ids(headers.all_raw("in-reply-to"))
    references = message_ids(headers.all_raw("references"))
    is_forward = is_forward_subject(subject)
    date = date_of(headers.raw("date"))
    kind = automatic_kind(headers, leaves, envelope_from=envelope_from)
    return ParsedMail(
        message_id=message_id_of(headers.all_raw("message-id")),
        from_name=name,
        from_address=address,
        to=_only_addresses(headers, "to"),
        cc=_only_addresses(headers, "cc"),
        reply_to=next(iter(_only_addresses(headers, "reply-to")), ""),
        date=date.astimezone(UTC) if date else None,
        date_offset_minutes=_offset_minutes(headers),
        subject=subject,
        text=text,
        new_text=new_text_of(text, is_reply=bool(replies_to or references), is_forward=is_forward),
        in_reply_to=replies_to,
        references=references,
        attachments=files,
        automatic=kind,
        bounce=bounce_report(leaves) if kind is AutomaticKind.BOUNCE else None,
        own_marker=headers.text("x-qendra")[:200],
        is_forward=is_forward,
        defects=tuple(dict.fromkeys((*defects, *cut)))[:50],
    )


def _author(headers: Headers, defects: list[str]) -> tuple[str, str]:
    """(name, address) of the one author; with several From the first one with an address."""
    found = addresses(headers.all_raw("from"))
    if len(found) > 1:
        defects.append("The mail names several authors; the first one counts.")
    if found:
        return found[0]
    sender = addresses(headers.all_raw("sender"))
    defects.append("The mail names no author with a mail address.")
    return sender[0] if sender else (headers.text("from")[:200], "")


def _only_addresses(headers: Headers, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for _, address in addresses(headers.all_raw(name))))


def _offset_minutes(headers: Headers) -> int | None:
    """The offset that the sender's clock showed; None for "-0000", which tells nothing."""
    date = date_of(headers.raw("date"))
    if date is None or headers.raw("date").rstrip().endswith("-0000"):
        return None
    offset = date.utcoffset()
    return round(offset.total_seconds() / 60) if offset is not None else None


def _unreadable(raw: bytes) -> ParsedMail:
    return ParsedMail(
        message_id="",
        from_name="",
        from_address="",
        to=(),
        cc=(),
        reply_to="",
        date=None,
        date_offset_minutes=None,
        subject="",
        text=decode(raw[:10_000], "utf-8"),
        new_text="",
        in_reply_to=(),
        references=(),
        attachments=(MailFile("mail.eml", "message/rfc822", raw),),
        automatic=None,
        bounce=None,
        own_marker="",
        is_forward=False,
        defects=("The mail could not be read at all; it is kept as one file.",),
    )
