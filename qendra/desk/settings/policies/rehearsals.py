"""The picture of a ladder, and its dry run: who would be told of a fault, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.accounts.models import Person
from qendra.catalogue.models import Service
from qendra.catalogue.selectors import provider
from qendra.desk.settings.forms import MONO
from qendra.escalation.coming import Why
from qendra.escalation.conditions import NOTHING_PROMISED, Promised
from qendra.escalation.ladder import Ladder, Level
from qendra.escalation.rehearsal import HEARD_AFTER, Case, Event, What, rehearse
from qendra.escalation.selectors import (
    WhoIsTold,
    holder_of,
    holders_within,
    named_holder,
    rota_of,
    troubles_of,
)
from qendra.escalation.wording import before_its_age
from qendra.lib.moments import kept_together, zone_named
from qendra.sla.selectors import business_hours, service_level_for, targets_of
from qendra.sla.wording import length
from qendra.tickets.models import PRIORITY_NAMES
from qendra.tickets.priority import Priority

SATURDAY, LATE = 5, time(23, 10)
# The slowest ladder is climbed within; rotas are read so far ahead.
LONGEST_CLIMB = timedelta(days=400)


def next_saturday() -> str:
    """The coming Saturday late in the evening, as the field of the form has it."""
    day = timezone.now().astimezone(zone_named(provider().time_zone))
    day += timedelta(days=(SATURDAY - day.weekday()) % 7 or 7)
    return f"{datetime.combine(day.date(), LATE):%Y-%m-%dT%H:%M}"


class RehearsalForm(forms.Form):
    """The case of a dry run. Nothing of it is saved, and nothing wrong in it refuses the rest."""

    try_priority = forms.CharField(
        label=gettext_lazy("Priority of the fault"),
        required=False,
        widget=forms.Select(choices=list(PRIORITY_NAMES.items())),
    )
    try_at = forms.CharField(
        label=gettext_lazy("It comes in"),
        required=False,
        initial=next_saturday,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    try_heard = forms.CharField(
        label=gettext_lazy("Whoever is told"),
        required=False,
        widget=forms.Select(
            choices=[
                ("", gettext_lazy("does not answer")),
                ("yes", gettext_lazy("acknowledges after 5 minutes")),
            ]
        ),
    )
    try_service = forms.CharField(
        label=gettext_lazy("Service ID"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs=MONO),
    )

    def dry_run(self) -> list[forms.BoundField]:
        """Its fields."""
        return [self[name] for name in ("try_priority", "try_at", "try_heard", "try_service")]


@dataclass(frozen=True, slots=True)
class ShownRung:
    """A level in the picture; ``ages`` are (priority, age, time to acknowledge).

    ``name``: its person or its rota; ``note``: who is told at this moment, where that says more.
    """

    level: Level
    name: str
    note: str
    trouble: str
    ages: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """What would happen at a moment; ``mark`` is the level's number."""

    at: str
    mark: str
    told: str
    why: str
    state: str
    is_alarm: bool


