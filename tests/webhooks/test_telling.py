"""What a receiver is told: every kind of entry, as the API gives it to the same reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from qendra.accounts.models import Person
from qendra.catalogue.models import Membership
from qendra.jobs import news
from qendra.tickets import entries, escalation_entries
from qendra.tickets.addresses import shown_id
from qendra.tickets.deferral_entries import DeferralAnswered, DeferralEnded, DeferralProposed
from qendra.tickets.entries import KINDS, Body, encode
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.merge_entries import GaveBack, Merged, TookIn, Unmerged
from qendra.tickets.models import Entry, News, Ticket
from qendra.webhooks.models import Delivery
from tests.api.calls import program
from tests.cast import NOW, Cast, opened, with_roles
from tests.webhooks.hooks import made, noted, old_news, pass_on, replied, states, work
from tests.webhooks.receiver import Receiver

UNTIL = "2026-03-12T07:00:00+00:00"
LEVEL: Any = {"level": 1, "role": "Duty manager"}
# One of each kind; the customer reads those of the second list.
INTERNAL: list[Body] = [
    entries.NoteAdded(),
    entries.Assigned(team_id=None, assignee_id=None, team="First line", assignee="Elira"),
    escalation_entries.EscalationLevelSkipped(**LEVEL),
    escalation_entries.EscalationHandedOver(**LEVEL, holder="Hana", former="Faik"),
    escalation_entries.EscalationPageLost(**LEVEL, holder="Hana", error="550 unknown"),
    entries.ServiceSet(service_id=None, service_level_id=None, code="IPT-10001"),
]
SHOWN: list[Body] = [
    entries.Opened(
        subject="Down",
        kind="fault",
        customer_id=1,
        service_id=None,
        service_level_id=None,
        reporter_id=None,
        impact=None,
        urgency="high",
    ),
    entries.MessageAdded(message_id="<1@customer.example>"),
    entries.ReplySent(),
    entries.CallLogged(direction="in", with_whom="Alba"),
    entries.FactsStated(facts=(Fact(FactName.CIRCUIT_ID, "TIA-1", Source.MAIL, "circuit TIA-1"),)),
    entries.QuestionAsked(names=("impact",)),
    entries.PriorityChanged(
        impact="degradation",
        urgency="high",
        before="critical",
        after="major",
        reason="Slow, not down.",
        matrix_version=1,
    ),
    entries.StateChanged(before="new", after="in_progress", reason="Ours."),
    entries.Reminded(number=1),
    entries.Linked(number="123456789", how="follows"),
    escalation_entries.EscalationRequested(reason="Too slow.", call_back=True, outcome="stepped"),
    escalation_entries.EscalationStepped(**LEVEL, holder="Hana", cause="age"),
    escalation_entries.EscalationAcknowledged(**LEVEL, holder="Hana"),
    Merged(into_id=2, into="123456789"),
    Unmerged(out_of="123456789"),
    TookIn(number="123456789"),
    GaveBack(number="123456789"),
    DeferralProposed(side="provider", until=UNTIL, hours="Business hours"),
    DeferralAnswered(side="customer", accepted=False, until=UNTIL),
    DeferralEnded(cause="opening"),
    escalation_entries.EscalationHeld(**LEVEL, holder="Hana", reason="Spare part.", hours=2),
    escalation_entries.EscalationLowered(
        level=2,
        role="NOC manager",
        holder="Jon",
        to_level=1,
        to_role="Duty manager",
        to_holder="Hana",
        reason="Nearly done.",
        hours=2,
    ),
]
Loss = Callable[[Cast], None]


@pytest.mark.parametrize("scope", ["staff", "customer"])
def test_every_kind_of_entry_is_told_as_the_api_gives_it_to_the_same_reader(
    scope: str, cast: Cast, receiver: Receiver
) -> None:
    owner, customer = (cast.gent, None) if scope == "staff" else (cast.alba, cast.northwind)
    made(receiver.url, owner, customer)
    ticket = opened(cast)
    old_news()
    last = ticket.entries.latest("id").id
    _write(ticket, cast.elira)
    work()
    told = [each.json for each in receiver.requests]
    wanted = {body.KIND for body in ([*INTERNAL, *SHOWN] if scope == "staff" else SHOWN)}
    assert {each["type"] for each in told} == wanted
    timeline = program(owner, customer).get(f"/tickets/{ticket.number}/timeline", since=last)
    assert [each["data"]["entry"] for each in told] == timeline.body["items"]
    assert {each["data"]["ticket"] for each in told} == {shown_id(ticket, cast.provider)}
    assert {each["timestamp"] for each in told} == {"2026-03-11T09:00:00Z"}


def test_the_samples_are_of_all_kinds() -> None:
    assert {body.KIND for body in (*INTERNAL, *SHOWN)} == set(KINDS)


def test_a_customer_is_told_nothing_internal_and_nothing_of_others(
    cast: Cast, receiver: Receiver
) -> None:
    for owner, customer in [
        (cast.cedric, cast.southport),
        (cast.drita, cast.southport),
        (cast.besa, cast.northwind),
        (cast.elira, None),
    ]:
        made(f"{receiver.url}&{owner.name}", owner, customer)
    ticket = opened(cast)
    noted(cast, ticket)
    own = opened(cast, key="form:2", reporter=cast.besa, subject="Of Besa")
    work()
    told = {
        (each.path.rpartition("&")[2], each.json["data"]["ticket"]) for each in receiver.requests
    }
    of_alba, of_besa = (shown_id(each, cast.provider) for each in (ticket, own))
    assert told == {("Besa", of_besa), ("Elira", of_alba), ("Elira", of_besa)}
    # Nor does the log of a webhook name what its owner may not read.
    besa = Delivery.objects.filter(webhook__owner=cast.besa)
    assert set(besa.values_list("entry__ticket", flat=True)) == {own.id}


def test_kinds_narrow_what_is_told(cast: Cast, receiver: Receiver) -> None:
    made(receiver.url, cast.alba, cast.northwind, kinds=["reply", "note"])
    ticket = opened(cast)
    noted(cast, ticket)
    replied(cast, ticket)
    work()
    assert [each.json["type"] for each in receiver.requests] == ["reply"]


def _leaves(cast: Cast) -> None:
    cast.alba.is_active = False
    cast.alba.save()


def _leaves_northwind(cast: Cast) -> None:
    Membership.objects.filter(person=cast.alba, customer=cast.northwind).delete()


def _sees_only_own(cast: Cast) -> None:
    Membership.objects.filter(person=cast.alba).update(rights=["see_own"])


@pytest.mark.parametrize("loss", [_leaves, _leaves_northwind, _sees_only_own])
def test_whoever_loses_the_right_is_told_nothing_more_of_what_waits(
    loss: Loss, cast: Cast, receiver: Receiver
) -> None:
    made(receiver.url, cast.alba, cast.northwind)
    ticket = opened(cast, reporter=cast.besa)
    old_news()
    replied(cast, ticket)
    pass_on()
    count = Delivery.objects.count()
    loss(cast)
    replied(cast, ticket)
    work()
    assert receiver.requests == []
    assert states() == ["withheld"] * count, "and what came later is not even queued"


def test_staff_that_is_staff_no_more_is_told_nothing_more(cast: Cast, receiver: Receiver) -> None:
    made(receiver.url, cast.gent)
    opened(cast)
    pass_on()
    with_roles(cast.gent)
    work()
    assert (receiver.requests, set(states())) == ([], {"withheld"})


def test_without_webhooks_the_news_costs_nine_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    opened(cast)
    # Taking, whether there is a webhook, what was closed, the tickets, whose clocks moved, and
    # telling open pages; for staff what came to whom, who had it, and who wants digests; the
    # savepoint.
    with django_assert_num_queries(9 + 2):
        assert news.run_once(now=NOW) > 0
    with django_assert_num_queries(3):
        assert news.run_once(now=NOW) == 0


def test_webhooks_of_other_customers_cost_nothing(
    cast: Cast, receiver: Receiver, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    opened(cast)
    made(receiver.url, cast.alba, cast.northwind)
    for _ in range(5):
        made(receiver.url, cast.cedric, cast.southport)
    # Taking, whether there is a webhook, the entries, the webhooks; for the one of Northwind
    # the rights of its owner and what they open; the deliveries; what open pages are told, two;
    # what was closed; whose clocks moved; what staff want to know, three; and the savepoint of
    # the test.
    with django_assert_num_queries(14 + 2):
        news.run_once(now=NOW)


def test_an_entry_is_told_once(cast: Cast, receiver: Receiver) -> None:
    made(receiver.url, cast.alba, cast.northwind)
    entry = opened(cast).entries.latest("id")
    work()
    count = len(receiver.requests)
    work(NOW + timedelta(minutes=1))
    assert len(receiver.requests) == count
    assert not News.objects.filter(entry=entry).exists()


def _write(ticket: Ticket, author: Person) -> None:
    """An entry of each kind, without the ado of the actions."""
    for body in (*INTERNAL, *SHOWN):
        entry = Entry.objects.create(
            ticket=ticket,
            kind=body.KIND,
            data=encode(body),
            at=NOW,
            recorded_at=NOW,
            actor=author,
            channel="desk",
            audience=[Entry.CUSTOMER] if body in SHOWN else [],
        )
        News.objects.create(entry=entry)
