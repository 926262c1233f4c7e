"""States, priority, facts and assignment, as an agent changes them and time does (P1, G1)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from qendra.lib.errors import Crossed, Refused
from qendra.outbox.models import Message
from qendra.tickets.actions.conversation import reply
from qendra.tickets.actions.facts import change_priority, correct_facts
from qendra.tickets.actions.moving import assign, confirm_repair, dispute_repair, move_ticket
from qendra.tickets.actions.timers import run_due_timers
from qendra.tickets.actions.writing import Words
from qendra.tickets.addresses import confirm_url, ticket_of_confirm_token
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Impact, Urgency
from qendra.tickets.replay import differences
from qendra.tickets.states import State
from tests.cast import NOW, Cast, desk, opened, panel

LATER = NOW + timedelta(minutes=10)
HOURS = timedelta(hours=1)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A Critical ticket that Elira works on."""
    return assign(
        actor=desk(cast.elira),
        now=NOW,
        ticket_id=opened(cast).id,
        assignee=cast.elira,
        team=cast.first_line,
    )


def move(cast: Cast, ticket: Ticket, to: State, **more: object) -> Ticket:
    values: dict[str, object] = {"now": LATER, "reason": "a test"}
    return move_ticket(
        actor=desk(cast.elira),
        ticket_id=ticket.id,
        to=to,
        **(values | more),  # type: ignore[arg-type]  # a test names what it changes
    )


def purposes() -> list[str]:
    return list(Message.objects.order_by("id").values_list("purpose", flat=True))


def test_taking_a_new_ticket_starts_the_work(cast: Cast, ticket: Ticket) -> None:
    assert (ticket.state, ticket.assignee) == ("in_progress", cast.elira)


def test_waiting_for_the_customer_stops_the_repair_clock(cast: Cast, ticket: Ticket) -> None:
    assert move(cast, ticket, State.WAITING_CUSTOMER).repair_due_at is None


def test_waiting_for_a_carrier_counts_against_us(cast: Cast, ticket: Ticket) -> None:
    ticket = move(cast, ticket, State.WAITING_CARRIER, reference="ADR-1")
    assert ticket.repair_due_at == NOW + 4 * HOURS
    assert ticket.entries.latest("id").data["reference"] == "ADR-1"


def test_restored_meets_the_repair_when_it_happened(cast: Cast, ticket: Ticket) -> None:
    ticket = move(cast, ticket, State.RESTORED, happened_at=NOW + timedelta(minutes=4))
    assert ticket.restored_at == NOW + timedelta(minutes=4)
    assert ticket.repair_due_at is None
    assert purposes()[-1] == "restored"


