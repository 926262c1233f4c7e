"""The form of a calendar, and the month that it makes."""

from __future__ import annotations

import calendar as months
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
        self.fields["valid_from"] = forms.CharField(
            label=_("Valid from"),
            required=False,
            max_length=10,
            help_text=_("A date such as 2026-12-24; until then the hours before hold. Empty: now."),
            widget=forms.TextInput(attrs=MONO),
        )
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
        begins = self._begins(given.get("valid_from", ""))
        given["hours"] = Hours(
            name=given.get("name", ""),
            time_zone=given.get("time_zone", "UTC"),
            always=always,
            windows=() if always else tuple(windows),
            country="" if always else given.get("country", ""),
            region="" if always else given.get("region", "").strip().upper(),
            closed_days=() if always else closed,
            valid_from=begins,
        )
        return given

    def _begins(self, text: str) -> date | None:
        try:
            return date.fromisoformat(text.strip()) if text.strip() else None
        except ValueError:
            self.add_error("valid_from", _("Write the day like 2026-12-24."))
            return None

    def _closed(self, text: str) -> tuple[date, ...]:
        try:
            return tuple(sorted({date.fromisoformat(word) for word in text.split()}))
        except ValueError:
            self.add_error("closed_days", _("Write each day like 2026-12-24."))
            return ()


def month_of(
    hours: Hours, month: date, today: date, before: Hours | None = None
) -> list[list[dict[str, Any]]]:
    """A month in weeks: each day with its hours, or why it is closed.

    Days before the hours are valid show those ``before``.
    """
    weeks = months.Calendar().monthdatescalendar(month.year, month.month)
    begins = hours.valid_from or date.min
    return [
        [
            _day(day, month, today, before if before and day < begins else hours, begins)
            for day in week
        ]
        for week in weeks
    ]


def _day(day: date, month: date, today: date, hours: Hours, begins: date) -> dict[str, Any]:
    told, is_open = _windows_on(day, hours), True
    if hours.always:
        told = ["24 h"]
    elif day in _holidays(hours):
        told, is_open = [_("holiday")], False
    elif day in hours.closed_days or not told:
        told, is_open = [_("closed")], False
    return {
        "number": day.day,
        "told": told,
        "is_open": is_open,
        "is_other": day.month != month.month,
        "is_today": day == today,
        "begins": day == begins,
    }


def _windows_on(day: date, hours: Hours) -> list[str]:
    windows = sorted(hours.windows, key=lambda each: each.start_minute)
    return [
        f"{_clock(window.start_minute)}\u2013{_clock(window.end_minute)}"
        for window in windows
        if window.weekday == day.weekday()
    ]


def _holidays(hours: Hours) -> frozenset[date]:
    try:
        return public_holidays(hours.country, hours.region)
    except NotImplementedError:
        return frozenset()


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
