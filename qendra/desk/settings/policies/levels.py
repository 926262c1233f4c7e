"""The form of a service level, and what it promises for a fault reported now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.desk.settings.policies.scope import ScopeForm
from qendra.lib import durations
from qendra.sla.actions import Promised
from qendra.sla.calendar import moment_after
from qendra.sla.models import PRIORITIES
from qendra.sla.selectors import current_calendar, current_calendars, pure_calendar
from qendra.sla.wording import length
from qendra.tickets.models import PRIORITY_NAMES
from qendra.tickets.priority import Priority

PARTS = ("response", "update", "repair", "calendar")


class LevelForm(forms.Form):
    """For each priority: the first answer, word in between, the repair, and their calendar."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    business_hours = forms.ChoiceField(
        label=gettext_lazy("Business hours for deferrals"),
        required=False,
        help_text=gettext_lazy("Where a contract names others than the provider's."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        calendars = [(row.slug, row.name) for row in current_calendars()]
        self.fields["business_hours"].choices = [("", _("The provider's")), *calendars]  # type: ignore[attr-defined]  # a choice
        for priority in PRIORITIES:
            name = PRIORITY_NAMES[Priority(priority)]
            self.fields[f"{priority}_response"] = _length(_("%(name)s: first answer"), name)
            self.fields[f"{priority}_update"] = _length(_("%(name)s: an update every"), name)
            self.fields[f"{priority}_update"].required = False
            self.fields[f"{priority}_repair"] = _length(_("%(name)s: repair"), name)
            self.fields[f"{priority}_calendar"] = forms.ChoiceField(
                label=_("%(name)s: counted in") % {"name": name}, choices=calendars
            )

    def rows(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The table of the page: a priority and its four fields."""
        for priority in PRIORITIES:
            yield (
                str(PRIORITY_NAMES[Priority(priority)]),
                [self[f"{priority}_{part}"] for part in PARTS],
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for priority in PRIORITIES:
            for part in ("response", "update", "repair"):
                name = f"{priority}_{part}"
                if given.get(name) and durations.read(given[name]) is None:
                    self.add_error(name, _("Write a length like 15 min, 4 h or 1 h 30 min."))
        if not self.errors:
            given["promised"] = promised_of(given)
        return given


class NewLevelForm(ScopeForm, LevelForm):
    """The same with for whom it holds."""


def promised_of(values: Mapping[str, str]) -> dict[str, Promised]:
    """The targets, of values that were understood."""
    return {
        priority: Promised(
            durations.read(values[f"{priority}_response"]) or 0,
            durations.read(values[f"{priority}_repair"]) or 0,
            values[f"{priority}_calendar"],
            durations.read(values.get(f"{priority}_update", "")),
        )
        for priority in PRIORITIES
    }


def promises_now(values: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """For each priority: when a fault that is reported now would be answered and repaired."""
    told = []
    for priority in PRIORITIES:
        row = current_calendar(str(values.get(f"{priority}_calendar", "")))
        response, update, repair = (
            durations.read(str(values.get(f"{priority}_{part}", ""))) for part in PARTS[:3]
        )
        if row is None or response is None or repair is None:
            continue
        hours = pure_calendar(row)
        told.append(
            {
                "priority": priority,
                "name": PRIORITY_NAMES[Priority(priority)],
                "response": moment_after(hours, now, response * 60),
                "update": length(update * 60) if update else "",
                "repair": moment_after(hours, now, repair * 60),
            }
        )
    return told


def _length(label: str, name: Any) -> forms.CharField:  # noqa: ANN401 (a lazy name)
    return forms.CharField(
        label=label % {"name": name}, max_length=20, widget=forms.TextInput(attrs={"size": 10})
    )
