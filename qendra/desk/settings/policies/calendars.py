"""The form of a calendar, and the month that it makes."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.desk.settings.forms import MONO, country_field, zone_field
from qendra.sla.actions import Hours
from qendra.sla.calendar import Window
from qendra.sla.public_holidays import public_holidays
from qendra.sla.written import DAYS, windows_of


class CalendarForm(forms.Form):
    """Hours by weekday, holidays by country, days of one's own."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    time_zone = zone_field()
    always = forms.BooleanField(label=gettext_lazy("Always open, on holidays too"), required=False)
    country = country_field()
    region = forms.CharField(
        label=gettext_lazy("Region"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("Where holidays differ inside the country: BY, 9, ZH …"),
        widget=forms.TextInput(attrs=MONO),
    )
    closed_days = forms.CharField(
        label=gettext_lazy("Days closed besides"),
        required=False,
        help_text=gettext_lazy("One date a line, such as 2026-12-24."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["country"].required = False
        choices = [("", _("No public holidays")), *self.fields["country"].choices]  # type: ignore[attr-defined]  # a choice
        self.fields["country"].choices = choices  # type: ignore[attr-defined]  # as above
        for number, name in enumerate(DAYS):
            self.fields[name] = forms.CharField(
                label=WEEKDAYS[number],
                required=False,
                max_length=100,
                widget=forms.TextInput(attrs={**MONO, "placeholder": "08:00-12:00 13:00-17:00"}),
            )
        first = ["name", "time_zone", "always", *DAYS]
        self.order_fields(first)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        always = bool(given.get("always"))
        windows: list[Window] = []
        for number, name in enumerate(DAYS):
            found = windows_of(number, given.get(name, ""))
            if found is None:
                self.add_error(name, _("Write hours like 08:00-12:00 13:00-17:00; none: closed."))
            windows += found or ()
        closed = self._closed(given.get("closed_days", ""))
        given["hours"] = Hours(
            name=given.get("name", ""),
            time_zone=given.get("time_zone", "UTC"),
            always=always,
            windows=() if always else tuple(windows),
            country="" if always else given.get("country", ""),
            region="" if always else given.get("region", "").strip().upper(),
            closed_days=() if always else closed,
        )
        return given

    def _closed(self, text: str) -> tuple[date, ...]:
        try:
            return tuple(sorted({date.fromisoformat(word) for word in text.split()}))
        except ValueError:
            self.add_error("closed_days", _("Write each day like 2026-12-24."))
            return ()


def month_of(hours: Hours, today: date) -> list[list[dict[str, Any]]]:
    """This month in weeks: each day with its hours, or why it is closed."""
    try:
        off = public_holidays(hours.country, hours.region)
    except NotImplementedError:
        off = frozenset()
    by_day: dict[int, list[str]] = {}
    for window in sorted(hours.windows, key=lambda each: each.start_minute):
        by_day.setdefault(window.weekday, []).append(
            f"{_clock(window.start_minute)}\u2013{_clock(window.end_minute)}"
        )
    weeks = months.Calendar().monthdatescalendar(today.year, today.month)
    return [[_day(day, today, hours, off, by_day) for day in week] for week in weeks]


def _day(
    day: date, today: date, hours: Hours, off: frozenset[date], by_day: Mapping[int, list[str]]
) -> dict[str, Any]:
    told, is_open = by_day.get(day.weekday(), []), True
    if hours.always:
        told = ["24 h"]
    elif day in off:
        told, is_open = [_("holiday")], False
    elif day in hours.closed_days or not told:
        told, is_open = [_("closed")], False
    return {
        "number": day.day,
        "told": told,
        "is_open": is_open,
        "is_other": day.month != today.month,
        "is_today": day == today,
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
