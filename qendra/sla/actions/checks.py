"""What calendars and service levels must be: everything else is refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from qendra.lib.errors import Refused
from qendra.sla import calendar as pure
from qendra.sla.drafts import Hours, Promised
from qendra.sla.models import PRIORITIES, Calendar, ServiceLevel
from qendra.sla.public_holidays import public_holidays
from qendra.sla.selectors import current_calendar


def check_hours(hours: Hours) -> None:
    try:
        ZoneInfo(hours.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refused(_("%(zone)s is no time zone.") % {"zone": hours.time_zone}) from None
    try:
        days_off = public_holidays(hours.country, hours.region).union(hours.closed_days)
    except NotImplementedError:
        raise Refused(_("The public holidays of that country or region are unknown.")) from None
    try:
        pure.Calendar(hours.name, hours.time_zone, hours.always, hours.windows, days_off)
    except ValueError:
        sentence = _(
            "Hours must not overlap, and what is always open has neither hours nor holidays."
        )
        raise Refused(sentence) from None


def check_promised(promised: Mapping[str, Promised]) -> None:
    if set(promised) != set(PRIORITIES):
        raise Refused(_("A service level needs a target for each priority."))
    if any(not 1 <= one.response_minutes <= one.repair_minutes for one in promised.values()):
        raise Refused(_("The first answer must be due before the repair."))
    if any(one.update_minutes is not None and one.update_minutes < 1 for one in promised.values()):
        raise Refused(_("An update needs a minute at least."))


def check_critical(level: ServiceLevel, calendar: Calendar) -> None:
    """Critical counts day and night; only a contract may say otherwise."""
    if calendar.always or level.contract_id:
        return
    sentence = _(
        "%(level)s: Critical counts day and night, unless a contract says otherwise. Choose a"
        " calendar that is always open, or write these targets for the contract."
    )
    raise Refused(sentence % {"level": level.name})


def current_calendar_or_refuse(slug: str) -> Calendar:
    calendar = current_calendar(slug)
    if calendar is None:
        raise Refused(_("There is no calendar %(slug)s.") % {"slug": slug})
    return calendar
