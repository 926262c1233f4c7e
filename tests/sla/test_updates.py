"""The next update: how long a customer is left without a word."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from qendra.sla.clock import Deadline, DeadlineState, update_deadline
from qendra.sla.explanation import Promise, explain
from qendra.sla.wording import Audience, words_for
from qendra.tickets.actions.conversation import add_note, reply
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from qendra.tickets.replay import differences
from qendra.tickets.selectors import Queue, queue_filter
from qendra.tickets.states import State
from tests.cast import NOW, Cast, desk, opened
from tests.sla.story import OFFICE, at, hours, story

HOUR = timedelta(hours=1)
SAID = Words(text="Still looking.")


@pytest.mark.parametrize(
    ("lines", "now", "due", "state"),
    [
        (("opened 08:00",), "09:30", None, "stopped"),
        (("opened 08:00", "responded 08:10"), "08:30", "09:10", "running"),
        (("opened 08:00", "responded 08:10"), "09:30", "09:10", "breached"),
        (("opened 08:00", "responded 08:10", "responded 09:00"), "09:30", "10:00", "running"),
        # A carrier's time and planned work are when people want to hear from us.
        (("opened 08:00", "responded 08:10", "began carrier 08:30"), "08:40", "09:10", "running"),
        (
            ("opened 08:00", "responded 08:10", "began maintenance 08:30"),
            "08:40",
            "09:10",
            "running",
        ),
        # While the customer knows what we wait for, nothing is due; then it begins anew.
        (("opened 08:00", "responded 08:10", "began customer 08:10"), "11:00", None, "paused"),
        (
            ("opened 08:00", "responded 08:10", "began customer 08:10", "ended customer 11:00"),
            "11:30",
            "12:00",
            "running",
        ),
        (("opened 08:00", "responded 08:10", "began restored 08:50"), "13:00", None, "paused"),
        (
            ("opened 08:00", "responded 08:10", "began deferral 08:30", "ended deferral +1 08:00"),
            "10:00",
            "+1 09:00",
            "paused",
        ),
        # What the customer brings back is not late at once.
        (
            ("opened 08:00", "responded 08:10", "began restored 08:30", "disproved 12:00"),
            "12:10",
            "13:00",
            "running",
        ),
        (
            ("opened 08:00", "responded 08:10", "closed 09:00", "opened 12:00"),
            "12:10",
            "13:00",
            "running",
        ),
        (("opened 08:00", "responded 08:10", "closed 09:00"), "12:10", None, "stopped"),
    ],
)
def test_it_counts_from_our_last_word_and_anew_after_each_wait(
    lines: tuple[str, ...], now: str, due: str | None, state: str
) -> None:
    expected = Deadline(at(due) if due else None, None, DeadlineState(state))
    assert update_deadline(story(*lines), hours(1), at(now)) == expected


def test_it_counts_in_the_hours_of_its_calendar() -> None:
    facts = story("opened 08:00", "responded 16:30")
    assert update_deadline(facts, hours(1, OFFICE), at("16:40")).due_at == at("+1 08:30")


@pytest.mark.parametrize(
    ("lines", "staff", "customer"),
    [
        (
            ("opened 07:00",),
            "After the first answer the customer hears from us every 1 h.",
            "After the first answer you hear from us at least every 1 h.",
        ),
        (
            ("opened 07:00", "responded 08:30"),
            (
                "Next update due 10:30 CET, because the goal is an update every 1 h, day and night,"
                " counted from 09:30."
            ),
            (
                "You hear from us again by 10:30 CET, because we promise an update every 1 h, day"
                " and night, counted from 09:30."
            ),
        ),
        (
            ("opened 07:00", "responded 07:05"),
            (
                "The next update was due 09:05 CET, because the goal is an update every 1 h, day"
                " and night, counted from 08:05."
            ),
            (
                "We are late: you should have heard from us by 09:05 CET, because we promise an"
                " update every 1 h, day and night, counted from 08:05."
            ),
        ),
        (
            ("opened 07:00", "responded 07:05", "began customer 07:05"),
            "No update is due before the work goes on.",
            "You hear from us again once the work goes on.",
        ),
    ],
)
def test_it_says_why(lines: tuple[str, ...], staff: str, customer: str) -> None:
    explained = explain(story(*lines), hours(1), at("09:00"), Promise.UPDATE)
    assert explained is not None
    for audience, sentence in ((Audience.STAFF, staff), (Audience.CUSTOMER, customer)):
        assert words_for(explained, audience, ZoneInfo("Europe/Tirane")).sentence == sentence


def test_nobody_waits_for_word_of_a_closed_case() -> None:
    assert (
        explain(story("opened 07:00", "closed 08:00"), hours(1), at("09:00"), Promise.UPDATE)
        is None
    )


def test_a_ticket_is_due_by_its_next_update_where_that_is_the_nearest(cast: Cast) -> None:
    ticket = opened(cast)
    assert (ticket.update_due_at, ticket.due_at) == (None, ticket.response_due_at)
    elira = desk(cast.elira)
    ticket = reply(actor=elira, now=NOW, ticket_id=ticket.id, words=SAID)
    assert ticket.update_due_at == ticket.due_at == NOW + HOUR
    soon = queue_filter(Queue.DUE_SOON, cast.elira, NOW)
    assert list(Ticket.objects.filter(soon)) == [ticket]
    # A note is no word to the customer; the next answer is.
    add_note(actor=elira, now=NOW + HOUR, ticket_id=ticket.id, words=SAID)
    ticket = reply(actor=elira, now=NOW + HOUR / 2, ticket_id=ticket.id, words=SAID)
    assert ticket.update_due_at == NOW + HOUR * 3 / 2
    ticket = move_ticket(actor=elira, now=NOW + HOUR, ticket_id=ticket.id, to=State.RESTORED)
    assert (ticket.update_due_at, ticket.due_at) == (None, None)
    assert differences(ticket) == {}
