"""Raw bytes of a mail → `ParsedMail`. Never raises and never hangs, whatever a stranger sends."""

import logging
from datetime import UTC, datetime

from qendra.intake.email.automatic import automatic_kind, is_discussion, is_feedback_report
from qendra.intake.email.body import Body, body_of
from qendra.intake.email.bounces import bounce_report
from qendra.intake.email.charset import decode
from qendra.intake.email.headers import Headers, author_in, date_of, mailboxes, message_ids
from qendra.intake.email.identity import message_id_of
from qendra.intake.email.mail import AutomaticKind, Mailbox, MailFile, ParsedMail
from qendra.intake.email.mime import Leaf, leaves_of
from qendra.intake.email.quoting import Reply, first_quote, is_forward_subject, passes_on

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
    to, cc = mailboxes(headers.all_raw("to")), mailboxes(headers.all_raw("cc"))
    subject = headers.text("subject")[:SUBJECT_LIMIT]
    replies_to = message_ids(headers.all_raw("in-reply-to"))
    references = message_ids(headers.all_raw("references"))
    is_forward = is_forward_subject(subject)
    body = body_of(leaves, is_reply=bool(replies_to or references))
    own = _own_words(body)
    kind = automatic_kind(headers, leaves, body.text, envelope_from=envelope_from)
    return ParsedMail(
        message_id=message_id_of(headers.all_raw("message-id")),
        author=_author(headers, defects),
        to=_addresses(to),
        cc=_addresses(cc),
        to_named=to,
        cc_named=cc,
        reply_to=next(iter(_addresses(mailboxes(headers.all_raw("reply-to")))), ""),
        date=_moment(headers),
        date_offset_minutes=_offset_minutes(headers),
        subject=subject,
        text=body.text,
        new_text=body.text.strip() if is_forward or passes_on(body.text) else body.reply.text,
        own_text=own.text,
        signed_text=own.signed,
        html=body.html,
        in_reply_to=replies_to,
        references=references,
        attachments=body.files,
        automatic=kind,
        bounce=bounce_report(headers, leaves, body.text) if kind is AutomaticKind.BOUNCE else None,
        is_discussion=kind is AutomaticKind.BULK and is_discussion(headers),
        is_feedback_report=is_feedback_report(headers, leaves),
        own_marker=headers.text("x-qendra")[:200],
        is_forward=is_forward,
        defects=tuple(dict.fromkeys((*defects, *body.cut)))[:50],
    )


def _author(headers: Headers, defects: list[str]) -> tuple[str, str]:
    """(name, address) of the one author; with several From the first one with an address."""
    values = headers.all_raw("from")
    found = next((author for value in values if (author := author_in(value))), None)
    if found and len(mailboxes(values)) > 1:
        defects.append("The mail names several authors; the first one counts.")
    if found:
        return found
    sender = mailboxes(headers.all_raw("sender"))
    defects.append("The mail names no author with a mail address.")
    return sender[0] if sender else (headers.text("from")[:200], "")


def _own_words(body: Body) -> Reply:
    """The sender's own words; where there are none, those of the mail that is passed on."""
    if body.reply.text or not passes_on(body.text):
        return body.reply
    _above, quote = first_quote(body.text)
    text = quote.text if quote and quote.text else body.text.strip()
    return Reply(text, text, was_quoting=True)


def _addresses(found: tuple[Mailbox, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address.lower() for _, address in found))


def _moment(headers: Headers) -> datetime | None:
    date = date_of(headers.raw("date"))
    return date.astimezone(UTC) if date else None


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
        author=("", ""),
        to=(),
        cc=(),
        to_named=(),
        cc_named=(),
        reply_to="",
        date=None,
        date_offset_minutes=None,
        subject="",
        text=decode(raw[:10_000], "utf-8"),
        new_text="",
        own_text="",
        signed_text="",
        html="",
        in_reply_to=(),
        references=(),
        attachments=(MailFile("mail.eml", "message/rfc822", raw),),
        automatic=None,
        bounce=None,
        is_feedback_report=False,
        is_discussion=False,
        own_marker="",
        is_forward=False,
        defects=("The mail could not be read at all; it is kept as one file.",),
    )
