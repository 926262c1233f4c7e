"""The form of an escalation matrix, and the ladder that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.accounts.rights import Right
from qendra.accounts.selectors import names_of, staff_with_right
from qendra.desk.settings.policies.conditions import ConditionsForm, conditions_of
from qendra.desk.settings.policies.rehearsals import RehearsalForm
from qendra.desk.settings.policies.scope import ScopeForm
from qendra.escalation.ladder import DEFAULT_REQUESTS, Ages, Answers, Ladder, Level, Repeat
from qendra.escalation.written import AGES, MOST_LEVELS, ROTA, holder_and_rota, who_of
from qendra.lib import durations
from qendra.rotas.models import Rota
from qendra.rotas.selectors import current_rotas
from qendra.tickets.models import PRIORITY_NAMES
from qendra.tickets.priority import Priority

LEVELS = range(1, MOST_LEVELS + 1)
# A choice, or a heading with choices.
Choice = tuple[str, str] | tuple[str, list[tuple[str, str]]]


class Lengths(NamedTuple):
    """A field for each priority, and what they are."""

    name: str
    fields: list[forms.BoundField]


class Rung(NamedTuple):
    """A level on the page: its role, its ages, who it is, and until when they acknowledge."""

    number: int
    role: forms.BoundField
    ages: list[forms.BoundField]
    who: list[forms.BoundField]
    within: Lengths
    has_error: bool


class MatrixForm(ConditionsForm, RehearsalForm):
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
        holders = who_may_hold()
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

    def levels(self) -> Iterator[Rung]:
        """The levels that are there, and the next one to be filled in."""
        return self._rungs(LEVELS[: self._shown])

    def more_levels(self) -> list[Rung]:
        """Those that a ladder may have besides."""
        return list(self._rungs(LEVELS[self._shown :]))

    @property
    def _shown(self) -> int:
        filled = [number for number in LEVELS if self[f"level_{number}_role"].value()]
        return max(filled, default=0) + 1

    def _rungs(self, numbers: Iterable[int]) -> Iterator[Rung]:
        for number in numbers:
            at = f"level_{number}"
            who = [self[f"{at}_{part}"] for part in ("holder", "email", "phone")]
            answers = [self[f"{at}_answer_{age}"] for age in AGES]
            yield Rung(
                number,
                self[f"{at}_role"],
                [self[f"{at}_{age}"] for age in AGES],
                who,
                Lengths(_("To be acknowledged within; empty: at leisure"), answers),
                any(field.errors for field in (*who, *answers)),
            )

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
        given["is_ladder"] = not self.errors
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
        who = str(given.get(f"level_{number}_holder") or "")
        if has_address and (not who or who.startswith(ROTA)):
            name = f"level_{number}_holder"
            self.add_error(name, _("An address or a number belongs to a person: choose one."))


class NewMatrixForm(ScopeForm, MatrixForm):
    """The same with for whom it holds."""


def ladder_of_values(values: Mapping[str, Any]) -> Ladder | None:
    """The ladder that values make, as they are typed; None while they make none."""
    filled = [number for number in LEVELS if values.get(f"level_{number}_role")]
    if not filled or not values.get("is_ladder", True):
        return None
    try:
        levels = tuple(_level(values, number) for number in filled)
        name = str(values.get("name", ""))
        again, requests = _repeat(values), _requests(values)
        return Ladder(name, levels, again, requests, conditions_of(values))
    except ValueError:
        return None


def _level(given: Mapping[str, Any], number: int) -> Level:
    at = f"level_{number}"
    holder_id, rota_id = holder_and_rota(given[f"{at}_holder"])
    return Level(
        number=number,
        role=given[f"{at}_role"].strip(),
        ages=Ages(**{age: durations.read(given[f"{at}_{age}"]) or 0 for age in AGES}),
        holder_id=holder_id,
        rota_id=rota_id,
        email=given[f"{at}_email"],
        phone=given[f"{at}_phone"],
        answers=Answers(
            **{age: durations.read(given.get(f"{at}_answer_{age}", "")) for age in AGES}
        ),
    )


def _requests(given: Mapping[str, Any]) -> Answers:
    """What is left empty is the default."""
    return Answers(
        **{age: durations.read(given[f"request_{age}"]) or DEFAULT_REQUESTS.of(age) for age in AGES}
    )


def _repeat(given: Mapping[str, Any]) -> Repeat | None:
    minutes = durations.read(given["repeat_every"])
    return Repeat(minutes=minutes, most=int(given["repeat_most"])) if minutes else None


def who_may_hold() -> list[Choice]:
    """Whoever a level may be: the duty manager, a person, or a rota."""
    people = [(who_of(key, None), name) for key, name in _people()]
    rotas = [(who_of(None, rota.id), rota.name) for rota in current_rotas()]
    groups = [(_("People"), people), (_("Whoever is on call in a rota"), rotas)]
    return [("", _("The duty manager")), *(each for each in groups if each[1])]


def name_of_who(who: str) -> str:
    """Whoever a level was, for history: also who has left since, or a rota that ended."""
    holder_id, rota_id = holder_and_rota(who)
    if rota_id is not None:
        rota = Rota.objects.filter(id=rota_id).first()
        return rota.name if rota else "–"
    return names_of([holder_id]).get(holder_id, "–") if holder_id else ""


HOLDER_WORDING = {f"level_{number}_holder": name_of_who for number in LEVELS}


def _people() -> Iterable[tuple[int, str]]:
    return staff_with_right(Right.SEE).values_list("id", "name")


def _fields(number: int, holders: list[Choice]) -> dict[str, forms.Field]:
    at = f"level_{number}"
    fields: dict[str, forms.Field] = {
        f"{at}_role": forms.CharField(label=_("Role"), required=False, max_length=100),
        f"{at}_holder": forms.ChoiceField(label=_("Who"), required=False, choices=holders),
        f"{at}_email": forms.EmailField(label=_("Another address"), required=False),
        f"{at}_phone": forms.CharField(label=_("Another number"), required=False, max_length=40),
    }
    for age in AGES:
        name = PRIORITY_NAMES[Priority(age)]
        for part in (age, f"answer_{age}"):
            fields[f"{at}_{part}"] = forms.CharField(label=name, required=False, max_length=20)
    return fields
