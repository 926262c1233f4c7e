"""Deferral by agreement (P5): proposals, answers, the clock, and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from qendra.lib.errors import Refused
from qendra.outbox.models import Message
from qendra.tickets.actions.conversation import CustomerMessage, add_customer_message
from qendra.tickets.actions.deferring import withdraw_deferral
from qendra.tickets.actions.facts import change_priority
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.timers import run_due_timers
from qendra.tickets.actions.undoing import undo_entries
from qendra.tickets.actions.writing import Words
from qendra.tickets.agreement import agreement_of, offer_of
from qendra.tickets.deferral import Side
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Impact, Urgency
from qendra.tickets.replay import differences
from qendra.tickets.states import State
from tests.cast import Cast, desk, mail, panel
from tests.tickets.deferrals import (
    EVENING,
    OPENING,
    agreed,
    answered,
    called,
    loud_fan,
    mails,
    ours,
    theirs,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return loud_fan(cast)


def kinds(ticket: Ticket) -> list[str]:
    return list(ticket.entries.order_by("id").values_list("kind", flat=True))


def test_either_party_proposes_and_the_other_agrees(cast: Cast, ticket: Ticket) -> None:
    ours(cast, ticket)
    theirs(cast, other := loud_fan(cast, key="form:other"))
    for deferred in (
        answered(panel(cast.alba), ticket, EVENING + HOUR),
        answered(desk(cast.elira), other, side=Side.PROVIDER),
    ):
        assert (deferred.state, deferred.deferral_until) == ("deferred", OPENING)
        assert not differences(deferred)


def test_both_consents_are_kept_with_person_time_and_channel(cast: Cast, ticket: Ticket) -> None:
    ours(cast, ticket)
    found = agreement_of(answered(panel(cast.alba), ticket, EVENING + HOUR))
    assert found
    assert found.answered
    assert (found.proposed.by, found.proposed.at, found.proposed.channel) == (
        "Elira",
        EVENING,
        "desk",
    )
    assert (found.answered.by, found.answered.at, found.answered.channel) == (
        "Alba",
        EVENING + HOUR,
        "panel",
    )


def test_the_deadline_names_the_moment_after_the_opening(cast: Cast, ticket: Ticket) -> None:
    change_priority(
        actor=desk(cast.elira),
        now=EVENING,
        ticket_id=ticket.id,
        impact=Impact.NON_SERVICE_AFFECTING,
        urgency=Urgency.HIGH,
        reason="Presses.",
    )
    deferred = agreed(cast, ticket)
    assert deferred.repair_due_at
    assert deferred.repair_due_at > OPENING
    assert deferred.next_timer_at == OPENING


def test_at_the_opening_work_goes_on_exactly_once(cast: Cast, ticket: Ticket) -> None:
    agreed(cast, ticket)
    assert run_due_timers(now=OPENING - timedelta(seconds=1)) == 0
    # However late the worker comes: it went on at the opening.
    assert run_due_timers(now=OPENING + HOUR) == 1
    assert run_due_timers(now=OPENING + HOUR) == 0
    ticket.refresh_from_db()
    assert (ticket.state, ticket.state_since) == ("in_progress", OPENING)
    assert (ticket.deferral_until, ticket.next_timer_at) == (None, None)
    assert not differences(ticket)


def test_a_proposal_that_nobody_answers_ends_at_the_opening(cast: Cast, ticket: Ticket) -> None:
    ours(cast, ticket)
    assert run_due_timers(now=OPENING) == 1
    ticket.refresh_from_db()
    assert (ticket.state, ticket.deferral_by) == ("in_progress", "")
    assert kinds(ticket)[-1] == "deferral_ended"
    with pytest.raises(Refused, match="no longer open"):
        answered(panel(cast.alba), ticket, OPENING)
    assert not differences(ticket)


def test_before_the_worker_comes_an_answer_after_the_opening_is_told_so(
    cast: Cast, ticket: Ticket
) -> None:
    ours(cast, ticket)
    with pytest.raises(Refused, match="Business hours have begun"):
        answered(panel(cast.alba), ticket, OPENING)


def test_the_second_answer_is_told_who_was_first(cast: Cast, ticket: Ticket) -> None:
    ours(cast, ticket)
    answered(panel(cast.alba), ticket)
    with pytest.raises(Refused, match="Alba has agreed already"):
        answered(panel(cast.drita), ticket, accepts=False)
    # The same button twice is no error.
    assert answered(panel(cast.alba), ticket).state == "deferred"
    assert kinds(ticket).count("deferral_answered") == 1


def test_one_proposal_at_a_time(cast: Cast, ticket: Ticket) -> None:
    ours(cast, ticket)
    with pytest.raises(Refused, match="proposed already"):
        ours(cast, ticket)
    with pytest.raises(Refused, match="proposed the same meanwhile"):
        theirs(cast, ticket)


def test_the_database_keeps_proposal_and_agreement_apart(cast: Cast, ticket: Ticket) -> None:
    for wrong in (
        {"deferral_by": "customer"},
        {"deferral_by": "nobody", "deferral_until": OPENING},
        {"deferral_until": OPENING},
        {"deferral_by": "customer", "deferral_until": OPENING, "state": "deferred"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ticket.objects.filter(id=ticket.id).update(**wrong)


def test_whoever_declines_changes_nothing_but_says_so(cast: Cast, ticket: Ticket) -> None:
    ours(cast, ticket)
    words = Words(text="Please look at it tonight.")
    answered(panel(cast.alba), ticket, accepts=False, words=words)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.deferral_by, ticket.deferral_until) == ("in_progress", "", None)
    assert ("deferral_staff", "Elira") in mails()
    # Both may think again: the next proposal has a number of its own.
    again = theirs(cast, ticket)
    assert again.deferrals == 2
    assert not differences(again)


def test_who_proposed_may_take_it_back_until_it_is_answered(cast: Cast, ticket: Ticket) -> None:
    ours(cast, ticket)
    for _again in range(2):
        withdraw_deferral(
            actor=desk(cast.elira), now=EVENING, ticket_id=ticket.id, number=1, side=Side.PROVIDER
        )
    ticket.refresh_from_db()
    assert ticket.deferral_by == ""
    assert kinds(ticket).count("deferral_ended") == 1
    with pytest.raises(Refused, match="no longer open"):
        answered(panel(cast.alba), ticket)


def test_a_call_holds_the_consent_of_the_contact_and_is_confirmed_by_mail(
    cast: Cast, ticket: Ticket
) -> None:
    called(cast, ticket, cast.drita)
    called(cast, ticket, cast.drita)
    ticket.refresh_from_db()
    assert ticket.state == "deferred"
    found = agreement_of(ticket)
    assert found
    assert found.answered
    assert (found.answered.by, found.answered.channel, found.answered.written_by) == (
        "Drita",
        "phone",
        "Elira",
    )
    assert kinds(ticket).count("call") == 1
    assert ("deferral_agreed", "Drita") in mails()
    message = Message.objects.get(purpose="deferral_agreed", to_name="Drita")
    assert "what Drita agreed with us on the telephone" in message.text
    assert not differences(ticket)


def test_a_call_may_also_answer_no(cast: Cast, ticket: Ticket) -> None:
    ours(cast, ticket)
    called(cast, ticket, cast.alba, accepts=False)
    ticket.refresh_from_db()
    assert ticket.state == "in_progress"
    assert mails(to="Alba")[-1] == ("deferral_declined", "Alba")


@pytest.mark.parametrize("worse", [Impact.DEGRADATION, Impact.SERVICE_AFFECTING])
@pytest.mark.parametrize("channel", ["mail", "panel", "agent"])
@pytest.mark.parametrize("stage", ["proposed", "agreed"])
def test_a_worse_impact_voids_it_at_once_on_any_channel(
    cast: Cast, ticket: Ticket, worse: Impact, channel: str, stage: str
) -> None:
    (agreed if stage == "agreed" else ours)(cast, ticket)
    if channel == "agent":
        change_priority(
            actor=desk(cast.elira),
            now=EVENING + HOUR,
            ticket_id=ticket.id,
            impact=worse,
            urgency=Urgency.LOW,
            reason="It harms.",
        )
    else:
        says(cast, ticket, worse, channel)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.impact, ticket.deferral_until) == ("in_progress", worse, None)
    assert ticket.deferral_by == ""
    assert ("deferral_void", "Alba") in mails()
    assert (("deferral_staff", "Elira") in mails()) is (channel != "agent" or stage == "agreed")
    assert ticket.repair_due_at is not None
    assert not differences(ticket)


def says(cast: Cast, ticket: Ticket, impact: Impact, channel: str) -> None:
    """Alba writes what is known now."""
    add_customer_message(
        actor=mail(cast.alba) if channel == "mail" else panel(cast.alba),
        now=EVENING + HOUR,
        ticket_id=ticket.id,
        message=CustomerMessage(
            key="worse:1",
            words=Words(text="Now packets are lost."),
            received_at=EVENING + HOUR,
            source=Source.MAIL if channel == "mail" else Source.FORM,
            facts=(Fact(FactName.IMPACT, impact, Source.MAIL),),
        ),
    )


def test_whatever_else_they_write_leaves_the_agreement(cast: Cast, ticket: Ticket) -> None:
    agreed(cast, ticket)
    says(cast, ticket, Impact.NON_SERVICE_AFFECTING, "mail")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.deferral_until) == ("deferred", OPENING)


def test_a_repair_ends_a_proposal_and_nobody_is_troubled(cast: Cast, ticket: Ticket) -> None:
    ours(cast, ticket)
    move_ticket(actor=desk(cast.elira), now=EVENING, ticket_id=ticket.id, to=State.RESTORED)
    ticket.refresh_from_db()
    assert (ticket.deferral_by, ticket.deferral_until) == ("", None)
    assert not [each for each in mails() if each[0] == "deferral_void"]
    assert not differences(ticket)


def test_going_on_early_can_be_taken_back_and_the_end_is_kept(cast: Cast, ticket: Ticket) -> None:
    agreed(cast, ticket)
    moved = move_ticket(
        actor=desk(cast.elira), now=EVENING + HOUR, ticket_id=ticket.id, to=State.IN_PROGRESS
    )
    last = moved.entries.latest("id").id
    undo_entries(
        actor=desk(cast.elira), now=EVENING + HOUR, ticket_id=ticket.id, first=last, last=last
    )
    ticket.refresh_from_db()
    assert (ticket.state, ticket.deferral_until) == ("deferred", OPENING)
    assert not differences(ticket)


def test_the_offer_says_why_not(cast: Cast, ticket: Ticket) -> None:
    assert offer_of(ticket, EVENING).until == OPENING
    assert "have begun since" in offer_of(ticket, OPENING).sentence
    daily = loud_fan(cast, key="form:day", now=OPENING + HOUR)
    assert "during business hours" in offer_of(daily, OPENING + HOUR).sentence
    with pytest.raises(Refused, match="during business hours"):
        ours(cast, daily, OPENING + HOUR)
