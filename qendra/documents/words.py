"""What both documents say alike: the house, the ways to reach it, opening hours, dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

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
from qendra.sla.wording import length


def house_of(provider: Provider) -> paper.House:
    """The provider as its documents show it; without its logo when the disk has lost it."""
    return paper.House(
        name=provider.name,
        accent=provider.accent,
        legal_lines=provider.legal_lines,
        logo=_logo(provider.logo_id or ""),
        logo_type=provider.logo_type,
    )


def house_as(said: Mapping[str, str]) -> paper.House:
    """The provider as an issued document shows it."""
    return paper.House(
        name=said["name"],
        accent=said["accent"],
        legal_lines=said["legal_lines"],
        logo=_logo(said["logo"]),
        logo_type=said["logo_type"],
    )


def _logo(sha256: str) -> bytes:
    if not sha256:
        return b""
    try:
        with open_file(sha256) as file:
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


def ways_to_us(provider: Provider, service: Service) -> paper.Section:
    """Panel, e-mail and telephone (S5), with what each is for."""
    remarks = (
        _("The quickest way: it knows your service and shows where things stand."),
        _("From the address that we know you by, with the service ID."),
        _("When it is urgent, or when nothing else works."),
    )
    ways = _ways(
        service.code, provider.panel_name, provider.support_address, provider.support_phone
    )
    return paper.ways([(*way, remark) for way, remark in zip(ways, remarks, strict=False)])


def ways_of(house: Mapping[str, str], code: str) -> paper.Section:
    """The same as an issued document says them."""
    ways = _ways(code, house["panel"], house["address"], house["phone"])
    return paper.ways([(*way, "") for way in ways])


def _ways(code: str, panel: str, address: str, phone: str) -> list[tuple[str, str, str]]:
    support = settings.BASE_URL + reverse("panel:support", args=[code])
    each = [
        (panel, settings.BASE_URL.partition("://")[2], support),
        (_("E-mail"), address, f"mailto:{address}"),
    ]
    if phone:
        each.append((_("Telephone"), phone, f"tel:{''.join(phone.split())}"))
    return each


def minutes(length_in_minutes: int) -> str:
    """A length as a document says it."""
    return length(length_in_minutes * 60)


def hours_of(said: Mapping[str, Any]) -> str:
    """Opening hours as an issued document keeps them, in words."""
    windows = tuple(Window(*each) for each in said["windows"])
    return opening_hours(Calendar("", said["zone"], windows=windows))


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
