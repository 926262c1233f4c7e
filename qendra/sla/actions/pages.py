"""What a page of settings saves: the first or the next version, if nobody came in between."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from qendra.accounts.actor import Actor
from qendra.history.actions import record_change
from qendra.lib.drawn import Values, require_unchanged
from qendra.sla.actions import (
    Hours,
    Promised,
    Scope,
    add_calendar,
    add_service_level,
    lock,
    new_calendar_version,
    new_service_level_version,
)
from qendra.sla.models import Calendar, ServiceLevel
from qendra.sla.selectors import current_calendar
from qendra.sla.written import calendar_values, level_values

CALENDAR, LEVEL = "calendar", "service level"


@transaction.atomic
def save_calendar(
    *, actor: Actor, now: datetime, slug: str, hours: Hours, drawn: Values | None = None
) -> Calendar:
    """The next version of the calendar with this slug; without one, a new calendar."""
    lock()
    before = current_calendar(slug) if slug else None
    if before is None:
        calendar = add_calendar(actor=actor, now=now, slug=_free(Calendar, hours.name), hours=hours)
    else:
        require_unchanged(drawn, calendar_values(before))
        calendar = new_calendar_version(actor=actor, now=now, slug=slug, hours=hours)
    record_change(
        actor=actor,
        now=now,
        subject_kind=CALENDAR,
        subject_id=first_of(Calendar, calendar.slug),
        before=calendar_values(before) if before else {},
        after=calendar_values(calendar),
    )
    return calendar


@transaction.atomic
def save_service_level(
    *,
    actor: Actor,
    now: datetime,
    slug: str,
    name: str,
    promised: Mapping[str, Promised],
    business_hours: str | None,
    scope: Scope | None = None,
    drawn: Values | None = None,
) -> ServiceLevel:
    """The next version of the service level with this slug; without one, a new level."""
    lock()
    newest = ServiceLevel.objects.filter(slug=slug).order_by("-version")
    before = newest.prefetch_related("targets__calendar").first() if slug else None
    words = {"name": name, "promised": promised, "business_hours": business_hours}
    if before is None:
        slug = _free(ServiceLevel, name)
        level = add_service_level(actor=actor, now=now, slug=slug, scope=scope, **words)  # type: ignore[arg-type]  # as named
    else:
        require_unchanged(drawn, level_values(before))
        level = new_service_level_version(actor=actor, now=now, slug=slug, **words)  # type: ignore[arg-type]  # as named
    record_change(
        actor=actor,
        now=now,
        subject_kind=LEVEL,
        subject_id=first_of(ServiceLevel, level.slug),
        before=level_values(before) if before else {},
        after=level_values(level),
    )
    return level


def first_of(model: type[Calendar | ServiceLevel], slug: str) -> int:
    """The key of the first version, by which the history of all versions is found."""
    return int(model.objects.filter(slug=slug, version=1).values_list("id", flat=True)[0])


def _free(model: type[Calendar | ServiceLevel], name: str) -> str:
    """A slug made of the name that nobody has."""
    base = slugify(name)[:40] or "new"
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(each for each in numbered if each not in taken)
