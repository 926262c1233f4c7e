"""Leaving: one action ends the way in, hands everything over, and keeps the name in history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory
from django.utils import timezone

from qendra.accounts.models import Person, Role
from qendra.accounts.rights import DefaultRole, Right
from qendra.accounts.selectors import staff_who_can_work
from qendra.call_backs.actions import ask_call_back
from qendra.call_backs.models import Reason
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.actions.sweeps import catch_up, step_due
from qendra.escalation.addresses import acknowledge_url, step_id_of
from qendra.escalation.models import Matrix, Run, Step
from qendra.escalation.selectors import ladder_of, places_of, step_of_token
from qendra.history.selectors import changes_of
from qendra.jobs import leavings
from qendra.lib.errors import Refused
from qendra.outbox.models import Message
from qendra.staff.actions import handing_over
from qendra.staff.actions.leaving import Successors, come_back, leave
from qendra.staff.models import Leaving
from qendra.tickets.actions.moving import assign
from qendra.tickets.models import Ticket
from qendra.webhooks.actions.managing import create_webhook
from tests.api.calls import program
from tests.cast import NOW, PASSWORD, Cast, desk, opened, with_roles
from tests.escalation.night import publish

LATER = NOW + timedelta(hours=1, minutes=5)


def left(cast: Cast, person: Person, **to: Person) -> Leaving:
    successors = Successors(**to)
    return leave(actor=desk(cast.jon), now=LATER, person_id=person.id, to=successors)


def held(cast: Cast, person: Person, count: int = 1) -> list[Ticket]:
    """Open tickets that this person has in hand."""
    tickets = [opened(cast, key=f"held:{number}") for number in range(count)]
    for ticket in tickets:
        assign(
            actor=desk(cast.faik), now=NOW, ticket_id=ticket.id, assignee=person,
            team=cast.first_line,
        )  # fmt: skip
    return tickets


def handed_over() -> None:
    while leavings.run_once(now=LATER):
        pass


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_every_session_and_token_ends_at_once(cast: Cast) -> None:
    client, token = browser(cast.elira), program(cast.elira)
    assert client.get("/desk/queues/all/").status_code == 200
    assert token.get("/tickets").status == 200
    left(cast, cast.elira)
    assert client.get("/desk/queues/all/").status_code == 302
    assert token.get("/tickets").status == 401
    request = RequestFactory().post("/")
    assert authenticate(request, username=cast.elira.email, password=PASSWORD) is None


def test_what_ended_stays_ended_when_somebody_comes_back(cast: Cast) -> None:
    client, token = browser(cast.elira), program(cast.elira)
    left(cast, cast.elira)
    handed_over()
    agent = Role.objects.get(key=DefaultRole.AGENT)
    come_back(actor=desk(cast.jon), now=LATER, person_id=cast.elira.id, roles=[agent])
    cast.elira.refresh_from_db()
    assert cast.elira.has_right(Right.WORK)
    assert client.get("/desk/queues/all/").status_code == 302
    assert token.get("/tickets").status == 401
    request = RequestFactory().post("/")
    assert authenticate(request, username=cast.elira.email, password=PASSWORD) is None


def test_open_tickets_go_to_their_team_or_to_who_is_named(cast: Cast) -> None:
    to_team, closed = held(cast, cast.elira, 2)
    Ticket.objects.filter(id=closed.id).update(state="closed", closed_at=NOW)
    left(cast, cast.elira)
    handed_over()
    to_team.refresh_from_db()
    closed.refresh_from_db()
    assert (to_team.assignee, to_team.team) == (None, cast.first_line)
    assert closed.assignee == cast.elira, "what is over keeps who had it"
    assert to_team.entries.latest("id").kind == "assigned"

    assign(actor=desk(cast.jon), now=NOW, ticket_id=to_team.id, assignee=cast.faik, team=None)
    left(cast, cast.faik, tickets=cast.jon, places=cast.jon)
    handed_over()
    to_team.refresh_from_db()
    assert (to_team.assignee, to_team.team) == (cast.jon, cast.first_line)


def test_places_on_matrices_go_to_the_successor(cast: Cast) -> None:
    publish(cast.faik, cast.hana, cast.faik)
    publish(cast.hana, slug="transit", scope=cast.transit)
    left(cast, cast.hana, places=cast.iris)
    assert places_of(cast.hana.id) == []
    assert [(level.matrix.slug, level.number) for level in places_of(cast.iris.id)] == [
        ("standard", 2), ("transit", 1),
    ]  # fmt: skip
    assert [level.number for level in places_of(cast.faik.id)] == [1, 3]
    assert Matrix.objects.filter(slug="standard").count() == 2


def test_it_is_refused_while_a_level_would_be_empty(cast: Cast) -> None:
    publish(cast.faik, cast.hana)
    with pytest.raises(Refused, match="Level 2 of the matrix “Standard” would be empty"):
        left(cast, cast.hana)
    cast.hana.refresh_from_db()
    assert cast.hana.is_active
    assert not Leaving.objects.exists()


def test_the_duty_manager_stands_in_for_levels_and_needs_a_successor(cast: Cast) -> None:
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    with pytest.raises(Refused, match="Hana is the duty manager"):
        left(cast, cast.hana)
    left(cast, cast.hana, places=cast.faik)
    cast.provider.refresh_from_db()
    assert cast.provider.duty_manager == cast.faik


def test_a_matrix_of_yesterday_in_a_ticket_of_today_counts_as_well(cast: Cast) -> None:
    publish(cast.faik, cast.hana)
    opened(cast)
    catch_up(now=NOW)
    publish(cast.faik, cast.iris)
    with pytest.raises(Refused, match="Tickets that climb now would reach Hana"):
        left(cast, cast.hana)


def test_a_ladder_that_is_climbed_gets_the_successor_on_the_levels_to_come(cast: Cast) -> None:
    publish(cast.faik, cast.hana)
    ticket = opened(cast)
    catch_up(now=NOW)
    left(cast, cast.hana, places=cast.iris)
    handed_over()
    run = Run.objects.get(ticket=ticket)
    assert [level.holder_id for level in run.ladder.levels] == [cast.faik.id, cast.iris.id]
    step_due(now=NOW + timedelta(hours=2, minutes=5))
    assert run.steps.get(level=2).holder == cast.iris


def test_a_step_that_nobody_took_becomes_the_successors_and_tells_them(cast: Cast) -> None:
    publish(cast.faik, cast.hana)
    ticket = opened(cast)
    catch_up(now=NOW)
    step_due(now=LATER)
    former = Step.objects.get()
    old_link = acknowledge_url(former).rstrip("/").rpartition("/")[2]
    left(cast, cast.faik, places=cast.iris)
    handed_over()
    step = Step.objects.get(round=2)
    assert (step.level, step.holder, step.cause) == (1, cast.iris, former.cause)
    told = Message.objects.filter(to_address=cast.iris.email, purpose="escalation_step")
    assert told.count() == 1
    entry = ticket.entries.get(kind="escalation_handed_over")
    assert (entry.data["former"], entry.data["holder"]) == ("Faik", "Iris")
    assert entry.is_internal
    here = ladder_of(Ticket.objects.get(id=ticket.id)).here
    assert here is not None
    assert (here.holder_name, here.step_id) == ("Iris", step.id)
    assert step_of_token(old_link, LATER) is None, "the link of who left is worth nothing"
    assert step_id_of(old_link, LATER) == former.id
    acknowledge_step(actor=desk(cast.iris), now=LATER, step_id=step.id)
    handed_over()
    assert Step.objects.count() == 2


def test_a_step_that_was_taken_stays_with_who_took_it(cast: Cast) -> None:
    publish(cast.faik, cast.hana)
    opened(cast)
    catch_up(now=NOW)
    step_due(now=LATER)
    acknowledge_step(actor=desk(cast.faik), now=LATER, step_id=Step.objects.get().id)
    left(cast, cast.faik, places=cast.iris)
    handed_over()
    assert Step.objects.get().holder == cast.faik


def test_webhooks_of_the_house_go_to_who_is_named_and_others_end(cast: Cast) -> None:
    with_roles(cast.alba, DefaultRole.AGENT)
    url = "https://receiver.example/"
    ours = create_webhook(owner=cast.alba, customer=None, url=url, kinds=[], now=NOW)
    theirs = create_webhook(owner=cast.alba, customer=cast.northwind, url=url, kinds=[], now=NOW)
    left(cast, cast.alba, webhooks=cast.jon)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.owner, ours.is_enabled) == (cast.jon, True)
    assert (theirs.owner, theirs.is_enabled) == (cast.alba, False)


def test_the_name_stays_in_timeline_and_history(cast: Cast) -> None:
    [ticket] = held(cast, cast.elira)
    left(cast, cast.elira)
    handed_over()
    page = browser(cast.faik).get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "Elira" in page
    change = changes_of("person", cast.elira.id)[0]
    assert change.actor_name == "Jon"
    assert (change.before["is_active"], change.after["is_active"]) == (True, False)
    assert change.before["teams"] == ["First line"]
    person = Person.objects.get(id=cast.elira.id)
    assert person.is_staff_member, "what they wrote as staff is still read as such"


def test_nobody_who_left_is_assigned_or_written_to(cast: Cast) -> None:
    [ticket] = held(cast, cast.faik)
    left(cast, cast.elira)
    assert cast.elira not in staff_who_can_work()
    cast.elira.refresh_from_db()
    with pytest.raises(Refused, match="Elira has left"):
        assign(
            actor=desk(cast.faik), now=LATER, ticket_id=ticket.id, assignee=cast.elira, team=None
        )


def test_a_ticket_that_was_given_at_the_very_last_moment_is_found(cast: Cast) -> None:
    left(cast, cast.elira)
    handed_over()
    assert Leaving.objects.get().finished_at == LATER
    ticket = opened(cast)
    Ticket.objects.filter(id=ticket.id).update(assignee=cast.elira)
    handed_over()
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_one_ticket_that_cannot_be_handed_over_holds_up_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = held(cast, cast.elira, 2)
    left(cast, cast.elira)

    def failing(*, ticket_id: int, **more: Any) -> Ticket:
        if ticket_id == broken.id:
            raise ValueError("broken")
        return assign(ticket_id=ticket_id, **more)

    monkeypatch.setattr("qendra.staff.actions.handing_over.assign", failing)
    with pytest.raises(ValueError, match="broken"):
        leavings.run_once(now=LATER)
    whole.refresh_from_db()
    assert whole.assignee is None
    assert Leaving.objects.get().finished_at is None
    monkeypatch.undo()
    handed_over()
    broken.refresh_from_db()
    assert broken.assignee is None
    assert Leaving.objects.get().finished_at == LATER


def test_no_transaction_holds_more_than_fifty_things_of_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(cast, cast.elira, 4)
    monkeypatch.setattr(handing_over, "AT_ONCE", 3)
    left(cast, cast.elira)
    assert [leavings.run_once(now=LATER) for _ in range(3)] == [3, 1, 0]


def test_the_last_administrator_cannot_leave(cast: Cast) -> None:
    with pytest.raises(Refused, match="Nobody could administer any more"):
        left(cast, cast.jon)
    with_roles(cast.faik, DefaultRole.ADMINISTRATOR)
    left(cast, cast.jon)


def test_a_successor_is_somebody_who_can_take_it(cast: Cast) -> None:
    for wrong in (cast.elira, cast.alba):
        with pytest.raises(Refused, match="cannot take anything over"):
            left(cast, cast.elira, tickets=wrong)
    left(cast, cast.iris)
    handed_over()
    cast.iris.refresh_from_db()
    with pytest.raises(Refused, match="Iris cannot take anything over"):
        left(cast, cast.elira, tickets=cast.iris)


def test_what_is_on_its_way_to_somebody_arrives_before_they_leave(cast: Cast) -> None:
    held(cast, cast.elira)
    left(cast, cast.elira, tickets=cast.iris)
    with pytest.raises(Refused, match="just going over to Iris"):
        left(cast, cast.iris)
    with pytest.raises(Refused, match="still being handed over"):
        come_back(actor=desk(cast.jon), now=LATER, person_id=cast.elira.id, roles=[])
    handed_over()
    left(cast, cast.iris)


def test_leaving_twice_and_leaving_without_the_right_are_refused(cast: Cast) -> None:
    left(cast, cast.elira)
    with pytest.raises(Refused, match="Elira has left already"):
        left(cast, cast.elira)
    with pytest.raises(Refused, match="needs the right “Manage staff”"):
        leave(actor=desk(cast.faik), now=timezone.now(), person_id=cast.iris.id, to=Successors())


@pytest.mark.parametrize("successor", ["faik", None])
def test_a_promised_call_goes_to_the_successor_who_is_told_or_to_those_above(
    successor: str | None, cast: Cast
) -> None:
    (ticket,) = held(cast, cast.elira)
    promised = ask_call_back(
        ticket=ticket,
        reason=Reason.RATING,
        person=cast.alba,
        number="+355 68 2090000",
        holder=cast.elira,
        key="promised",
        now=NOW,
    )
    faik = cast.faik if successor else None
    leaving = left(cast, cast.elira, **({"tickets": cast.faik} if faik else {}))
    handed_over()
    promised.refresh_from_db()
    leaving.refresh_from_db()
    assert (promised.holder, leaving.finished_at) == (faik, LATER)
    told = Message.objects.filter(purpose="call_back_wanted", to_address=cast.faik.email)
    assert told.count() == (1 if faik else 0)
