"""Clocks that run out: who is told, when, and how many mails it makes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from qendra.jobs import news, warnings
from qendra.outbox.models import Message
from qendra.tickets.actions.conversation import reply
from qendra.tickets.actions.facts import change_priority
from qendra.tickets.actions.moving import assign, move_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Impact, Urgency
from qendra.tickets.states import State
from qendra.warnings.models import Look, Reached, Telling
from tests.cast import NOW, Cast, desk, opened

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def sweep(now: datetime) -> None:
    """What the worker does at this moment."""
    while news.run_once(now=now):
        pass
    while warnings.run_once(now=now):
        pass


def told() -> list[tuple[str, str]]:
    """The purpose and the reader of every warning that left, in order."""
    mails = Message.objects.filter(purpose__in=["warning", "warnings"]).order_by("id")
    return [(mail.purpose, mail.to_name) for mail in mails]


def major(cast: Cast, *, key: str = "form:1", now: datetime = NOW) -> Ticket:
    """A Major ticket of Elira's, answered at once: an update is due in 2 hours, repair in 8."""
    ticket = opened(cast, key=key, now=now, urgency=Urgency.MEDIUM)
    elira = desk(cast.elira)
    assign(actor=elira, now=now, ticket_id=ticket.id, assignee=cast.elira, team=cast.first_line)
    return reply(actor=elira, now=now, ticket_id=ticket.id, words=Words(text="We look at it."))


def thresholds() -> list[str]:
    found = Reached.objects.order_by("reached_at", "id")
    return [f"{each.promise} {each.threshold}" for each in found]


def test_half_of_the_time_tells_nobody(cast: Cast) -> None:
    major(cast)
    for minutes in range(0, 90, 15):
        sweep(NOW + minutes * MINUTE)
    assert (thresholds(), told()) == ([], [])


def test_three_quarters_tell_the_assignee_after_five_minutes_at_most(cast: Cast) -> None:
    major(cast)
    sweep(NOW)
    sweep(NOW + 90 * MINUTE)
    assert (thresholds(), told()) == (["update three_quarters"], [])
    sweep(NOW + 95 * MINUTE)
    assert told() == [("warnings", "Elira")]
    words = Message.objects.get(purpose="warnings").text
    assert "Next update: three quarters of the time are used. Due:" in words
    assert "Link down in Tirana (Northwind)" in words


def test_nine_tenths_and_the_breach_tell_the_team_lead(cast: Cast) -> None:
    major(cast)
    for minutes in (0, 90, 95):
        sweep(NOW + minutes * MINUTE)
    for minutes in (107, 108, 113):
        sweep(NOW + minutes * MINUTE)
    assert told()[1:] == [("warnings", "Faik")]
    # Met at the moment itself would be in time.
    sweep(NOW + 120 * MINUTE)
    assert thresholds()[-1] == "update nine_tenths"
    sweep(NOW + 120 * MINUTE + timedelta(seconds=1))
    sweep(NOW + 125 * MINUTE)
    assert thresholds()[-1] == "update breached"
    assert told()[2:] == [("warnings", "Faik")]


def test_what_nobody_has_is_the_lead_s_from_three_quarters_on(cast: Cast) -> None:
    opened(cast, urgency=Urgency.MEDIUM)
    sweep(NOW)
    sweep(NOW + 23 * MINUTE)
    sweep(NOW + 25 * MINUTE)
    assert thresholds() == ["response three_quarters"]
    assert told() == [("warnings", "Faik")]


def test_critical_is_told_at_once_in_the_thread_of_the_ticket(cast: Cast) -> None:
    ticket = opened(cast)
    elira = desk(cast.elira)
    assign(actor=elira, now=NOW, ticket_id=ticket.id, assignee=cast.elira, team=cast.first_line)
    sweep(NOW)
    sweep(NOW + 12 * MINUTE)
    assert told() == [("warning", "Elira")]
    mail = Message.objects.get(purpose="warning")
    assert "Critical, time runs out: Link down" in mail.subject
    assert f"/desk/tickets/{ticket.number}/" in mail.text
    sweep(NOW + 14 * MINUTE)
    assert told()[1:] == [("warning", "Faik")]
    sweep(NOW + 16 * MINUTE)
    last = Message.objects.filter(purpose="warning").latest("id")
    assert "Critical, late: Link" in last.subject
    assert "a promise on this Critical ticket was missed:" in last.text
    assert not Telling.objects.exists()


