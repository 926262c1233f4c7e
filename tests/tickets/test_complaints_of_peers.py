"""What users of other ticket systems complain about, seen from a whole ticket.

Each test names the thread. Those of the clock alone are in tests/sla/test_complaints_of_peers.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qendra.accounts.actor import SYSTEM
from qendra.sla.actions import DEFAULT_TARGETS, Promised, add_service_level
from qendra.tickets.actions.conversation import add_note, log_call, reply
from qendra.tickets.actions.facts import change_priority, correct_facts
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.writing import Words, Write, locked
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Impact, Urgency
from qendra.tickets.replay import differences
from qendra.tickets.states import State
from tests.api.calls import program
from tests.cast import NOW, Cast, desk, opened
from tests.intake.email.letters import answer_to, arrive, outgoing

HOUR = timedelta(hours=1)
SAID = Words(text="Which port is it?")


def seen(ticket: Ticket) -> Ticket:
    """The ticket as it is now."""
    return Ticket.objects.get(id=ticket.id)


def in_the_panel(cast: Cast, alba: Client, ticket: Ticket) -> None:
    written = {"text": "Port 7.", "token": str(uuid.uuid4())}
    alba.post(f"/tickets/{ticket.number}/reply/", written)


def by_mail(cast: Cast, alba: Client, ticket: Ticket) -> None:
    arrive(answer_to(outgoing()[-1], "alba@customer.example", "Port 7."), now=timezone.now())


def by_telephone(cast: Cast, alba: Client, ticket: Ticket) -> None:
    words, now = Words(text="It is port 7."), timezone.now()
    log_call(actor=desk(cast.elira), now=now, ticket_id=ticket.id, words=words, direction="in")


def by_a_program(cast: Cast, alba: Client, ticket: Ticket) -> None:
    caller = program(cast.alba, cast.northwind)
    assert caller.post(f"/tickets/{ticket.number}/replies", {"text": "Port 7."}).status == 200


@pytest.mark.parametrize("answer", [in_the_panel, by_mail, by_telephone, by_a_program])
def test_zammad_1322_2091_and_2082_an_answer_by_web_or_mail_does_not_restart_the_clock(
    cast: Cast, alba: Client, answer: Callable[[Cast, Client, Ticket], None]
) -> None:
    now = timezone.now()
    ticket = opened(cast, now=now - 2 * HOUR)
    reply(
        actor=desk(cast.elira),
        now=now - HOUR,
        ticket_id=ticket.id,
        words=SAID,
        then=State.WAITING_CUSTOMER,
    )
    assert seen(ticket).repair_due_at is None
    answer(cast, alba, ticket)
    ticket = seen(ticket)
    assert ticket.state == State.IN_PROGRESS
    assert ticket.repair_due_at is not None
    assert ticket.update_due_at is not None
    assert ticket.due_at == min(ticket.repair_due_at, ticket.update_due_at)
    # Four hours, of which one is used up.
    assert timedelta() <= ticket.repair_due_at - now - 3 * HOUR < timedelta(minutes=5)
    assert differences(ticket) == {}


def test_zammad_1620_a_public_note_does_not_count_as_an_answer(cast: Cast) -> None:
    ticket = opened(cast)
    add_note(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, words=SAID)
    assert seen(ticket).response_due_at == NOW + timedelta(minutes=15)
    reply(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, words=SAID)
    ticket = seen(ticket)
    assert ticket.response_due_at is None
    assert ticket.responded_at == NOW


def test_zammad_3140_it_is_late_although_the_agent_already_answered(cast: Cast) -> None:
    ticket = opened(cast)
    reply(actor=desk(cast.elira), now=NOW + timedelta(minutes=5), ticket_id=ticket.id, words=SAID)
    ticket.refresh_from_db()
    assert (ticket.response_due_at, ticket.repair_due_at) == (None, NOW + 4 * HOUR)


def test_zammad_5624_moving_to_another_sla_does_not_keep_the_old_deadline(cast: Cast) -> None:
    quick = {**DEFAULT_TARGETS, "critical": Promised(5, 60, "24x7", 20)}
    add_service_level(
        actor=SYSTEM, now=NOW, slug="gold", name="Gold", promised=quick, scope=cast.transit
    )
    ticket = opened(cast, service=None)
    assert ticket.repair_due_at == NOW + 4 * HOUR
    ticket = reply(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, words=SAID)
    assert ticket.update_due_at == NOW + HOUR
    ticket = correct_facts(
        actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, facts=[], service=cast.transit
    )
    assert ticket.update_due_at == ticket.due_at == NOW + timedelta(minutes=20)
    assert ticket.repair_due_at == NOW + HOUR
    assert differences(ticket) == {}


def test_glpi_6902_and_15605_another_priority_swaps_the_sla_and_forgets_the_pause(
    cast: Cast,
) -> None:
    ticket = opened(cast)
    elira = desk(cast.elira)

    def move(to: State, hours: int) -> None:
        move_ticket(actor=elira, now=NOW + hours * HOUR, ticket_id=ticket.id, to=to)

    move(State.WAITING_CUSTOMER, 1)
    move(State.IN_PROGRESS, 3)
    for urgency, goal in ((Urgency.MEDIUM, 8), (Urgency.HIGH, 4)):
        ticket = change_priority(
            actor=elira,
            now=NOW + 3 * HOUR,
            ticket_id=ticket.id,
            impact=Impact.SERVICE_AFFECTING,
            urgency=urgency,
            reason="looked closer",
        )
        assert ticket.repair_due_at == NOW + (goal + 2) * HOUR
    assert differences(ticket) == {}


def test_glpi_23359_time_in_solved_is_pending_after_reopening(cast: Cast) -> None:
    ticket = opened(cast)
    for to, hours in ((State.RESTORED, 1), (State.IN_PROGRESS, 3)):
        ticket = move_ticket(
            actor=desk(cast.elira), now=NOW + hours * HOUR, ticket_id=ticket.id, to=to
        )
    # It never was repaired, so that the time under the claim counts.
    assert ticket.repair_due_at == NOW + 4 * HOUR


def test_zammad_5177_a_smaller_update_time_overrules_the_first_response(cast: Cast) -> None:
    often = {**DEFAULT_TARGETS, "critical": Promised(30, 60, "24x7", 5)}
    add_service_level(
        actor=SYSTEM, now=NOW, slug="often", name="Often", promised=often, scope=cast.transit
    )
    ticket = opened(cast)
    assert (ticket.due_at, ticket.update_due_at) == (NOW + timedelta(minutes=30), None)


def test_zammad_3928_only_the_nearest_of_three_deadlines_is_shown(
    cast: Cast, alba: Client, elira: Client
) -> None:
    now = timezone.now()
    ticket = opened(cast, now=now - HOUR)
    for client, address in ((elira, "/desk/tickets"), (alba, "/tickets")):
        shown = client.get(f"{address}/{ticket.number}/").content.decode()
        for name in ("First answer", "Next update", "Repair"):
            assert f'<span class="clock__name">{name}</span>' in shown


def test_zammad_904_a_merged_ticket_is_still_due(cast: Cast) -> None:
    ticket = locked(opened(cast).id)
    write = Write(ticket, actor=desk(cast.elira), now=NOW + HOUR)
    write.move(State.MERGED)
    ticket = write.save()
    due = (ticket.response_due_at, ticket.update_due_at, ticket.repair_due_at, ticket.due_at)
    assert due == (None, None, None, None)
    assert differences(ticket) == {}
