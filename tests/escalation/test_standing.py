"""Where a ticket stands on its ladder, as pages show it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from qendra.accounts.actor import Actor, Channel
from qendra.escalation.access import (
    customer_ticket_to_escalate,
    may_escalate,
    staff_step,
    staff_ticket_to_escalate,
)
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.models import Run, Step
from qendra.escalation.selectors import escalated_tickets, ladder_of
from qendra.tickets.states import State
from tests.cast import NOW
from tests.escalation.night import Night

HOUR = timedelta(hours=1)


def test_before_the_first_step_the_first_level_is_next(night: Night) -> None:
    night.report()
    standing = ladder_of(night.ticket)
    assert standing.here is None
    assert standing.next is not None
    assert (standing.next.number, standing.next.role) == (1, "Support supervisor")
    assert standing.next_step_at == NOW + HOUR
    assert [str(level.state) for level in standing.levels] == ["next", "later", "later", "later"]
    assert standing.request_steps(NOW)


def test_a_ticket_that_the_sweep_has_not_seen_shows_its_ladder_already(night: Night) -> None:
    night.report()
    Run.objects.all().delete()
    standing = ladder_of(night.ticket)
    assert [level.holder_name for level in standing.levels] == ["Faik", "Hana", "Jon", "Iris"]
    assert standing.next_step_at is None
    assert standing.request_steps(NOW)


def test_on_the_way_up(night: Night) -> None:
    night.report()
    night.forward(hours=2)
    first, second = Step.objects.order_by("level")
    acknowledge_step(actor=Actor(night.cast.hana, Channel.LINK), now=night.now, step_id=second.id)
    standing = ladder_of(night.ticket)
    assert [str(level.state) for level in standing.levels] == ["done", "here", "next", "later"]
    assert standing.here is not None
    assert (standing.here.at, standing.here.step_id) == (NOW + 2 * HOUR, second.id)
    assert (standing.here.acknowledged_at, standing.here.acknowledged_by) == (night.now, "Hana")
    assert standing.levels[0].step_id == first.id
    assert standing.next_step_at == NOW + 3 * HOUR
    assert standing.steps_on_request_from == NOW + 3 * HOUR
    assert not standing.request_steps(NOW + 3 * HOUR - timedelta(seconds=1))
    assert standing.request_steps(NOW + 3 * HOUR)


def test_while_the_age_stands_still_there_is_no_next_moment(night: Night) -> None:
    night.report()
    assert not ladder_of(night.ticket).stands_still
    night.move(State.WAITING_CUSTOMER)
    night.sweep()
    standing = ladder_of(night.ticket)
    assert standing.stands_still
    assert standing.next_step_at is None


def test_at_the_top_every_request_is_a_reminder(night: Night) -> None:
    night.report()
    night.forward(hours=9)
    standing = ladder_of(night.ticket)
    assert standing.next is None
    assert standing.steps_on_request_from is None
    assert not standing.request_steps(night.now)
    assert not standing.stands_still


def test_a_skipped_level_is_shown_as_such(night: Night) -> None:
    night.cast.faik.is_active = False
    night.cast.faik.save()
    night.report()
    night.forward(hours=1)
    states = [str(level.state) for level in ladder_of(night.ticket).levels]
    assert states == ["skipped", "here", "next", "later"]


def test_the_ladder_is_four_queries_on_every_rung(night: Night) -> None:
    night.report()
    for _hour in range(5):
        ticket = night.ticket
        with CaptureQueriesContext(connection) as seen:
            ladder_of(ticket)
        assert len(seen) <= 4
        night.forward(hours=1)


def test_the_queue_holds_the_open_tickets_that_have_reached_a_level(night: Night) -> None:
    night.report(key="form:quiet", priority="low")
    night.report(key="form:1")
    closed = night.report(key="form:2")
    night.forward(hours=1)
    night.move(State.CLOSED, reason="a test")
    night.report(key="form:fresh")
    climbing = [run.ticket for run in Run.objects.filter(level=1).exclude(ticket=closed)]
    assert list(escalated_tickets()) == climbing
    assert len(climbing) == 1


def test_only_who_may_escalate_gets_the_ticket_to_do_it(night: Night) -> None:
    ticket = night.report()
    people = night.cast
    assert customer_ticket_to_escalate(people.alba, ticket.number) == ticket
    assert staff_ticket_to_escalate(people.elira, ticket.number) == ticket
    assert may_escalate(people.drita, ticket)
    for person in (people.besa, people.cedric, people.elira):
        with pytest.raises(Http404):
            customer_ticket_to_escalate(person, ticket.number)
    for person in (people.alba, people.gent, people.iris):
        with pytest.raises(Http404):
            staff_ticket_to_escalate(person, ticket.number)


def test_a_step_on_the_desk_is_its_holders_and_of_those_who_may_acknowledge(
    night: Night,
) -> None:
    night.report()
    night.forward(hours=4)
    of_iris = Step.objects.get(level=4)
    for person in (night.cast.iris, night.cast.faik, night.cast.hana, night.cast.jon):
        assert staff_step(person, of_iris.id) == of_iris
    with pytest.raises(Http404):
        staff_step(night.cast.iris, Step.objects.get(level=1).id)
    for outsider in (night.cast.alba, night.cast.elira, night.cast.gent):
        with pytest.raises(Http404):
            staff_step(outsider, of_iris.id)