def test_one_digest_for_each_person_and_five_minutes(cast: Cast) -> None:
    for number in range(3):
        major(cast, key=f"form:{number}", now=NOW + number * MINUTE)
    for seconds in range(90 * 60, 101 * 60, 60):
        sweep(NOW + timedelta(seconds=seconds))
    assert told() == [("warnings", "Elira")]
    assert Message.objects.get(purpose="warnings").subject == "Time runs out: 3 tickets"


def test_every_threshold_is_told_once_whatever_moves_and_however_often_is_looked(
    cast: Cast,
) -> None:
    ticket = major(cast)
    moments = [NOW + minutes * MINUTE for minutes in (0, 91, 96, 109, 114, 121, 126, 130)]
    for now in moments:
        sweep(now)
        sweep(now)
    found = thresholds()
    # A lower priority and the same again: the clock of this update has told it all.
    for urgency in (Urgency.LOW, Urgency.MEDIUM):
        change_priority(
            actor=desk(cast.elira),
            now=moments[-1],
            ticket_id=ticket.id,
            impact=Impact.SERVICE_AFFECTING,
            urgency=urgency,
            reason="looked closer",
        )
        sweep(moments[-1])
    # As if a worker had died before it wrote that it had looked.
    Look.objects.update(at=NOW)
    sweep(moments[-1])
    assert thresholds() == found
    assert len(told()) == 3
    # The next update is another promise, with warnings of its own.
    later = moments[-1] + MINUTE
    reply(actor=desk(cast.elira), now=later, ticket_id=ticket.id, words=Words(text="Still."))
    for minutes in (0, 90, 95):
        sweep(later + minutes * MINUTE)
    assert thresholds().count("update three_quarters") == 2


def test_after_a_standstill_each_is_told_only_the_gravest(cast: Cast) -> None:
    major(cast)
    sweep(NOW + 3 * HOUR)
    sweep(NOW + 3 * HOUR + 5 * MINUTE)
    assert sorted(thresholds()) == [
        "update breached",
        "update nine_tenths",
        "update three_quarters",
    ]
    assert sorted(told()) == [("warnings", "Elira"), ("warnings", "Faik")]
    for mail in Message.objects.filter(purpose="warnings"):
        assert mail.text.count("Next update") == 1
        assert "Next update: late." in mail.text


def test_what_was_done_within_the_five_minutes_is_left_out(cast: Cast) -> None:
    ticket = major(cast)
    sweep(NOW)
    sweep(NOW + 91 * MINUTE)
    reply(
        actor=desk(cast.elira),
        now=NOW + 92 * MINUTE,
        ticket_id=ticket.id,
        words=Words(text="It will take until noon."),
    )
    sweep(NOW + 95 * MINUTE)
    assert told() == []
    assert not Telling.objects.filter(told_at__isnull=True).exists()


def test_a_clock_that_stands_still_warns_nobody(cast: Cast) -> None:
    ticket = major(cast)
    move_ticket(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, to=State.WAITING_CUSTOMER)
    for hours in range(0, 20, 4):
        sweep(NOW + hours * HOUR)
    assert thresholds() == []


@pytest.mark.parametrize(("hour", "expected"), [(9, True), (17, False)])
def test_a_breach_outside_staffed_hours_is_foretold_in_the_last_hour_of_the_day(
    cast: Cast,
    hour: int,
    expected: bool,  # noqa: FBT001 (a parameter)
) -> None:
    # Tirana is an hour ahead: the office is there until 16:00 UTC.
    start = datetime(2026, 3, 11, hour, tzinfo=UTC)
    ticket = opened(cast, now=start, urgency=Urgency.MEDIUM)
    assert ticket.repair_due_at == start + 8 * HOUR
    for now in (start, NOW.replace(hour=14, minute=59), NOW.replace(hour=15)):
        if now >= start:
            sweep(now)
            known = "repair unstaffed" in thresholds()
            assert known == (expected and now.hour == 15)
    sweep(start + 12 * HOUR)
    assert ("repair unstaffed" in thresholds()) == expected


def test_a_sweep_costs_what_is_due_and_asks_the_same_for_one_and_for_ten(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        major(cast, key=f"form:{number}")
    sweep(NOW)
    with django_assert_max_num_queries(2):
        warnings.run_once(now=NOW + 10 * MINUTE)
    with django_assert_max_num_queries(25):
        assert warnings.run_once(now=NOW + 90 * MINUTE) == 10
    assert Telling.objects.count() == 10
