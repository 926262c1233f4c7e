"""Mails for tests: composed as raw bytes, stored and processed as the real ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import count

from qendra.intake.email.actions import process_mail, store_mail
from qendra.intake.email.models import RawMail, Way
from qendra.outbox.models import Message
from tests.cast import NOW

SUPPORT = "support@interspace.example"
_numbers = count(1)


def letter(
    sender: str,
    text: str = "The link is down.",
    *,
    subject: str = "Link down",
    to: str = SUPPORT,
    message_id: str = "",
    headers: Iterable[str] = (),
    date: datetime = NOW,
) -> bytes:
    """A plain mail with a Message-ID of its own unless one is given."""
    lines = [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Date: {format_datetime(date)}",
        f"Message-ID: <{message_id or f'letter{next(_numbers)}@customer.example'}>",
        "Content-Type: text/plain; charset=utf-8",
        *headers,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + text.replace("\n", "\r\n") + "\r\n").encode()


def arrive(
    raw: bytes, *, now: datetime = NOW, to: str = SUPPORT, envelope_from: str | None = None
) -> RawMail:
    """The mail arrives and is worked off; its row afterwards."""
    row = store_mail(raw=raw, envelope_from=envelope_from, envelope_to=[to], way=Way.SMTP, now=now)
    process_mail(mail_id=row.id, now=now + timedelta(seconds=1))
    row.refresh_from_db()
    return row


def outgoing() -> list[Message]:
    """Everything that waits to leave, oldest first."""
    return list(Message.objects.order_by("id"))


def answer_to(message: Message, sender: str, text: str, **changes: str) -> bytes:
    """A plain reply to one of our mails, as a mail program writes it."""
    headers = [f"In-Reply-To: <{message.message_id}>", f"References: <{message.message_id}>"]
    to = changes.get("to", message.reply_to)
    subject = changes.get("subject", f"Re: {message.subject}")
    return letter(sender, text, subject=subject, to=to, headers=headers)
