"""From a row to the mail that goes out. The same row is the same bytes, every time.

So a repetition after a crash is the same mail to every reader: same Message-ID, same Date
(when the message was queued), same boundary (derived from its key).
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings

from qendra.files.names import safe_name
from qendra.files.storage import open_file
from qendra.outbox.addresses import wire_address
from qendra.outbox.cleaning import bare_ids, one_line, plain_text
from qendra.outbox.headers import MAX_LINE, ids_value, mailbox_value, text_value
from qendra.outbox.models import TRACED, Message, MessageFile

# A mail that comes back with our own name in this header went in a circle.
LOOP_HEADER = "X-Qendra"

_MEDIA_TYPE = re.compile(r"([a-z0-9][a-z0-9!#$&^_.+-]*)/([a-z0-9][a-z0-9!#$&^_.+-]*)", re.ASCII)
_OWN_HEADERS = {"from", "to", "reply-to", "subject", "message-id", "in-reply-to", "references"}


class _Wire(EmailPolicy):
    """Line ends of SMTP; our own headers leave exactly as ``headers`` wrote them."""

    def header_store_parse(self, name: str, value: str) -> tuple[str, str]:
        if name.lower() in _OWN_HEADERS:
            return name, value
        stored: tuple[str, str] = super().header_store_parse(name, value)
        return stored

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in _OWN_HEADERS:
            return f"{name}: {value}\r\n".encode()
        return super().fold_binary(name, value)


_WIRE = _Wire(linesep="\r\n", max_line_length=MAX_LINE, raise_on_defect=False)


def compose(message: Message) -> EmailMessage:
    """The mail, ready for ``as_bytes()``; its files are read from the store.

    Raises Unsendable for an address that is none, FileNotFoundError for a lost file, and
    nothing for any words, names or subjects.
    """
    mail = EmailMessage(policy=_WIRE)
    _write_addresses(mail, message)
    _write_thread(mail, message)
    _write_origin(mail, message)
    _write_content(mail, message)
    return mail


def envelope_sender(message: Message) -> str:
    """Where a bounce goes: to nobody for what the machine wrote (RFC 3834, 3.3).

    But of what must be known not to have arrived, back to what it is about.
    """
    if message.purpose in TRACED and message.reply_to:
        return wire_address(message.reply_to)
    return "" if message.is_automatic else wire_address(message.from_address)


def envelope_recipient(message: Message) -> str:
    """The one address that gets it."""
    return wire_address(message.to_address)


def _write_addresses(mail: EmailMessage, message: Message) -> None:
    mail["From"] = _mailbox(message.from_name, message.from_address)
    mail["To"] = _mailbox(message.to_name, message.to_address)
    if message.reply_to:
        mail["Reply-To"] = wire_address(message.reply_to)
    mail["Subject"] = text_value(one_line(message.subject, limit=1000), name="Subject")


def _mailbox(name: str, address: str) -> str:
    return mailbox_value(one_line(name, limit=1000), wire_address(address))


def _write_thread(mail: EmailMessage, message: Message) -> None:
    mail["Date"] = format_datetime(message.created_at.astimezone(UTC))
    mail["Message-ID"] = ids_value([message.message_id])
    parents = bare_ids([message.in_reply_to])[:1]
    if parents:
        mail["In-Reply-To"] = ids_value(parents)
    references = bare_ids(message.references) or parents
    if references:
        mail["References"] = ids_value(references)


def _write_origin(mail: EmailMessage, message: Message) -> None:
    mail[LOOP_HEADER] = urlsplit(settings.BASE_URL).hostname or "localhost"
    if message.is_automatic:
        # RFC 3834, 5: no automatic answer may be sent to it; Exchange listens to its own header.
        mail["Auto-Submitted"] = "auto-replied" if message.in_reply_to else "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"


def _write_content(mail: EmailMessage, message: Message) -> None:
    text = plain_text(message.text)
    mail.set_content(text, charset="utf-8", cte=_transfer_encoding(text))
    files = list(message.files.all())
    if files:
        mail.make_mixed(boundary=_boundary(message.key))
    for file in files:
        _attach(mail, file)


def _transfer_encoding(text: str) -> str:
    """7bit for plain short lines, else quoted-printable: no server on the way may alter it."""
    lines = text.split("\n")
    is_plain = text.isascii() and "=_" not in text
    if is_plain and all(len(line) <= MAX_LINE and line == line.rstrip() for line in lines):
        return "7bit"
    return "quoted-printable"


def _boundary(key: str) -> str:
    # "=_" cannot occur in quoted-printable or base64, nor in the 7bit that we allow.
    return f"=_{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def _attach(mail: EmailMessage, file: MessageFile) -> None:
    match = _MEDIA_TYPE.fullmatch(file.content_type.lower())
    main, sub = match.groups() if match else ("application", "octet-stream")
    if main in {"multipart", "message"}:
        # These may not be base64 (RFC 2046, 5.2.1), and are somebody else's structure.
        main, sub = "application", "octet-stream"
    with open_file(file.file_id) as content:
        mail.add_attachment(
            content.read(), maintype=main, subtype=sub, filename=safe_name(file.filename)
        )
