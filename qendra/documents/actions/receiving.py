"""What recipients do with a document: fetch it, and say that they have received it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qendra.accounts.actor import Actor
from qendra.documents.actions.copies import copy_of
from qendra.documents.models import Copy, Issue, Receipt


@transaction.atomic
def fetch_document(*, actor: Actor, now: datetime, issue: Issue, language: str) -> Copy:
    """The file in this language; noted for a recipient, the first time."""
    mine = Receipt.objects.filter(issue=issue, person=actor.person)
    mine.filter(downloaded_at=None).update(downloaded_at=now)
    return copy_of(issue, language, now)


@transaction.atomic
def confirm_receipt(*, actor: Actor, now: datetime, issue: Issue) -> bool:
    """A recipient says that it has arrived; saying it again is no error. False: no recipient."""
    mine = Receipt.objects.filter(issue=issue, person=actor.person)
    mine.filter(confirmed_at=None).update(confirmed_at=now)
    return mine.exists()
