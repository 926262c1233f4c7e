"""Telling people that their sign-in changed, when allauth made the change."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qendra.accounts.models import Person
from qendra.signing_in.notices import Change, tell_changed


@transaction.atomic
def report_change(*, person: Person, change: Change, now: datetime) -> None:
    """Tell the person what is different, so that it cannot happen unseen."""
    tell_changed(person, change, now)
