"""The worker is killed while it hands over what somebody had: nothing is lost or done twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoDbBlocker

from qendra.escalation.actions.sweeps import catch_up, step_due
from qendra.escalation.models import Step
from qendra.outbox.models import Message
from qendra.staff.actions.leaving import Successors, leave
from qendra.staff.models import Leaving
from qendra.tickets.actions.moving import assign
from qendra.tickets.models import Entry, Ticket
from tests.cast import Cast, desk, make_cast, opened
from tests.escalation.night import publish
from tests.project.programs import wait_until
from tests.scenarios.installation import Installation, installation

TICKETS = 60


@pytest.fixture
def place(database_url: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with django_db_blocker.unblock(), installation(database_url) as place:
        yield place


def test_a_killed_worker_hands_over_everything_once(place: Installation) -> None:
    cast, now = make_cast(), datetime.now(UTC)
    publish(cast.faik, cast.hana)
    _have_in_hand(cast, now - timedelta(minutes=65))
    while catch_up(now=now) or step_due(now=now):
        pass
    assert Step.objects.filter(holder=cast.faik).count() == TICKETS
    to = Successors(tickets=cast.elira, places=cast.iris)
    leave(actor=desk(cast.jon), now=datetime.now(UTC), person_id=cast.faik.id, to=to)
    for reached in (5, 25, 45, TICKETS, TICKETS + 1):
        worker = place.start("worker")
        wait_until(lambda reached=reached: _handed_over(cast) >= reached, 60)  # type: ignore[misc]  # a default
        worker.kill()
        worker.wait()
    worker = place.start("worker")
    wait_until(lambda: Leaving.objects.get().finished_at is not None, 60)
    worker.terminate()
    worker.wait(60)
    _check_once(cast)


def _have_in_hand(cast: Cast, then: datetime) -> None:
    for number in range(TICKETS):
        ticket = opened(cast, key=f"held:{number}", now=then)
        assign(
            actor=desk(cast.hana), now=then, ticket_id=ticket.id, assignee=cast.faik,
            team=cast.first_line,
        )  # fmt: skip


def _handed_over(cast: Cast) -> int:
    tickets = Ticket.objects.filter(assignee=cast.elira).count()
    return tickets + Step.objects.filter(round=2).count()


def _check_once(cast: Cast) -> None:
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {cast.elira.id}
    assert set(Step.objects.filter(round=2).values_list("holder", flat=True)) == {cast.iris.id}
    entries = Entry.objects.order_by()
    assert entries.filter(kind="assigned").count() == 3 * TICKETS, "opened, given, handed over"
    assert entries.filter(kind="escalation_handed_over").count() == TICKETS
    told = Message.objects.filter(to_address=cast.iris.email, purpose="escalation_step")
    assert told.count() == TICKETS
