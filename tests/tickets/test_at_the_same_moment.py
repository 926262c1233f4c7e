"""Two people, two mails, two workers at the same moment: one of everything."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from qendra.lib.errors import Crossed
from qendra.outbox.models import Message
from qendra.tickets.actions.conversation import reply
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.opening import open_ticket
from qendra.tickets.actions.timers import run_due_timers
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from qendra.tickets.replay import differences
from qendra.tickets.states import State
from tests.cast import NOW, Cast, desk, make_cast, opened, panel, report_of

Result = TypeVar("Result")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def at_once(*acts: Callable[[], Result]) -> list[Result | Exception]:
    """Run the acts in threads that start together; what each returned or raised."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Result]) -> Result | Exception:
        together.wait(timeout=20)
        try:
            return act()
        except Crossed as crossed:
            return crossed
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_the_same_report_twice_opens_one_ticket(cast: Cast) -> None:
    report = report_of(cast)

    def send() -> Ticket:
        return open_ticket(actor=panel(cast.alba), now=NOW, report=report)

    tickets = at_once(send, send, send)
    assert len({ticket.pk for ticket in tickets if isinstance(ticket, Ticket)}) == 1
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == 1


def test_of_two_agents_answering_at_once_one_is_told(cast: Cast) -> None:
    ticket = opened(cast)

    def answer() -> Ticket:
        return reply(
            actor=desk(cast.elira),
            now=NOW,
            ticket_id=ticket.id,
            words=Words(text="We look."),
            version=ticket.version,
        )

    results = at_once(answer, answer)
    assert sorted(type(result).__name__ for result in results) == ["Crossed", "Ticket"]
    assert Message.objects.filter(purpose="reply").count() == 1


def test_two_workers_run_a_timer_once(cast: Cast) -> None:
    ticket = opened(cast)
    move_ticket(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, to=State.RESOLVED)
    later = NOW + timedelta(hours=80)

    def sweep() -> int:
        return run_due_timers(now=later)

    assert sum(done for done in at_once(sweep, sweep, sweep) if isinstance(done, int)) == 1
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    assert ticket.entries.filter(kind="state").count() == 2
    assert Message.objects.filter(purpose="closed").count() == 1


def test_writes_that_cross_leave_a_ticket_that_replays(cast: Cast) -> None:
    ticket = opened(cast)

    def answer(text: str) -> Callable[[], Ticket]:
        return lambda: reply(
            actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, words=Words(text=text)
        )

    at_once(*(answer(f"Answer {number}.") for number in range(6)))
    assert ticket.entries.filter(kind="reply").count() == 6
    assert differences(Ticket.objects.get(id=ticket.id)) == {}