def test_a_repair_before_the_report_is_refused(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(Refused, match="before it was reported"):
        move(cast, ticket, State.RESTORED, happened_at=NOW - timedelta(days=365))


def test_resolved_asks_the_customer_to_confirm(cast: Cast, ticket: Ticket) -> None:
    ticket = move(cast, ticket, State.RESOLVED)
    message = Message.objects.latest("id")
    assert message.purpose == "resolved"
    assert "/confirm/" in message.text
    token = message.text.partition("/confirm/")[2].split("/")[0]
    assert ticket_of_confirm_token(token, LATER) == ticket


def test_resolved_closes_after_72_hours_without_a_word(cast: Cast, ticket: Ticket) -> None:
    move(cast, ticket, State.RESOLVED)
    assert run_due_timers(now=LATER + 72 * HOURS - timedelta(seconds=1)) == 0
    assert run_due_timers(now=LATER + 72 * HOURS) == 1
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    assert purposes()[-1] == "closed"
    assert run_due_timers(now=LATER + 200 * HOURS) == 0


def test_waiting_for_the_customer_reminds_twice_and_returns_to_us(
    cast: Cast, ticket: Ticket
) -> None:
    move(cast, ticket, State.WAITING_CUSTOMER)
    seen = []
    for hours in range(1, 100):
        if run_due_timers(now=LATER + hours * HOURS):
            ticket.refresh_from_db()
            seen.append((hours, ticket.reminders, ticket.state))
    assert seen == [
        (24, 1, "waiting_customer"),
        (48, 2, "waiting_customer"),
        (72, 0, "in_progress"),
    ]
    assert purposes().count("reminder") == 2


def test_after_a_standstill_only_the_latest_reminder_is_sent(cast: Cast, ticket: Ticket) -> None:
    move(cast, ticket, State.WAITING_CUSTOMER)
    assert run_due_timers(now=LATER + 50 * HOURS) == 1
    assert run_due_timers(now=LATER + 50 * HOURS) == 0
    assert purposes().count("reminder") == 1


def test_the_customer_confirms_and_the_ticket_closes(cast: Cast, ticket: Ticket) -> None:
    move(cast, ticket, State.RESOLVED)
    confirm_repair(actor=panel(cast.alba), now=LATER + HOURS, ticket_id=ticket.id)
    closed = confirm_repair(actor=panel(cast.alba), now=LATER + HOURS, ticket_id=ticket.id)
    assert closed.state == "closed"
    assert closed.entries.filter(kind="state", data__confirmed=True).count() == 1


def test_the_customer_disputes_and_the_work_goes_on(cast: Cast, ticket: Ticket) -> None:
    move(cast, ticket, State.RESOLVED)

    def dispute() -> Ticket:
        return dispute_repair(
            actor=panel(cast.alba),
            now=LATER + HOURS,
            ticket_id=ticket.id,
            words=Words(text="No light."),
        )

    dispute()
    again = dispute()
    assert again.state == "in_progress"
    assert again.repair_due_at == NOW + 4 * HOURS
    assert again.entries.filter(kind="message").count() == 1


def test_a_confirmation_page_is_worth_nothing_after_a_later_resolution(
    cast: Cast, ticket: Ticket
) -> None:
    ticket = move(cast, ticket, State.RESOLVED)
    token = confirm_url(ticket).rstrip("/").rpartition("/")[2]
    dispute_repair(actor=panel(cast.alba), now=LATER + HOURS, ticket_id=ticket.id)
    assert ticket_of_confirm_token(token, LATER + HOURS) is None
    move(cast, ticket, State.RESOLVED, now=LATER + 2 * HOURS)
    assert ticket_of_confirm_token(token, LATER + 2 * HOURS) is None
    assert ticket_of_confirm_token(token + "x", LATER) is None


def test_disputing_after_14_days_is_refused(cast: Cast, ticket: Ticket) -> None:
    move(cast, ticket, State.RESOLVED)
    run_due_timers(now=LATER + 72 * HOURS)
    with pytest.raises(Refused):
        dispute_repair(actor=panel(cast.alba), now=LATER + 15 * 24 * HOURS, ticket_id=ticket.id)


def test_nothing_to_confirm_is_refused_with_a_sentence(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(Refused, match="still working"):
        confirm_repair(actor=panel(cast.alba), now=LATER, ticket_id=ticket.id)


def test_a_move_that_the_rules_forbid_is_refused(cast: Cast, ticket: Ticket) -> None:
    move(cast, ticket, State.RESOLVED)
    with pytest.raises(Refused, match="cannot become"):
        move(cast, ticket, State.WAITING_CARRIER)


@pytest.mark.parametrize("to", [State.CLOSED, State.CANCELLED])
def test_closing_and_cancelling_want_a_reason(cast: Cast, ticket: Ticket, to: State) -> None:
    with pytest.raises(Refused, match="why"):
        move(cast, ticket, to, reason=" ")


def test_staff_reopen_a_closed_ticket(cast: Cast, ticket: Ticket) -> None:
    move(cast, ticket, State.CLOSED)
    ticket = move(cast, ticket, State.IN_PROGRESS, now=LATER + 2 * HOURS)
    assert ticket.closed_at is None
    # Two closed hours do not count: the restoration stood.
    assert ticket.repair_due_at == NOW + 6 * HOURS


def test_another_priority_moves_both_deadlines_and_wants_a_reason(
    cast: Cast, ticket: Ticket
) -> None:
    change = partial(
        change_priority,
        actor=desk(cast.elira),
        now=LATER,
        ticket_id=ticket.id,
        impact=Impact.DEGRADATION,
        urgency=Urgency.HIGH,
    )
    with pytest.raises(Refused, match="why"):
        change(reason="")
    ticket = change(reason="Half the traffic.")
    assert ticket.priority == "major"
    assert ticket.repair_due_at == NOW + 8 * HOURS
    entry = ticket.entries.latest("id")
    assert entry.data["reason"] == "Half the traffic."
    assert entry.data["before"] == "critical"
    assert not entry.is_internal


def test_a_corrected_fact_names_the_agent_as_its_source(cast: Cast, ticket: Ticket) -> None:
    ticket = correct_facts(
        actor=desk(cast.elira),
        now=LATER,
        ticket_id=ticket.id,
        facts=[Fact(FactName.CIRCUIT_ID, "TIA-TRN-0001", Source.AGENT)],
        service=cast.server,
    )
    assert ticket.facts["circuit_id"] == {
        "value": "TIA-TRN-0001",
        "source": "agent",
        "quote": "",
    }
    assert ticket.service == cast.server
    assert ticket.facts["service_id"]["value"] == "DS-20001"


def test_a_service_of_another_customer_is_refused(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(Refused, match="another customer"):
        correct_facts(
            actor=desk(cast.elira),
            now=LATER,
            ticket_id=ticket.id,
            facts=[],
            service=cast.foreign,
        )


def test_assigning_from_an_old_form_is_crossed(cast: Cast, ticket: Ticket) -> None:
    drawn = ticket.version
    reply(actor=desk(cast.elira), now=LATER, ticket_id=ticket.id, words=Words(text="Hi."))
    with pytest.raises(Crossed):
        assign(
            actor=desk(cast.faik),
            now=LATER,
            ticket_id=ticket.id,
            assignee=cast.faik,
            team=None,
            version=drawn,
        )


def test_what_qendra_notes_by_itself_crosses_with_nobody(cast: Cast, ticket: Ticket) -> None:
    drawn = move(cast, ticket, State.WAITING_CUSTOMER).version
    assert run_due_timers(now=LATER + 24 * HOURS) == 1
    ticket.refresh_from_db()
    assert (ticket.reminders, ticket.version) == (1, drawn + 1)
    assert move(cast, ticket, State.IN_PROGRESS, version=drawn).state == "in_progress"


def test_a_state_that_time_changed_crosses(cast: Cast, ticket: Ticket) -> None:
    drawn = move(cast, ticket, State.WAITING_CUSTOMER).version
    assert run_due_timers(now=LATER + 73 * HOURS) == 1
    with pytest.raises(Crossed):
        move(cast, ticket, State.RESTORED, version=drawn, now=LATER + 74 * HOURS)


def test_a_long_life_replays_to_the_same_ticket(cast: Cast, ticket: Ticket) -> None:
    at = LATER
    for state in (
        State.WAITING_CUSTOMER,
        State.WAITING_CARRIER,
        State.IN_PROGRESS,
        State.RESTORED,
        State.IN_PROGRESS,
        State.RESTORED,
        State.RESOLVED,
        State.IN_PROGRESS,
        State.RESOLVED,
        State.CLOSED,
        State.IN_PROGRESS,
    ):
        at += HOURS / 2
        move(cast, ticket, state, now=at)
        assert differences(Ticket.objects.get(id=ticket.id)) == {}, state