def picture_of(ladder: Ladder | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows beside the form: the ladder, and the dry run over it."""
    if ladder is None:
        return {"rungs": [], "is_no_ladder": True}
    now = timezone.now()
    troubles = dict(troubles_of(ladder.levels, now))
    rungs = [_rung(level, troubles.get(level.number, ""), now) for level in ladder.levels]
    repeat = ladder.repeat
    return {
        "rungs": rungs,
        "repeat_every": length(repeat.minutes * 60) if repeat else "",
        "repeat_most": repeat.most if repeat else 0,
        **_dry_run(ladder, values),
    }


def _rung(level: Level, trouble: str, now: datetime) -> ShownRung:
    ages = []
    for each in Priority:
        minutes = level.answers.of(each)
        within = length(minutes * 60) if minutes else ""
        ages.append((str(PRIORITY_NAMES[each]), length(level.ages.of(each) * 60), within))
    person, rota = named_holder(level), rota_of(level)
    name = rota.name if rota else person.name if person else ""
    note = _of_now(level, person, now) if name else ""
    return ShownRung(level, name, note, trouble, ages)


def _of_now(level: Level, named: Person | None, now: datetime) -> str:
    """Who is told at this moment: of a rota always, of a person where that is somebody else."""
    told = holder_of(level, now)
    if named is None:
        return _("on call now: %(name)s") % {"name": told.name} if told else _("nobody now")
    if told is None:
        return _("away now, and nobody stands in")
    return "" if told.id == named.id else _("away now: %(name)s stands in") % {"name": told.name}


def _dry_run(ladder: Ladder, values: Mapping[str, Any]) -> dict[str, Any]:
    priority = values.get("try_priority")
    priority = priority if priority in list(Priority) else Priority.CRITICAL
    zone = provider().time_zone
    opened_at = _moment(str(values.get("try_at") or next_saturday()), zone)
    code = str(values.get("try_service") or "").strip()
    service = Service.objects.filter(code=code.upper()).first() if code else None
    level = service_level_for(service)
    targets = targets_of(level).get(priority) if level else None
    case = Case(
        priority=priority,
        opened_at=opened_at,
        business_hours=business_hours(level),
        promised=Promised(response=targets.response, repair=targets.repair)
        if targets
        else NOTHING_PROMISED,
        is_heard=bool(values.get("try_heard")),
    )
    told = holders_within(ladder.levels, opened_at, opened_at + LONGEST_CLIMB)
    events = rehearse(ladder, case, lambda level, at: told(level, at) is not None)
    return {
        "opened": _said(opened_at, zone),
        "priority": priority,
        "priority_name": PRIORITY_NAMES[Priority(priority)],
        "unknown_service": code if code and service is None else "",
        "events": [_shown(event, ladder, told, zone) for event in events],
    }


def _moment(text: str, zone: str) -> datetime:
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        typed = datetime.fromisoformat(next_saturday())
    return typed.replace(tzinfo=zone_named(zone))


def _said(moment: datetime, zone: str) -> str:
    """``Sat 28 Nov, 23:10``, as the clock of the provider shows it."""
    local = moment.astimezone(zone_named(zone))
    return f"{date_format(local, 'D j M')}, {kept_together(f'{local:%H:%M}')}"


def _shown(event: Event, ladder: Ladder, told: WhoIsTold, zone: str) -> ShownEvent:
    level = event.level
    is_last = level is not None and level.number == len(ladder.levels)
    return ShownEvent(
        at=_said(event.at, zone),
        mark=str(level.number) if level and event.what is not What.NOBODY else "!",
        told=_told(event, told),
        why=_why(event),
        state="done" if event.what is What.HEARD else "here",
        is_alarm=event.what in {What.PASSED_OVER, What.NOBODY}
        or (is_last and event.what is What.TOLD),
    )


def _told(event: Event, told: WhoIsTold) -> str:
    if event.level is None or event.what is What.NOBODY:
        return _("Nobody is left: the supervisors are told.")
    # Who acknowledges is whoever was told before.
    at = event.at - HEARD_AFTER if event.what is What.HEARD else event.at
    holder, rota = told(event.level, at), rota_of(event.level)
    names = {
        "number": event.level.number,
        "role": event.level.role,
        "name": holder.name if holder else "",
        "address": (holder.email or "") if holder else "",
        "rota": rota.name if rota else "",
    }
    match event.what:
        case What.PASSED_OVER if rota:
            sentence = _(
                "Level %(number)d, %(role)s, is passed over: nobody is on call in “%(rota)s”."
            )
            return sentence % names
        case What.PASSED_OVER:
            return _("Level %(number)d, %(role)s, is passed over: nobody can be told.") % names
        case What.HEARD:
            return _("%(name)s acknowledges as level %(number)d, %(role)s.") % names
        case _ if event.why is Why.REPEAT:
            return _("Level %(number)d, %(role)s, is told again: %(name)s, %(address)s") % names
        case _:
            return _("Level %(number)d, %(role)s, is told: %(name)s, %(address)s") % names


def _why(event: Event) -> str:
    if event.what is not What.TOLD:
        return ""
    match event.why:
        case Why.AGE:
            return _("by the age of the ticket")
        case Why.REPEAT:
            return _("as nobody has acknowledged, and there is no level above")
        case Why.UNANSWERED:
            return _("as the level below has not acknowledged in time")
        case _:
            return before_its_age(event.why)
