"""Counting tries. The state is in the database, so that several machines are one door."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from qendra.signing_in.limits import PASSWORD, Limit, Marks, Standing, after_try
from qendra.signing_in.models import Remembered, Tally

FORGOTTEN_AFTER = timedelta(days=1)
AT_ONCE = 1000


@transaction.atomic
def count_try(*, marks: Marks, now: datetime) -> datetime | None:
    """Count a try before anybody looks at it; until when the door is shut, if it is.

    While it is shut nothing is counted, so that it opens however often somebody pushes.
    """
    limits = {_key(limit, mark): limit for limit, mark in marks.items()}
    fresh = [Tally(key=key, tries=0, since=now) for key in sorted(limits)]
    Tally.objects.bulk_create(fresh, ignore_conflicts=True)
    tallies = list(Tally.objects.select_for_update().filter(key__in=limits).order_by("key"))
    shut = [each.shut_until for each in tallies if each.shut_until and each.shut_until > now]
    if shut:
        return max(shut)
    for tally in tallies:
        standing = after_try(Standing(tally.tries, tally.since), limits[tally.key], now)
        tally.tries, tally.since = standing.tries, standing.since
        tally.shut_until = standing.shut_until
    Tally.objects.bulk_update(tallies, ["tries", "since", "shut_until"])
    return None


@transaction.atomic
def take_back_try(*, marks: Marks) -> None:
    """It was right: what this person mistyped is forgotten, others' tries stay counted."""
    limits = {_key(limit, mark): limit for limit, mark in marks.items()}
    tallies = list(Tally.objects.select_for_update().filter(key__in=limits).order_by("key"))
    for tally in tallies:
        is_own = limits[tally.key] == PASSWORD
        tally.tries = 0 if is_own else max(0, tally.tries - 1)
        tally.shut_until = None
    Tally.objects.bulk_update(tallies, ["tries", "shut_until"])


@transaction.atomic
def forget_tries(*, now: datetime) -> int:
    """Drop counts of long ago, and what nodes need not remember; how many rows it was."""
    old = Tally.objects.filter(since__lt=now - FORGOTTEN_AFTER).values_list("id", flat=True)[
        :AT_ONCE
    ]
    gone, _each = Tally.objects.filter(id__in=old).delete()
    over = Remembered.objects.filter(expires__lt=now).values_list("cache_key", flat=True)[:AT_ONCE]
    forgotten, _each = Remembered.objects.filter(cache_key__in=list(over)).delete()
    return gone + forgotten


def _key(limit: Limit, mark: str) -> str:
    about = f"tally:{limit.name}:{mark}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), about, hashlib.sha256).hexdigest()
