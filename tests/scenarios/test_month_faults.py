"""Faults planted into the product: the simulated month finds every one of them.

A month that agrees with its model shows only as much as it would have found. So each rule that it
is there for is broken once, and the month has to disagree. The quick ones run always.
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
from qendra.rotas import rules
from qendra.sla import calendar, clock
from qendra.sla.calendar import Calendar
from qendra.sla.facts import Party
from qendra.tickets import clock_facts, states
from qendra.tickets.actions import writing
from qendra.tickets.entries import PriorityChanged
from qendra.tickets.states import State
from tests.scenarios.month import Month
from tests.scenarios.month_check import check_mails, disagreements
from tests.scenarios.month_play import dying, played

Patch = pytest.MonkeyPatch
MINUTE = timedelta(minutes=1)


def _a_minute_late(patch: Patch) -> None:
    reached_at = coming.reached_at

    def late(*known: Any) -> datetime | None:
        at = reached_at(*known)
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
    patch.setattr(clock, "STOPS_THE_AGE", clock.STOPS_THE_AGE | {Party.CARRIER})


def _the_customer_does_not_stop_it(patch: Patch) -> None:
    patch.setattr(clock, "STOPS_THE_AGE", clock.STOPS_THE_AGE - {Party.CUSTOMER})


def _a_disproved_repair_stands(patch: Patch) -> None:
    patch.setattr(states, "disproves_restoration", lambda *_moved: False)


def _conditions_are_forgotten(patch: Patch) -> None:
    patch.setattr(coming, "come_true", lambda *_known: ())


def _a_priority_changes_nothing(patch: Patch) -> None:
    patch.setattr(writing, "_MOVES_LADDER", writing._MOVES_LADDER - {PriorityChanged.KIND})


def _who_asks_often_climbs_often(patch: Patch) -> None:
    patch.setattr(ladder, "STEP_EVERY", timedelta())


PLANTED: dict[str, Callable[[Patch], None]] = {
    each.__name__.strip("_"): each
    for each in (
        _night_counts,
        _clocks_never_change,
        _holidays_are_worked,
        _a_hold_holds_nothing,
        _a_gap_ends_the_way,
        _a_gap_is_not_written_down,
        _deputies_are_forgotten,
        _overrides_are_forgotten,
        _shifts_end_in_utc,
        _silence_is_forgiven,
        _a_deferral_is_forgotten,
        _a_carrier_stops_the_age,
        _the_customer_does_not_stop_it,
        _a_disproved_repair_stands,
        _conditions_are_forgotten,
        _a_priority_changes_nothing,
        _who_asks_often_climbs_often,
    )
}
QUICK = {each.__name__.strip("_"): each for each in (_a_minute_late, _an_acknowledged_page_goes_on)}


@pytest.mark.parametrize("planted", QUICK.values(), ids=QUICK)
def test_a_few_days_show_a_fault(
    planted: Callable[[Patch], None], db: None, monkeypatch: Patch
) -> None:
    planted(monkeypatch)
    assert disagreements(_month(monkeypatch, count=9))


@pytest.mark.long
@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_the_month_finds(planted: Callable[[Patch], None], db: None, monkeypatch: Patch) -> None:
    planted(monkeypatch)
    assert disagreements(_month(monkeypatch, count=36))


@pytest.mark.long
def test_the_month_finds_a_step_that_is_taken_twice_after_a_kill(
    db: None, monkeypatch: Patch
) -> None:
    def kill(now: datetime) -> None:
        """It did its work, and the next one does not know of it."""
        escalate.run_once(now=now)
        again = {"next_step_at": now, "next_cause": "age", "round": F("round") + 1}
        Run.objects.filter(last_step_at=now).update(passed=F("passed") - 1, **again)

    assert disagreements(played(monkeypatch, count=36, services=24, kill=kill))


@pytest.mark.long
def test_the_month_finds_a_step_that_died_with_its_worker(db: None, monkeypatch: Patch) -> None:
    def kill(now: datetime) -> None:
        """It had taken note that it would do it."""
        Run.objects.filter(next_step_at__lte=now).update(next_step_at=None)

    assert disagreements(played(monkeypatch, count=36, services=24, kill=kill))


@pytest.mark.long
def test_the_month_finds_a_mail_that_the_outage_lost(db: None, monkeypatch: Patch) -> None:
    mark_failed = deliver.mark_failed

    def given_up(**known: Any) -> bool:
        return mark_failed(**(known | {"is_permanent": True}))

    monkeypatch.setattr(deliver, "mark_failed", given_up)
    _disagrees_about_mails(_month(monkeypatch, count=9))


@pytest.mark.long
def test_the_month_finds_a_mail_that_is_sent_twice(db: None, monkeypatch: Patch) -> None:
    mark_sent, forgotten = deliver.mark_sent, list[str]()

    def forgetful(**known: Any) -> bool:
        forgotten.append(known["message"].message_id)
        return len(forgotten) == 1 or mark_sent(**known)

    monkeypatch.setattr(deliver, "mark_sent", forgetful)
    _disagrees_about_mails(_month(monkeypatch, count=9))


def _month(patch: Patch, *, count: int) -> Month:
    return played(patch, count=count, services=24, kill=dying(patch))


def _disagrees_about_mails(month: Month) -> None:
    with pytest.raises(AssertionError):
        check_mails(month.mails)
