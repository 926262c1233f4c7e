"""A rehearsed ladder does what the real one does, to the minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.actions.sweeps import catch_up, step_due
from qendra.escalation.coming import Why
from qendra.escalation.conditions import Conditions, Promised
from qendra.escalation.ladder import DEFAULT_REPEAT, Ladder, default_levels
from qendra.escalation.models import Run, Step
from qendra.escalation.rehearsal import Case, Event, What, rehearse
from qendra.escalation.selectors import frozen_for
from qendra.sla.calendar import Calendar, Window
from qendra.sla.clock import Goal
from qendra.sla.selectors import business_hours
from qendra.tickets.priority import Urgency
from tests.cast import NOW, Cast, opened

SATURDAY = datetime(2026, 3, 14, 22, 10, tzinfo=UTC)
OFFICE = Calendar("office", "UTC", windows=tuple(Window(day, 480, 1020) for day in range(5)))
LADDER = Ladder("Standard", default_levels(540), DEFAULT_REPEAT)


def told(events: tuple[Event, ...]) -> list[tuple[str, int, Why]]:
    return [
        (f"{each.at:%a %H:%M}", each.level.number, each.why)
        for each in events
        if each.what is What.TOLD and each.level
    ]


def case(**changes: object) -> Case:
    values: dict[str, object] = {
        "priority": "critical",
        "opened_at": SATURDAY,
        "business_hours": OFFICE,
    }
    return Case(**(values | changes))  # type: ignore[arg-type]  # a test names what it changes


def test_a_critical_on_saturday_that_nobody_answers() -> None:
    events = rehearse(LADDER, case(), lambda _level, _at: True)
    assert told(events)[:5] == [
        ("Sat 23:10", 1, Why.AGE),
        ("Sat 23:25", 2, Why.UNANSWERED),
        ("Sat 23:40", 3, Why.UNANSWERED),
        ("Sat 23:55", 4, Why.UNANSWERED),
        ("Sun 00:25", 4, Why.REPEAT),
    ]
    assert len(told(events)) == 4 + DEFAULT_REPEAT.most


def test_whoever_answers_ends_the_paging_and_the_age_goes_on() -> None:
    events = rehearse(LADDER, case(is_heard=True), lambda _level, _at: True)
    assert told(events) == [
        ("Sat 23:10", 1, Why.AGE),
        ("Sun 00:10", 2, Why.AGE),
        ("Sun 01:10", 3, Why.AGE),
        ("Sun 02:10", 4, Why.AGE),
    ]
    assert [each.what for each in events] == [What.TOLD, What.HEARD] * 4


def test_business_hours_wait_for_monday() -> None:
    events = rehearse(LADDER, case(priority="minor"), lambda _level, _at: True)
    assert told(events)[:2] == [("Mon 12:00", 1, Why.AGE), ("Mon 16:00", 2, Why.AGE)]


def test_an_empty_level_is_passed_over_at_once() -> None:
    events = rehearse(LADDER, case(), lambda level, _at: level.number != 1)
    assert [(each.what, each.at) for each in events][:2] == [
        (What.PASSED_OVER, SATURDAY + timedelta(hours=1)),
        (What.TOLD, SATURDAY + timedelta(hours=1)),
    ]
    nobody = rehearse(LADDER, case(), lambda _level, _at: False)
    assert nobody[-1].what is What.NOBODY


def test_a_missed_promise_makes_a_step_earlier() -> None:
    ladder = Ladder("Standard", LADDER.levels, conditions=Conditions(response=2))
    late = Promised(response=Goal(20 * 60, Calendar("24x7", "UTC", always=True)))
    events = rehearse(ladder, case(promised=late), lambda _level, _at: True)
    assert told(events)[:2] == [("Sat 22:30", 1, Why.RESPONSE), ("Sat 22:30", 2, Why.RESPONSE)]


@pytest.mark.django_db
@pytest.mark.parametrize("urgency", Urgency)
def test_it_is_what_the_sweep_does(cast: Cast, urgency: Urgency) -> None:
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    install_default_matrix(now=NOW)
    ticket = opened(cast, urgency=urgency)
    ladder = frozen_for(cast.transit).ladder
    expected = rehearse(
        ladder,
        Case(priority=ticket.priority, opened_at=NOW, business_hours=business_hours()),
        lambda _level, _at: True,
    )
    catch_up(now=NOW)
    while due := Run.objects.get(ticket=ticket).next_step_at:
        step_due(now=due)
    steps = Step.objects.filter(run__ticket=ticket).order_by("id").values_list("at", "level")
    assert list(steps) == [(each.at, each.level.number) for each in expected if each.level]
