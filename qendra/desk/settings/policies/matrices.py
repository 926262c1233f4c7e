"""The form of an escalation matrix, and the ladder that it makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.accounts.rights import Right
from qendra.accounts.selectors import staff_with_right
from qendra.catalogue.selectors import provider
from qendra.desk.settings.policies.conditions import ConditionsForm
from qendra.desk.settings.policies.scope import ScopeForm
from qendra.escalation.ladder import DEFAULT_REQUESTS, Ages, Answers, Level, Repeat
from qendra.escalation.written import AGES, MOST_LEVELS
from qendra.lib import durations
from qendra.tickets.models import PRIORITY_NAMES
from qendra.tickets.priority import Priority

LEVELS = range(1, MOST_LEVELS + 1)


class Lengths(NamedTuple):
    """A field for each priority, and what they are."""

    name: str
    fields: list[forms.BoundField]


class MatrixForm(ConditionsForm):
    """Up to six levels; one without a role is not there."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    repeat_every = forms.CharField(
        label=gettext_lazy("Tell the last level again every"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("While it has to acknowledge and has not. Empty: never again."),
    )
    repeat_most = forms.IntegerField(
        label=gettext_lazy("So many times at most"), required=False, min_value=1, max_value=50
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = staff_with_right(Right.SEE).values_list("id", "name")
        holders = [("", _("The duty manager")), *((str(key), name) for key, name in people)]
        for age in AGES:
            name = str(PRIORITY_NAMES[Priority(age)])
            self.fields[f"request_{age}"] = forms.CharField(
                label=name, required=False, max_length=20
            )
        for number in LEVELS:
            self.fields |= _fields(number, holders)

    def requests(self) -> Lengths:
        """Until when the request of a customer is answered."""
        fields = [self[f"request_{age}"] for age in AGES]
        return Lengths(_("A request of the customer is answered within"), fields)

    def levels(self) -> Iterator[tuple[int, list[forms.BoundField], list[Lengths]]]:
        """Each level with who it is, when it is reached, and when it must have acknowledged."""
        for number in LEVELS:
            at = f"level_{number}"
            who = [self[f"{at}_{part}"] for part in ("role", "holder", "email", "phone")]
            ages = Lengths(_("Reached after"), [self[f"{at}_{age}"] for age in AGES])
            answers = [self[f"{at}_answer_{age}"] for age in AGES]
            within = Lengths(_("To be acknowledged within; empty: at leisure"), answers)
            yield number, who, [ages, within]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        filled = [number for number in LEVELS if given.get(f"level_{number}_role")]
        if not filled:
            self.add_error("level_1_role", _("A ladder needs one level at least."))
        elif filled != list(range(1, len(filled) + 1)):
            gap = next(number for number in LEVELS if number not in filled)
            self.add_error(f"level_{gap}_role", _("Levels follow one another without a gap."))
        for number in filled:
            self._check_ages(given, number)
            for age in AGES:
                self._check_length(given, f"level_{number}_answer_{age}")
        for age in AGES:
            self._check_length(given, f"request_{age}")
        self._check_repeat(given)
        self.check_conditions(given, len(filled))
        if not self.errors:
            given["levels"] = [_level(given, number) for number in filled]
            given["repeat"] = _repeat(given)
            given["requests"] = _requests(given)
        return given

    def _check_length(self, given: Mapping[str, Any], name: str) -> None:
        if given.get(name) and durations.read(given[name]) is None:
            self.add_error(name, _("Write a length like 15 min, 4 h or 1 h 30 min."))

    def _check_repeat(self, given: Mapping[str, Any]) -> None:
        self._check_length(given, "repeat_every")
        if bool(given.get("repeat_every")) != bool(given.get("repeat_most")):
            missing = "repeat_most" if given.get("repeat_every") else "repeat_every"
            self.add_error(missing, _("How often, and how many times: give both or neither."))

    def _check_ages(self, given: Mapping[str, Any], number: int) -> None:
        for age in AGES:
            name = f"level_{number}_{age}"
            minutes = durations.read(given.get(name, ""))
            if minutes is None:
                self.add_error(name, _("Write a length like 15 min, 4 h or 1 h 30 min."))
                continue
            below = durations.read(given.get(f"level_{number - 1}_{age}", "")) or 0
            if minutes <= below:
                self.add_error(name, _("It must be later than the level below."))
        has_address = given.get(f"level_{number}_email") or given.get(f"level_{number}_phone")
        if has_address and not given.get(f"level_{number}_holder"):
            name = f"level_{number}_holder"
            self.add_error(name, _("An address or a number belongs to a person: choose one."))


class NewMatrixForm(ScopeForm, MatrixForm):
    """The same with for whom it holds."""


def ladder_of_values(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The picture of the ladder: its levels, who is told, and when at each priority."""
    people = {str(each.id): each.name for each in staff_with_right(Right.SEE)}
    duty = provider().duty_manager
    told = []
    for number in LEVELS:
        role = values.get(f"level_{number}_role")
        if not role:
            break
        holder = people.get(str(values.get(f"level_{number}_holder", "")))
        ages = [
            (PRIORITY_NAMES[Priority(age)], values.get(f"level_{number}_{age}", "")) for age in AGES
        ]
        stand_in = duty.name if duty else ""
        told.append({"number": number, "role": role, "holder": holder or stand_in, "ages": ages})
    return told


def _level(given: Mapping[str, Any], number: int) -> Level:
    at = f"level_{number}"
    holder = given[f"{at}_holder"]
    return Level(
        number=number,
        role=given[f"{at}_role"].strip(),
        ages=Ages(**{age: durations.read(given[f"{at}_{age}"]) or 0 for age in AGES}),
        holder_id=int(holder) if holder else None,
        email=given[f"{at}_email"],
        phone=given[f"{at}_phone"],
        answers=Answers(**{age: durations.read(given[f"{at}_answer_{age}"]) for age in AGES}),
    )


def _requests(given: Mapping[str, Any]) -> Answers:
    """What is left empty is the default."""
    return Answers(
        **{age: durations.read(given[f"request_{age}"]) or DEFAULT_REQUESTS.of(age) for age in AGES}
    )


def _repeat(given: Mapping[str, Any]) -> Repeat | None:
    minutes = durations.read(given["repeat_every"])
    return Repeat(minutes=minutes, most=given["repeat_most"]) if minutes else None


def _fields(number: int, holders: list[tuple[str, str]]) -> dict[str, forms.Field]:
    at = f"level_{number}"
    fields: dict[str, forms.Field] = {
        f"{at}_role": forms.CharField(label=_("Role"), required=False, max_length=100),
        f"{at}_holder": forms.ChoiceField(label=_("Person"), required=False, choices=holders),
        f"{at}_email": forms.EmailField(label=_("Another address"), required=False),
        f"{at}_phone": forms.CharField(label=_("Another number"), required=False, max_length=40),
    }
    for age in AGES:
        name = PRIORITY_NAMES[Priority(age)]
        for part in (age, f"answer_{age}"):
            fields[f"{at}_{part}"] = forms.CharField(label=name, required=False, max_length=20)
    return fields
