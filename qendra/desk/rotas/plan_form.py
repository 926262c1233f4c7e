"""The form of a rota: its layers, who takes turns in them, and when they hand over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.desk.settings.forms import zone_field
from qendra.lib.fields import MomentField
from qendra.lib.moments import zone_named
from qendra.rotas.layers import Hours, Layer
from qendra.rotas.rules import Plan
from qendra.rotas.selectors import on_duty_people
from qendra.rotas.written import MOST_LAYERS, MOST_PEOPLE, UNITS

LAYERS = range(1, MOST_LAYERS + 1)
PLACES = range(1, MOST_PEOPLE + 1)
UNIT_NAMES = {
    "hours": gettext_lazy("hours"),
    "days": gettext_lazy("days"),
    "weeks": gettext_lazy("weeks"),
}
# The hours of these parts: of the whole rota, and of each layer.
NEEDED = "needed"
LONGEST = timedelta(weeks=52)
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class LayerFields:
    """The fields of one layer as the page groups them."""

    number: int
    name: forms.BoundField
    people: list[forms.BoundField]
    turn: list[forms.BoundField]
    hours: list[forms.BoundField]
    is_used: bool


class RotaForm(forms.Form):
    """Up to four layers, the top one first; one without people is not there."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    time_zone = zone_field()

    def __init__(self, *args: Any, initial: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **(options | {"initial": _lists(initial)}))
        people = [(str(person.id), person.name) for person in on_duty_people()]
        self.fields |= _hours_fields(NEEDED)
        for number in LAYERS:
            self.fields |= _layer_fields(number, [("", "–"), *people])
        since = MomentField(
            label=_("Holds from"),
            required=False,
            help_text=_("In the time zone of the rota. Empty: from now on."),
        )
        since.zone = zone_named(str(self.data.get("time_zone") or initial.get("time_zone", "UTC")))
        self.fields["since"] = since

    def needed(self) -> list[forms.BoundField]:
        """In which hours somebody has to be on call."""
        return [self[f"{NEEDED}_{part}"] for part in ("days", "from", "until")]

    def layers(self) -> Iterator[LayerFields]:
        for number in LAYERS:
            at = f"layer_{number}"
            people = [self[f"{at}_person_{place}"] for place in PLACES]
            yield LayerFields(
                number=number,
                name=self[f"{at}_name"],
                people=people,
                turn=[self[f"{at}_{part}"] for part in ("length", "unit", "begins", "at")],
                hours=[self[f"{at}_{part}"] for part in ("days", "from", "until")],
                is_used=number == 1 or any(field.value() for field in people),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        used = [number for number in LAYERS if _people(given, number)]
        if not used:
            self.add_error("layer_1_person_1", _("Choose who takes turns."))
        layers = [self._layer(given, number) for number in used]
        needed = self._hours(given, NEEDED)
        given["plan"] = None
        if not self.errors:
            found = tuple(layer for layer in layers if layer)
            given["plan"] = Plan(given["time_zone"], found, needed, given.get("since"))
        return given

    def _layer(self, given: Mapping[str, Any], number: int) -> Layer | None:
        at = f"layer_{number}"
        for part in ("name", "length", "begins", "at"):
            if not given.get(f"{at}_{part}") and f"{at}_{part}" not in self.errors:
                self.add_error(f"{at}_{part}", _("This field is needed where people take turns."))
        length = timedelta(hours=given.get(f"{at}_length") or 1) * dict(UNITS)[given[f"{at}_unit"]]
        if length > LONGEST:
            self.add_error(f"{at}_length", _("A shift is no longer than a year."))
        hours = self._hours(given, at)
        if self.errors:
            return None
        handed_over = given[f"{at}_at"]
        return Layer(
            name=given[f"{at}_name"].strip(),
            people=_people(given, number),
            begins=given[f"{at}_begins"],
            at=handed_over.hour * 60 + handed_over.minute,
            length=length,
            only=hours,
        )

    def _hours(self, given: Mapping[str, Any], at: str) -> Hours | None:
        days, start, end = (given.get(f"{at}_{part}") for part in ("days", "from", "until"))
        if not days and start is None and end is None:
            return None
        for part, value in (("from", start), ("until", end)):
            if value is None and f"{at}_{part}" not in self.errors:
                self.add_error(f"{at}_{part}", _("Say from when to when on these days."))
        if start is None or end is None:
            return None
        minutes = (start.hour * 60 + start.minute, end.hour * 60 + end.minute)
        # Hours without a day are those of every day.
        return Hours(frozenset(int(day) for day in days or WEEKDAYS_ABBR), *minutes)


def names_of_fields(form: type[RotaForm]) -> dict[str, str]:
    """What each field is called in history, where no heading stands above it."""
    names = {name: str(field.label) for name, field in form(initial={}).fields.items()}
    for name, label in names.items():
        if name.startswith("layer_"):
            number = name.split("_")[1]
            names[name] = _("Layer %(number)s: %(field)s") % {"number": number, "field": label}
    needed = {name: f"{_('Needed')}: {names[name]}" for name in names if name.startswith(NEEDED)}
    more = {"override": _("Override"), "ended": _("Ended")}
    return names | needed | more


def _people(given: Mapping[str, Any], number: int) -> tuple[int, ...]:
    chosen = (given.get(f"layer_{number}_person_{place}") for place in PLACES)
    return tuple(int(each) for each in chosen if each)


def _lists(initial: Mapping[str, str]) -> dict[str, Any]:
    """The days, which are stored as one text, for their boxes."""
    return {
        name: value.split() if name.endswith("_days") else value for name, value in initial.items()
    }


def _layer_fields(number: int, people: list[tuple[str, str]]) -> dict[str, forms.Field]:
    at, units = f"layer_{number}", [(unit, UNIT_NAMES[unit]) for unit, _hours in UNITS]
    places: dict[str, forms.Field] = {
        f"{at}_person_{place}": forms.ChoiceField(
            label=_("Person %(number)d") % {"number": place}, required=False, choices=people
        )
        for place in PLACES
    }
    return {
        f"{at}_name": forms.CharField(label=_("Name"), required=False, max_length=60),
        **places,
        f"{at}_length": forms.IntegerField(
            label=_("A shift lasts"), required=False, min_value=1, max_value=9000, initial=1
        ),
        f"{at}_unit": forms.ChoiceField(label=_("Unit"), choices=units, initial="weeks"),
        f"{at}_begins": _DayField(label=_("First hand-over"), required=False, initial=_monday),
        f"{at}_at": _clock_field(_("Hands over at"), "08:00"),
        **_hours_fields(at),
    }


def _hours_fields(at: str) -> dict[str, forms.Field]:
    days = [(str(number), name) for number, name in WEEKDAYS_ABBR.items()]
    return {
        f"{at}_days": forms.MultipleChoiceField(
            label=_("On these days"),
            required=False,
            choices=days,
            widget=forms.CheckboxSelectMultiple,
        ),
        f"{at}_from": _clock_field(_("From")),
        f"{at}_until": _clock_field(_("Until")),
    }


def _clock_field(label: str, initial: str | None = None) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, initial=initial)


def _monday() -> date:
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


class _DayField(forms.DateField):
    """A day that somebody may have meant."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)

    def to_python(self, value: str | date | datetime | None) -> date | None:
        day = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("Please check the year."))
        return day
