"""A large demo: many tickets, each as true as if people had made it."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime

import pytest
from django.db.models import Max

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.demo.loading import load_interspace
from qendra.demo.scale import MOST, load_scale
from qendra.escalation.models import Run, Step
from qendra.jobs import escalate, lifecycle
from qendra.lib import damm
from qendra.project.cli import demo
from qendra.project.cli.sentences import Failure
from qendra.tickets.actions.conversation import add_note
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.replay import differences

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
TICKETS = 300


@pytest.fixture
def told(db: None) -> list[int]:
    """What the progress was told while the demo grew."""
    load_interspace(now=NOW)
    progress: list[int] = []
    load_scale(now=NOW, tickets=TICKETS, progress=progress.append)
    return progress


def test_it_adds_so_many_tickets_a_fifth_of_them_open(told: list[int]) -> None:
    assert Ticket.objects.count() == TICKETS == told[-1]
    assert Ticket.objects.filter(closed_at__isnull=True).count() == TICKETS // 5
    assert Run.objects.count() == TICKETS


def test_every_ticket_is_what_its_timeline_says(told: list[int]) -> None:
    assert [ticket.number for ticket in Ticket.objects.all() if differences(ticket)] == []


def test_numbers_are_real_ones_from_the_real_sequence(told: list[int]) -> None:
    assert all(damm.is_valid(number) for number in Ticket.objects.values_list("number", flat=True))
    # The next ticket and entry go on behind them.
    load_scale(now=NOW, tickets=10, progress=told.append)
    assert Ticket.objects.count() == TICKETS + 10
    ticket = Ticket.objects.earliest("id")
    add_note(
        actor=Actor(Person.objects.earliest("id"), Channel.DESK),
        now=NOW,
        ticket_id=ticket.id,
        words=Words(text="After the load."),
    )
    last = Entry.objects.aggregate(last=Max("id"))["last"]
    assert Entry.objects.get(id=last).ticket_id == ticket.id


def test_the_steps_so_far_stand_in_runs_steps_and_timelines_alike(told: list[int]) -> None:
    steps = set(Step.objects.values_list("run__ticket", "level", "at"))
    entries = Entry.objects.filter(kind="escalation_stepped")
    assert {(each.ticket_id, each.data["level"], each.at) for each in entries} == steps != set()
    for run in Run.objects.filter(level__gte=1):
        assert run.level == max(step.level for step in run.steps.all())


def test_nothing_is_due_at_first_and_steps_come_with_time(told: list[int]) -> None:
    assert escalate.run_once(now=NOW) == lifecycle.run_once(now=NOW) == 0
    coming = Run.objects.filter(next_step_at__isnull=False).order_by("next_step_at")
    at = coming[9].next_step_at
    assert at is not None
    due = coming.filter(next_step_at__lte=at).count()
    assert escalate.run_once(now=at) == min(due, 50)
    assert [ticket.number for ticket in Ticket.objects.all() if differences(ticket)] == []


@pytest.mark.parametrize("number", [0, MOST + 1])
def test_the_command_refuses_a_size_that_makes_no_sense(db: None, number: int) -> None:
    with pytest.raises(Failure, match="--scale takes a number"):
        demo.run(Namespace(scale=number, if_empty=False))


def test_the_command_adds_to_a_demo_that_is_there(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    load_interspace(now=NOW)
    assert demo.run(Namespace(scale=20, if_empty=True)) == 0
    assert Ticket.objects.count() == 20
    assert "Adding 20 tickets" in capsys.readouterr().out
