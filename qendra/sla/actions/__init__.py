"""Writes: calendars and service levels, always as a new version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.rights import Right
from qendra.catalogue.models import Contract, Product, Service
from qendra.lib.errors import Refused
from qendra.lib.work import forget
from qendra.sla import calendar as pure
from qendra.sla.actions.checks import (
    check_critical,
    check_hours,
    check_promised,
    current_calendar_or_refuse,
)
from qendra.sla.drafts import Hours, Promised
from qendra.sla.eras import eras_before
from qendra.sla.models import PRIORITIES, Calendar, ServiceLevel, Target
from qendra.sla.selectors import (
    current_calendar,
    current_service_levels,
    service_level_for,
)

__all__ = ["DEFAULT_TARGETS", "Hours", "Promised", "Scope", "add_calendar", "add_service_level",
           "install_default_service_level", "lock", "new_calendar_version",
           "new_service_level_version"]  # fmt: skip

AROUND_THE_CLOCK = "24x7"
BUSINESS_HOURS = "business-hours"
OFFICE_WEEK = tuple(pure.Window(weekday, 8 * 60, 17 * 60) for weekday in range(5))

Scope = Contract | Product | Service


DEFAULT_TARGETS = {
    "critical": Promised(15, 4 * 60, AROUND_THE_CLOCK, 60),
    "major": Promised(30, 8 * 60, AROUND_THE_CLOCK, 2 * 60),
    "minor": Promised(4 * 60, 24 * 60, BUSINESS_HOURS, 9 * 60),
    "low": Promised(9 * 60, 45 * 60, BUSINESS_HOURS, 3 * 9 * 60),
}


@transaction.atomic
def install_default_service_level(
    *,
    actor: Actor,
    now: datetime,
    time_zone: str,
    country: str,
) -> ServiceLevel:
    """The provider's default with its two calendars; what is there already stays as it is."""
    lock()
    if current_calendar(AROUND_THE_CLOCK) is None:
        hours = Hours(name="24x7", time_zone=time_zone, always=True)
        add_calendar(actor=actor, now=now, slug=AROUND_THE_CLOCK, hours=hours)
    if current_calendar(BUSINESS_HOURS) is None:
        hours = Hours(
            name="business hours", time_zone=time_zone, windows=OFFICE_WEEK, country=country
        )
        add_calendar(actor=actor, now=now, slug=BUSINESS_HOURS, hours=hours, is_business_hours=True)
    return service_level_for(None) or add_service_level(
        actor=actor, now=now, slug="standard", name="Standard", promised=DEFAULT_TARGETS
    )


@transaction.atomic
def add_calendar(
    *,
    actor: Actor,
    now: datetime,
    slug: str,
    hours: Hours,
    is_business_hours: bool = False,
) -> Calendar:
    """A new calendar.  Refused for a slug that is taken, and for hours that are none.

    One calendar of the provider holds the business hours of P5, so a second one is refused.
    """
    _check_right(actor)
    lock()
    if current_calendar(slug):
        raise Refused(_("There is a calendar %(slug)s already.") % {"slug": slug})
    if is_business_hours and Calendar.objects.filter(is_business_hours=True).exists():
        raise Refused(_("The provider has business hours already; change those."))
    return _write_calendar(
        Calendar(slug=slug, version=1, is_business_hours=is_business_hours), hours, now
    )


@transaction.atomic
def new_calendar_version(*, actor: Actor, now: datetime, slug: str, hours: Hours) -> Calendar:
    """The next version of a calendar, and of every current service level that counts in it.

    Cases that are open keep the version of their service level.  Hours that hold from a later
    day on reach new cases at once, with the hours before up to that day.
    """
    _check_right(actor)
    lock()
    before = current_calendar_or_refuse(slug)
    following = Calendar(
        slug=slug, version=before.version + 1, is_business_hours=before.is_business_hours
    )
    following.earlier = eras_before(hours.valid_from, before)
    calendar = _write_calendar(following, hours, now)
    for level in current_service_levels():
        used = {target.calendar.slug for target in level.targets.all()}
        named = level.business_hours.slug if level.business_hours else None
        if slug in used or slug == named:
            _write_level(_next_version(level), _promised(level), named, now)
    return calendar


