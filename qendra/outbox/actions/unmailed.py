"""Mails to people without an address: kept, so that somebody calls them instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from qendra.outbox.actions.queueing import Mail
from qendra.outbox.cleaning import plain_text
from qendra.outbox.fixed import text_of
from qendra.outbox.models import Unmailed

# Calls are in English, as everything that people of ours say.
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class ToSay:
    """A mail as it would have left, and the key of the person whom it is for."""

    person: int
    mail: Mail


def keep_unmailed(*, now: datetime, said: Iterable[ToSay]) -> None:
    """In the transaction of what they tell of; once for ever by the key of each mail."""
    rows = [
        Unmailed(
            key=each.mail["key"],
            purpose=each.mail["purpose"],
            person=each.person,
            about_kind=each.mail["about_kind"],
            about_id=each.mail["about_id"],
            text=_words(each.mail),
            at=now,
        )
        for each in said
    ]
    Unmailed.objects.bulk_create(rows, ignore_conflicts=True)


def _words(mail: Mail) -> str:
    """What a person wrote is all there is to say; else what the mail says."""
    written = mail.get("written", "")
    if written.strip():
        return plain_text(written).strip()
    template, told = mail.get("template", ""), dict(mail.get("told", {}))
    return plain_text(text_of("", template, told, LANGUAGE)).strip()


def claim_unmailed(*, most: int) -> list[Unmailed]:
    """Some that nobody was asked to call for yet, locked and marked; for a transaction."""
    free = Unmailed.objects.select_for_update(skip_locked=True).filter(promised=False)
    found = list(free.order_by("id")[:most])
    Unmailed.objects.filter(id__in=[each.id for each in found]).update(promised=True)
    return found
