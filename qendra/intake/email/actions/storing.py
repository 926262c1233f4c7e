"""Keeping a mail, before anybody is told that we have it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from qendra.intake.email.charset import clean_line
from qendra.intake.email.identity import identity_of
from qendra.intake.email.limits import SIZE_LIMIT, MailTooLarge
from qendra.intake.email.models import RawMail, Way
from qendra.lib.plans import planned_cursor

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
        row.id = _inserted(row)
    if row.id is None:
        return RawMail.objects.defer("raw").get(message_id=message_id, content_hash=content_hash)
    return row


def _inserted(row: RawMail) -> int | None:
    """Its key; None when the mail is there already.

    The database decides which of two receivers was first; the other one waits for it.
    """
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in _FIELDS]
    with planned_cursor() as cursor:
        cursor.execute(_INSERTION, values)
        found = cursor.fetchone()
    row._state.adding = False
    return int(found[0]) if found else None


_FIELDS = [field for field in RawMail._meta.concrete_fields if not field.primary_key]
_INSERTION = (
    "INSERT INTO intake_email_rawmail"  # noqa: S608 (our own columns)
    f" ({', '.join(str(field.column) for field in _FIELDS)})"
    f" VALUES ({', '.join(['%s'] * len(_FIELDS))})"
    " ON CONFLICT (message_id, content_hash) DO NOTHING RETURNING id"
)


def _address(text: str) -> str:
    return clean_line(text).strip("<> ")[:ADDRESS_LENGTH]