@transaction.atomic
def add_service_level(
    *,
    actor: Actor,
    now: datetime,
    slug: str,
    name: str,
    promised: Mapping[str, Promised],
    scope: Scope | None = None,
    business_hours: str | None = None,
) -> ServiceLevel:
    """A new service level: for a service, a contract, a product, or (no scope) for everybody.

    `business_hours` names another calendar than the provider's for deferrals (P5).  Refused when
    the slug is taken, the scope has a level already, or a priority has no target.
    """
    _check_right(actor)
    lock()
    level = ServiceLevel(slug=slug, version=1, name=name, **_scope_fields(scope))
    if any(other.slug == slug for other in current_service_levels()):
        raise Refused(_("There is a service level %(slug)s already.") % {"slug": slug})
    if ServiceLevel.objects.filter(**_scope_fields(scope)).exists():
        raise Refused(_("There is a service level for this already; change that one."))
    return _write_level(level, promised, business_hours, now)


@transaction.atomic
def new_service_level_version(
    *,
    actor: Actor,
    now: datetime,
    slug: str,
    name: str,
    promised: Mapping[str, Promised],
    business_hours: str | None = None,
) -> ServiceLevel:
    """The next version of a service level, for the same scope.  It holds for new cases."""
    _check_right(actor)
    lock()
    before = ServiceLevel.objects.filter(slug=slug).order_by("-version").first()
    if before is None:
        raise Refused(_("There is no service level %(slug)s.") % {"slug": slug})
    level = _next_version(before)
    level.name = name
    return _write_level(level, promised, business_hours, now)


def _check_right(actor: Actor) -> None:
    if actor.person is not None and not actor.person.has_right(Right.ADMINISTER):
        raise Refused(_("Only an administrator changes calendars and service levels."))


def lock() -> None:
    """One writer of calendars and levels at a time: versions have no gap and no rival."""
    forget()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('qendra sla'))")


def _write_calendar(calendar: Calendar, hours: Hours, now: datetime) -> Calendar:
    check_hours(hours)
    calendar.name = hours.name
    # The first hours ever hold from ever.
    calendar.valid_from = hours.valid_from if calendar.earlier else None
    calendar.time_zone = hours.time_zone
    calendar.always = hours.always
    calendar.windows = [
        {"weekday": window.weekday, "start": window.start_minute, "end": window.end_minute}
        for window in hours.windows
    ]
    calendar.country = hours.country
    calendar.region = hours.region
    calendar.closed_days = sorted(set(hours.closed_days))
    calendar.created_at = now
    calendar.save(force_insert=True)
    return calendar


def _write_level(
    level: ServiceLevel,
    promised: Mapping[str, Promised],
    business_hours: str | None,
    now: datetime,
) -> ServiceLevel:
    check_promised(promised)
    used = {one.calendar for one in promised.values()} | ({business_hours} - {None})
    calendars = {slug: current_calendar_or_refuse(slug) for slug in used if slug}
    check_critical(level, calendars[promised["critical"].calendar])
    level.business_hours = calendars[business_hours] if business_hours else None
    level.created_at = now
    level.save(force_insert=True)
    Target.objects.bulk_create(
        Target(
            service_level=level,
            priority=priority,
            response_minutes=promised[priority].response_minutes,
            update_minutes=promised[priority].update_minutes,
            repair_minutes=promised[priority].repair_minutes,
            calendar=calendars[promised[priority].calendar],
        )
        for priority in PRIORITIES
    )
    return level


def _next_version(before: ServiceLevel) -> ServiceLevel:
    return ServiceLevel(
        slug=before.slug,
        version=before.version + 1,
        name=before.name,
        contract_id=before.contract_id,
        product_id=before.product_id,
        service_id=before.service_id,
    )


def _promised(level: ServiceLevel) -> dict[str, Promised]:
    return {
        target.priority: Promised(
            target.response_minutes,
            target.repair_minutes,
            target.calendar.slug,
            target.update_minutes,
        )
        for target in level.targets.all()
    }


def _scope_fields(scope: Scope | None) -> dict[str, Scope | None]:
    """The three columns, of which one at most is filled."""
    return {
        "contract": scope if isinstance(scope, Contract) else None,
        "product": scope if isinstance(scope, Product) else None,
        "service": scope if isinstance(scope, Service) else None,
    }
