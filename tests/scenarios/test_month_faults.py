"""Faults planted into the product: the simulated month finds every one of them.

A month that agrees with its model shows only as much as it would have found. So each rule that it
is there for is broken once, and a few of its tickets, which agree otherwise, have to disagree. Some
always run, all of them with ``--long``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F

from qendra.escalation import coming, ladder
from qendra.escalation.actions import acknowledging, climbing, runs, sweeps
from qendra.escalation.models import Run
from qendra.jobs import deliver, escalate
from qendra.outbox.actions.delivery import mark_failed, mark_sent
from qendra.rotas import rules
from qendra.sla import calendar, clock
from qendra.sla.calendar import Calendar
from qendra.sla.facts import STOPS_THE_AGE, Party
from qendra.tickets import clock_facts, states
from qendra.tickets.actions import writing
from qendra.tickets.entries import PriorityChanged
from qendra.tickets.states import State
from tests.scenarios.month import Kill, Month
from tests.scenarios.month_check import check_mails, disagreements
from tests.scenarios.month_play import dying, played

Patch = pytest.MonkeyPatch
MINUTE = timedelta(minutes=1)


def _a_minute_late(patch: Patch) -> None:
    def late(*known: Any) -> datetime | None:
        at = ladder.reached_at(*known)
        return at + MINUTE if at else None

    patch.setattr(coming, "reached_at", late)


def _night_counts(patch: Patch) -> None:
    patch.setattr(runs, "_calendar", lambda _ticket: ladder.WALL_TIME)


def _clocks_never_change(patch: Patch) -> None:
    def winter(hours: Calendar) -> timezone:
        offset = datetime(2026, 1, 1, tzinfo=ZoneInfo(hours.time_zone)).utcoffset()
        return timezone(offset or timedelta())

    patch.setattr(Calendar, "zone", property(winter))


def _holidays_are_worked(patch: Patch) -> None:
    openings = calendar._openings_of_day

    def worked(hours: Calendar, day: date) -> Iterator[tuple[datetime, datetime]]:
        return openings(replace(hours, closed_days=frozenset()), day)

    patch.setattr(calendar, "_openings_of_day", worked)


def _a_hold_holds_nothing(patch: Patch) -> None:
    place = runs._place
    patch.setattr(runs, "_place", lambda run: replace(place(run), held_until=None))


def _a_gap_ends_the_way(patch: Patch) -> None:
    """Passed over, and nobody else is told until the next age."""
    way_up = climbing.way_up

    def short(*where: Any) -> climbing.WayUp:
        way = way_up(*where)
        return climbing.WayUp(way.empty[:1]) if way.empty else way

    patch.setattr(sweeps, "way_up", short)


def _a_gap_is_not_written_down(patch: Patch) -> None:
    patch.setattr(climbing, "_skip", lambda _write, _level: None)


def _deputies_are_forgotten(patch: Patch) -> None:
    present = rules.present

    def alone(rota: rules.Rota, person: int, at: datetime) -> int | None:
        there = present(rota, person, at)
        return there if there == person else None

    patch.setattr(rules, "present", alone)


def _overrides_are_forgotten(patch: Patch) -> None:
    patch.setattr(rules, "_overridden", lambda _rota, planned, _at: planned)


def _shifts_end_in_utc(patch: Patch) -> None:
    patch.setattr(rules.Plan, "zone", property(lambda _plan: ZoneInfo("UTC")))


def _an_acknowledged_page_goes_on(patch: Patch) -> None:
    patch.setattr(acknowledging, "_end_paging", lambda *_known: None)


def _silence_is_forgiven(patch: Patch) -> None:
    patch.setattr(coming, "minutes_to_answer", lambda *_known: None)


def _a_deferral_is_forgotten(patch: Patch) -> None:
    patch.delitem(clock_facts._PARTIES, State.DEFERRED)


def _a_carrier_stops_the_age(patch: Patch) -> None:
    patch.setattr(clock, "STOPS_THE_AGE", STOPS_THE_AGE | {Party.CARRIER})


def _the_customer_does_not_stop_it(patch: Patch) -> None:
    patch.setattr(clock, "STOPS_THE_AGE", STOPS_THE_AGE - {Party.CUSTOMER})


def _a_disproved_repair_stands(patch: Patch) -> None:
    patch.setattr(states, "disproves_restoration", lambda *_moved: False)


def _conditions_are_forgotten(patch: Patch) -> None:
    patch.setattr(coming, "come_true", lambda *_known: ())


def _a_priority_changes_nothing(patch: Patch) -> None:
    patch.setattr(writing, "_MOVES_LADDER", writing._MOVES_LADDER - {PriorityChanged.KIND})


def _who_asks_often_climbs_often(patch: Patch) -> None:
    patch.setattr(ladder, "STEP_EVERY", timedelta())


# Each with the tickets that tell of it.
PLANTED: dict[Callable[[Patch], None], tuple[int, ...]] = {
    _a_minute_late: (1,),
    _night_counts: (1, 6),
    _clocks_never_change: (7, 10, 20),
    _holidays_are_worked: (1, 23),
    _a_hold_holds_nothing: (20, 24),
    _a_gap_ends_the_way: (4, 5, 6, 9),
    _a_gap_is_not_written_down: (4,),
    _deputies_are_forgotten: (19,),
    _overrides_are_forgotten: (19, 27),
    _shifts_end_in_utc: (6, 24),
    _an_acknowledged_page_goes_on: (2, 13, 26),
    _silence_is_forgiven: (2,),
    _a_deferral_is_forgotten: (20,),
    _a_carrier_stops_the_age: (20, 24, 33),
    _the_customer_does_not_stop_it: (83,),
    _a_disproved_repair_stands: (4,),
    _conditions_are_forgotten: (0, 3),
    _a_priority_changes_nothing: (77,),
    _who_asks_often_climbs_often: (7,),
}
QUICK = [_a_minute_late, _an_acknowledged_page_goes_on, _a_deferral_is_forgotten]


def _said(plant: Callable[[Patch], None]) -> str:
    return plant.__name__.strip("_")


@pytest.mark.parametrize("planted", QUICK, ids=_said)
def test_it_is_found(planted: Callable[[Patch], None], db: None, monkeypatch: Patch) -> None:
    planted(monkeypatch)
    assert disagreements(_month(monkeypatch, PLANTED[planted]))


@pytest.mark.long
@pytest.mark.parametrize("planted", [each for each in PLANTED if each not in QUICK], ids=_said)
def test_they_are_all_found(planted: Callable[[Patch], None], db: None, monkeypatch: Patch) -> None:
    planted(monkeypatch)
    assert disagreements(_month(monkeypatch, PLANTED[planted]))


@pytest.mark.long
def test_without_a_fault_the_same_tickets_agree(db: None, monkeypatch: Patch) -> None:
    numbers = {number for some in PLANTED.values() for number in some}
    assert not disagreements(_month(monkeypatch, tuple(numbers)))


def test_a_step_that_is_taken_twice_after_a_kill_is_found(db: None, monkeypatch: Patch) -> None:
    def kill(now: datetime) -> None:
        """It did its work, and the next one does not know of it."""
        escalate.run_once(now=now)
        below = {"level": F("passed") - 1, "passed": F("passed") - 1, "round": F("round") + 1}
        Run.objects.filter(last_step_at=now).update(next_step_at=now, next_cause="age", **below)

    assert disagreements(_month(monkeypatch, (2, 35), kill))


@pytest.mark.long
def test_a_step_that_died_with_its_worker_is_found(db: None, monkeypatch: Patch) -> None:
    def kill(now: datetime) -> None:
        """It had taken note that it would do it."""
        Run.objects.filter(next_step_at__lte=now).update(next_step_at=None)

    assert disagreements(_month(monkeypatch, (2, 35), kill))


@pytest.mark.long
def test_a_mail_that_the_outage_lost_is_found(db: None, monkeypatch: Patch) -> None:
    def given_up(**known: Any) -> bool:
        return mark_failed(**(known | {"is_permanent": True}))

    monkeypatch.setattr(deliver, "mark_failed", given_up)
    _disagrees_about_mails(_month(monkeypatch, (0,)))


@pytest.mark.long
def test_a_mail_that_is_sent_twice_is_found(db: None, monkeypatch: Patch) -> None:
    forgotten = list[str]()

    def forgetful(**known: Any) -> bool:
        forgotten.append(known["message"].message_id)
        return len(forgotten) == 1 or mark_sent(**known)

    monkeypatch.setattr(deliver, "mark_sent", forgetful)
    _disagrees_about_mails(_month(monkeypatch, (0,)))


def _month(patch: Patch, only: tuple[int, ...], kill: Kill | None = None) -> Month:
    return played(patch, count=200, services=24, kill=kill or dying(patch), only=only)


def _disagrees_about_mails(month: Month) -> None:
    assert not disagreements(month)
    with pytest.raises(AssertionError):
        check_mails(month.mails)
