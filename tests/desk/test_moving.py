"""Who has a ticket, what state it is in, and how it climbs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qendra.accounts.models import Team
from qendra.escalation.actions.requests import request_escalation
from qendra.escalation.models import Request, Step
from qendra.outbox.models import Message
from qendra.tickets.actions.moving import assign, move_ticket
from qendra.tickets.models import Ticket
from qendra.tickets.states import State
from tests.browsers import Browser
from tests.cast import NOW, Cast, desk, opened
from tests.desk.forms import drawn, post
from tests.escalation.night import publish


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(id=ticket.id)


def offered(client: Client, ticket: Ticket) -> list[str]:
    return [act.key for act in client.get(f"/desk/tickets/{ticket.number}/").context["acts"]]


def moved(cast: Cast, ticket: Ticket, to: State) -> None:
    move_ticket(actor=desk(cast.elira), now=NOW, ticket_id=ticket.id, to=to, reason="a test")


def test_a_ticket_is_given_to_a_person_a_team_or_both(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    team = Team.objects.create(name="NOC")
    fields = drawn(ticket, assignee=cast.faik.id, team=team.id)
    assert post(elira, ticket, "assignment", fields).status_code == 302
    assert (fresh(ticket).assignee, fresh(ticket).team) == (cast.faik, team)
    post(elira, ticket, "assignment", drawn(ticket, assignee="", team=team.id))
    assert (fresh(ticket).assignee, fresh(ticket).team) == (None, team)


def test_one_button_takes_it_oneself(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    page = elira.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert f'<button class="button" name="assignee" value="{cast.elira.id}">' in page
    fields = drawn(ticket, assignee=["", cast.elira.id], team=cast.first_line.id)
    post(elira, ticket, "assignment", fields)
    assert fresh(ticket).assignee == cast.elira


def test_nobody_outside_the_staff_can_be_given_a_ticket(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = drawn(ticket, assignee=cast.alba.id, team="")
    assert post(elira, ticket, "assignment", fields).status_code == 422
    assert fresh(ticket).assignee is None


def test_of_two_who_take_it_at_once_the_second_is_told(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = drawn(ticket, assignee=cast.elira.id, team="")
    assign(actor=desk(cast.faik), now=NOW, ticket_id=ticket.id, assignee=cast.faik, team=None)
    response = post(elira, ticket, "assignment", fields)
    assert response.status_code == 409
    assert "Given to Faik" in response.content.decode()
    assert fresh(ticket).assignee == cast.faik
    act = next(act for act in response.context["acts"] if act.key == "assign")
    assert act.is_open
    assert act.form["assignee"].value() == str(cast.elira.id)


def test_waiting_for_the_carrier_keeps_its_reference(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    post(elira, ticket, "moves", drawn(ticket, to="waiting_carrier", reference="ADR-9"))
    assert fresh(ticket).state == "waiting_carrier"
    assert ticket.entries.get(kind="state").data["reference"] == "ADR-9"


def test_restored_takes_the_moment_in_the_time_of_the_site(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    post(elira, ticket, "moves", drawn(ticket, to="restored", happened_at="2026-03-11T11:15"))
    assert fresh(ticket).restored_at == NOW + timedelta(minutes=75)


def test_restored_in_the_future_is_not_taken_and_stays_in_the_form(
    cast: Cast, elira: Client
) -> None:
    ticket = opened(cast)
    fields = drawn(ticket, to="restored", happened_at="2199-01-01T00:00", reason="Spliced.")
    response = post(elira, ticket, "moves", fields)
    assert response.status_code == 422
    act = next(act for act in response.context["acts"] if act.key == "move-restored")
    assert act.is_open
    assert "Spliced." in response.content.decode()
    assert "2199-01-01T00:00" in response.content.decode()


@pytest.mark.parametrize("to", ["waiting_customer", "resolved"])
def test_waiting_and_resolving_need_no_words(cast: Cast, elira: Client, to: str) -> None:
    ticket = opened(cast)
    assert post(elira, ticket, "moves", drawn(ticket, to=to)).status_code == 302
    assert fresh(ticket).state == to


@pytest.mark.parametrize("to", ["closed", "cancelled"])
def test_closing_and_cancelling_want_a_reason(cast: Cast, elira: Client, to: str) -> None:
    ticket = opened(cast)
    response = post(elira, ticket, "moves", drawn(ticket, to=to))
    assert response.status_code == 422
    assert "Say why" in response.content.decode()
    assert post(elira, ticket, "moves", drawn(ticket, to=to, reason="A test")).status_code == 302
    assert fresh(ticket).state == to


def test_a_closed_ticket_is_opened_again(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    moved(cast, ticket, State.CLOSED)
    assert offered(elira, ticket) == ["assign", "move-in_progress"]
    post(elira, ticket, "moves", drawn(ticket, to="in_progress", reason="It is back"))
    assert fresh(ticket).state == "in_progress"


def test_only_moves_that_the_rules_allow_are_offered_and_others_refused(
    cast: Cast, elira: Client
) -> None:
    ticket = opened(cast)
    assert offered(elira, ticket) == [
        "assign",
        "move-waiting_customer",
        "move-waiting_carrier",
        "move-restored",
        "move-resolved",
        "move-closed",
        "move-cancelled",
        "escalate",
        "merge",
    ]
    moved(cast, ticket, State.RESOLVED)
    response = post(elira, ticket, "moves", drawn(ticket, to="cancelled", reason="x"))
    assert response.status_code == 422
    assert "cannot become" in response.content.decode()


@pytest.mark.parametrize("to", ["deferred", "merged", "nonsense", ""])
def test_a_state_that_is_not_for_one_person_is_refused(cast: Cast, elira: Client, to: str) -> None:
    ticket = opened(cast)
    assert post(elira, ticket, "moves", drawn(ticket, to=to)).status_code == 422
    assert fresh(ticket).state == "new"


def test_a_crossed_move_says_what_changed_and_keeps_its_reason(cast: Cast, elira: Client) -> None:
    ticket = opened(cast)
    fields = drawn(ticket, to="closed", reason="Long gone.")
    moved(cast, ticket, State.WAITING_CARRIER)
    response = post(elira, ticket, "moves", fields)
    assert response.status_code == 409
    page = response.content.decode()
    assert "New → Waiting for carrier" in page
    assert "Long gone." in page
    assert fresh(ticket).state == "waiting_carrier"


def test_an_agent_escalates_for_a_customer_on_the_telephone(cast: Cast, elira: Client) -> None:
    ticket = opened(cast, now=timezone.now() - timedelta(hours=2))
    token = "9f0c1e4e-3f4e-4a40-9f5b-0a6a1f6d6b11"
    fields = drawn(
        ticket, on_behalf_of=cast.besa.id, reason="Too slow", call_back="on", token=token
    )
    for _twice in range(2):
        assert post(elira, ticket, "escalation", fields).status_code == 302
    request = Request.objects.get()
    assert (request.person, request.channel) == (cast.besa, "phone")
    assert request.call_back
    assert Message.objects.filter(to_address=cast.besa.email).exists()


def test_an_escalation_without_a_reason_keeps_what_was_chosen(cast: Cast, elira: Client) -> None:
    ticket = opened(cast, now=timezone.now() - timedelta(hours=2))
    token = "9f0c1e4e-3f4e-4a40-9f5b-0a6a1f6d6b11"
    fields = drawn(ticket, on_behalf_of=cast.besa.id, reason="", call_back="on", token=token)
    response = post(elira, ticket, "escalation", fields)
    assert response.status_code == 422
    act = next(act for act in response.context["acts"] if act.key == "escalate")
    assert act.token == token
    assert act.form["on_behalf_of"].value() == str(cast.besa.id)
    assert act.form["call_back"].value()


def test_nobody_of_another_customer_can_ask(cast: Cast, elira: Client) -> None:
    ticket = opened(cast, now=timezone.now() - timedelta(hours=2))
    token = "9f0c1e4e-3f4e-4a40-9f5b-0a6a1f6d6b11"
    fields = drawn(ticket, on_behalf_of=cast.cedric.id, reason="Mine!", token=token)
    assert post(elira, ticket, "escalation", fields).status_code == 422


def test_the_ladder_shows_the_level_and_its_holder_acknowledges(
    cast: Cast, browser: Browser
) -> None:
    step = _escalated(cast)
    ticket = step.run.ticket
    hana = browser(cast.hana)
    page = hana.get(f"/desk/tickets/{ticket.number}/")
    assert page.context["ladder"].here.number == step.level
    assert "Acknowledge" in page.content.decode()
    response = hana.post(f"/desk/steps/{step.id}/acknowledgement/", drawn(ticket))
    assert response.status_code == 302
    step.refresh_from_db()
    assert step.acknowledged_by == cast.hana
    listed = hana.get("/desk/queues/escalated/").context["page"]
    assert [each.number for each in listed] == [ticket.number]


def _escalated(cast: Cast) -> Step:
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    now = timezone.now()
    ticket = opened(cast, now=now - timedelta(hours=2))
    request_escalation(
        actor=desk(cast.elira),
        now=now,
        ticket_id=ticket.id,
        reason="Slow",
        key="1",
        on_behalf_of=cast.alba,
    )
    return Step.objects.select_related("run__ticket").get()


def test_staff_send_a_ticket_up_themselves_with_a_reason(cast: Cast, elira: Client) -> None:
    publish(cast.faik, cast.hana)
    ticket = opened(cast, now=timezone.now() - timedelta(minutes=5))
    token = "9f0c1e4e-3f4e-4a40-9f5b-0a6a1f6d6b12"
    fields = drawn(ticket, on_behalf_of="", reason="Two sites are down.", token=token)
    for _twice in range(2):
        assert post(elira, ticket, "escalation", fields).status_code == 302
    step = Step.objects.get()
    assert (step.level, step.cause, step.holder) == (1, "staff", cast.faik)
    assert not Request.objects.exists()
    assert ticket.entries.filter(kind="escalation_requested").count() == 1
