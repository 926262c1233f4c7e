"""Keeping a mail, before anybody is told that we have it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from qendra.intake.email.charset import clean_line
from qendra.intake.email.identity import identity_of
from qendra.intake.email.limits import SIZE_LIMIT, MailTooLarge
from qendra.intake.email.models import RawMail, Way

ADDRESS_LENGTH = 320
RECIPIENTS = 100


def store_mail(
    *,
    raw: bytes,
    envelope_from: str | None,
    envelope_to: Iterable[str],
    way: Way,
    now: datetime,
) -> RawMail:
    """The row of this mail, durable when this returns; the same mail again is the same row.

    ``envelope_from`` is "" for the null sender, None where the way in does not tell it.
    MailTooLarge above the limit: nothing is stored. Database errors pass through: then the
    mail was not stored and the other side must keep it.
    """
    if len(raw) > SIZE_LIMIT:
        raise MailTooLarge
    message_id, content_hash = identity_of(raw)
    row = RawMail(
        raw=raw,
        size=len(raw),
        message_id=message_id,
        content_hash=content_hash,
        envelope_from=None if envelope_from is None else _address(envelope_from),
        envelope_to=[_address(one) for one in list(envelope_to)[:RECIPIENTS]],
        received_at=now,
        way=way,
        next_attempt_at=now,
    )
    with transaction.atomic(durable=True):
        # The database decides which of two receivers was first; the other one waits for it.
        RawMail.objects.bulk_create([row], ignore_conflicts=True)
    return RawMail.objects.defer("raw").get(message_id=message_id, content_hash=content_hash)


def _address(text: str) -> str:
    return clean_line(text).strip("<> ")[:ADDRESS_LENGTH]
