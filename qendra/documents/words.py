"""What both documents say alike: the house, the ways to reach it, opening hours, dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qendra.catalogue.models import Provider, Service
from qendra.documents import paper
from qendra.files.storage import open_file
from qendra.lib.moments import kept_together, zone_named
from qendra.sla.calendar import Calendar, Window


def house_of(provider: Provider) -> paper.House:
    """The provider as its documents show it; without its logo when the disk has lost it."""
    return paper.House(
        name=provider.name,
        accent=provider.accent,
        legal_lines=provider.legal_lines,
        logo=_logo(provider),
        logo_type=provider.logo_type,
    )


def _logo(provider: Provider) -> bytes:
    if not provider.logo_id:
        return b""
    try:
        with open_file(provider.logo_id) as file:
            return file.read()
    except FileNotFoundError:
        return b""


def local_date(moment: datetime, provider: Provider) -> date:
    """The date in the provider's time zone: a document is of one day, wherever it is read."""
    return moment.astimezone(zone_named(provider.time_zone)).date()


def shown_date(day: date) -> str:
    """A date as a document says it."""
    # English alone would put the month first, which half of its readers read as the day.
    is_english = (get_language() or "en").startswith("en")
    return date_format(day, "j F Y" if is_english else "DATE_FORMAT")


def head_of(service: Service, version: str, day_name: str, day: date) -> tuple[paper.Pair, ...]:
    """What stands beneath the title."""
    return (
        (_("Version"), version),
        (day_name, shown_date(day)),
        (_("Service ID"), service.code),
        (_("Customer"), service.customer.name),
    )


def foot_of(provider: Provider, title: str, service: Service, version: str) -> str:
    """What stands at the foot of every page."""
    told = _("%(title)s of %(service)s, version %(version)s") % {
        "title": title,
        "service": kept_together(service.code),
        "version": kept_together(version),
    }
    return "\n".join(line for line in (told, provider.legal_lines) if line)


def ways_to_us(provider: Provider, service: Service, *, with_remarks: bool = True) -> paper.Section:
    """Panel, e-mail and telephone (S5)."""
    address = settings.BASE_URL + reverse("panel:support", args=[service.code])
    each = [
        (
            provider.panel_name,
            settings.BASE_URL.partition("://")[2],
            address,
            _("The quickest way: it knows your service and shows where things stand."),
        ),
        (
            _("E-mail"),
            provider.support_address,
            f"mailto:{provider.support_address}",
            _("From the address that we know you by, with the service ID."),
        ),
    ]
    if provider.support_phone:
        number = "".join(provider.support_phone.split())
        remark = _("When it is urgent, or when nothing else works.")
        each.append((_("Telephone"), provider.support_phone, f"tel:{number}", remark))
    return paper.ways(each if with_remarks else [(*way[:3], "") for way in each])


def opening_hours(calendar: Calendar) -> str:
    """``Monday to Friday 08:00–17:00 (Europe/Tirane)``; empty for a calendar without windows."""
    days = [(day, _hours(windows)) for day, windows in enumerate(calendar.windows_by_weekday)]
    spans = []
    for hours, group in groupby(days, key=lambda each: each[1]):
        if hours:
            these = [day for day, _same in group]
            spans.append(f"{_days(these)} {kept_together(hours)}")
    zone = kept_together(calendar.time_zone)
    return f"{', '.join(spans)} ({zone})" if spans else ""


def _hours(windows: Sequence[Window]) -> str:
    return ", ".join(f"{_clock(each.start_minute)}–{_clock(each.end_minute)}" for each in windows)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _days(days: Sequence[int]) -> str:
    first, last = str(WEEKDAYS[days[0]]), str(WEEKDAYS[days[-1]])
    if first == last:
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
