"""The sweep: it costs what is due, takes each step once, and nobody holds it up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from qendra.escalation.actions.sweeps import catch_up, step_due
from qendra.escalation.models import Run, Step
from qendra.jobs import escalate
from qendra.outbox.models import Message
from qendra.outbox.selectors import dead_messages
from qendra.tickets.models import Entry, Ticket
from tests.cast import NOW, make_cast, opened
from tests.escalation.night import Night, publish

HOUR = timedelta(hours=1)


def test_a_sweep_with_nothing_due_is_four_queries(night: Night) -> None:
    for number in range(5):
        night.report(key=f"form:{number}")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert escalate.run_once(now=NOW) == 0
    assert len(seen) == 4


def test_all_of_its_questions_are_answered_by_partial_indexes(night: Night) -> None:
    night.report()
    questions = [
        Ticket.objects.filter(clock_changed=True).order_by("id")[:50],
        Run.objects.filter(next_step_at__lte=NOW).order_by("next_step_at", "id")[:50],
        dead_messages()[:50],
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = [question.explain() for question in questions]
    assert "ticket_clock_changed" in plans[0]
    assert "run_step_due" in plans[1]
    assert "message_dead" in plans[2]


def test_it_costs_what_is_due_not_what_is_open(night: Night) -> None:
    night.report()
    with CaptureQueriesContext(connection) as alone:
        assert step_due(now=NOW + HOUR) == 1
    for number in range(6):
        night.report(key=f"form:{number}", priority="minor")
    night.report(key="form:second")
    with CaptureQueriesContext(connection) as among_others:
        assert step_due(now=NOW + HOUR) == 1
    assert len(among_others) == len(alone)


def test_it_does_no_more_than_its_batch(night: Night) -> None:
    for number in range(5):
        opened(night.cast, key=f"form:{number}")
    assert [catch_up(now=NOW, limit=2) for _round in range(4)] == [2, 2, 1, 0]
    assert [step_due(now=NOW + HOUR, limit=3) for _round in range(3)] == [3, 2, 0]


def test_one_bad_row_holds_up_nobody_and_is_not_hidden(night: Night) -> None:
    for number in range(4):
        night.report(key=f"form:{number}")
    broken = Run.objects.earliest("id")
    Run.objects.filter(id=broken.id).update(frozen={"name": "x", "levels": "y"})
    with pytest.raises(TypeError):
        step_due(now=NOW + HOUR, limit=1)
    with pytest.raises(TypeError):
        escalate.run_once(now=NOW + HOUR)
    assert set(Step.objects.values_list("run", flat=True)) == set(
        Run.objects.exclude(id=broken.id).values_list("id", flat=True)
    )


def test_following_a_bad_ticket_holds_up_no_step(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.report()

    def fail(*, now: datetime) -> int:
        raise RuntimeError("broken")

    monkeypatch.setattr(escalate, "catch_up", fail)
    with pytest.raises(RuntimeError, match="broken"):
        escalate.run_once(now=NOW + HOUR)
    assert night.levels() == [1]


def test_a_step_asks_the_clock_again_before_it_is_taken(night: Night) -> None:
    night.report("minor")
    Run.objects.update(next_step_at=NOW)
    assert step_due(now=NOW) == 0
    assert night.levels() == []
    assert night.run.next_step_at == NOW + 4 * HOUR


def test_a_crash_before_the_commit_leaves_nothing_and_repeats_nothing(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.report()

    def die(*_told: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("qendra.escalation.actions.sweeps.told_holder", die)
        with pytest.raises(KeyboardInterrupt):
            step_due(now=NOW + HOUR)
    assert not Step.objects.exists()
    assert night.entries() == []
    assert step_due(now=NOW + HOUR) == 1
    assert step_due(now=NOW + HOUR) == 0
    assert night.told() == ["faik"]


def test_a_clock_that_jumps_takes_no_step_twice_and_leaves_none_out(night: Night) -> None:
    """An hour ahead, back again, and a day ahead: as a server's clock may be corrected."""
    night.report()
    for jump in (1, 2, 1, 0, 2, 24, 3, 24):
        night.now = NOW + jump * HOUR
        night.sweep()
    assert night.levels() == [1, 2, 3, 4]
    assert night.told() == ["faik", "hana", "jon", "iris"]
    assert night.step_times() == sorted(night.step_times())


@pytest.mark.django_db(transaction=True)
def test_many_sweeps_at_once_take_each_step_once() -> None:
    cast = make_cast()
    publish(cast.faik, cast.hana, cast.jon, cast.iris)
    for number in range(8):
        opened(cast, key=f"form:{number}")
    _at_once(4, lambda: escalate.run_once(now=NOW))
    _at_once(4, lambda: escalate.run_once(now=NOW + 2 * HOUR))
    while escalate.run_once(now=NOW + 2 * HOUR):
        pass
    assert Run.objects.count() == 8
    assert Step.objects.count() == 16
    assert Entry.objects.filter(kind="escalation_stepped").count() == 16
    assert Message.objects.filter(purpose="escalation_step").count() == 16
    assert set(Run.objects.values_list("level", flat=True)) == {2}


@pytest.mark.django_db(transaction=True)
def test_a_request_and_a_sweep_at_once_take_the_level_once() -> None:
    cast = make_cast()
    publish(cast.faik, cast.hana)
    night = Night(cast)
    night.report()
    night.now = NOW + HOUR
    _at_once(2, lambda: escalate.run_once(now=night.now), night.ask)
    while escalate.run_once(now=night.now):
        pass
    assert night.levels() == [1]


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_somebody_works_on_is_left_for_the_next_sweep() -> None:
    cast = make_cast()
    publish(cast.faik)
    night = Night(cast)
    night.report()
    with transaction.atomic():
        Ticket.objects.select_for_update().get(id=night.ticket_id)
        done: list[int] = []
        thread = Thread(target=lambda: _closing(lambda: done.append(step_due(now=NOW + HOUR))))
        thread.start()
        thread.join(timeout=30)
    assert done == [0]
    assert step_due(now=NOW + HOUR) == 1


def _at_once(count: int, *acts: Callable[[], object]) -> None:
    """Every act in ``count`` threads that start together; what one raises fails the test."""
    barrier = Barrier(count * len(acts))
    errors: list[BaseException] = []

    def work(act: Callable[[], object]) -> None:
        barrier.wait(timeout=30)
        try:
            _closing(act)
        except BaseException as error:  # noqa: BLE001 (told to the test)
            errors.append(error)

    threads = [Thread(target=work, args=(act,)) for act in acts for _n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not errors


def _closing(act: Callable[[], object]) -> None:
    try:
        act()
    finally:
        connections.close_all()
