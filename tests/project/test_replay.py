"""``qendra replay`` proves that tickets are what their timelines make of them, or names those."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from qendra.project import cli
from qendra.project.backup.replaying import replay_tickets
from qendra.tickets.models import Ticket
from tests.cast import Cast, opened
from tests.project.programs import is_one_plain_sentence

DAY = date(2031, 3, 11)
TICKETS = 7

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _tickets(cast: Cast) -> None:
    for number in range(TICKETS):
        opened(cast, key=f"replay:{number}")


def test_tickets_that_are_what_their_timelines_say_are_counted(capsys: Captured) -> None:
    assert cli.main(["replay"]) == 0
    assert capsys.readouterr().out == "7 of 7 tickets were made again from their timelines.\n"


def test_a_ticket_that_is_not_is_named_with_the_difference(capsys: Captured) -> None:
    wrong = Ticket.objects.earliest("id")
    Ticket.objects.filter(id=wrong.id).update(state="in_progress")
    assert cli.main(["replay", "--json"]) == 1
    printed = capsys.readouterr()
    assert is_one_plain_sentence(printed.err)
    report = json.loads(printed.out)
    assert (report["tickets"], report["replayed"]) == (TICKETS, TICKETS)
    assert any(
        "state is in_progress, its timeline says new" in each for each in report["differences"]
    )


@pytest.mark.parametrize("most", [1, 2, 3, 6, 7, 100])
def test_a_sample_is_no_larger_than_asked_for_and_in_some_days_it_was_every_ticket(
    most: int,
) -> None:
    step = -(-TICKETS // most)
    Ticket.objects.update(state="in_progress")
    seen: list[str] = []
    for days in range(step):
        found = replay_tickets(most=most, today=DAY + timedelta(days=days))
        assert found.replayed <= most
        seen += {each.partition(":")[0] for each in found.differences}
    assert len(seen) == len(set(seen)) == TICKETS


@pytest.mark.parametrize("most", ["0", "-1", "many"])
def test_a_sample_that_makes_no_sense_is_refused(most: str, capsys: Captured) -> None:
    assert cli.main(["replay", f"--most={most}"]) == 2
    assert is_one_plain_sentence(capsys.readouterr().err)
