"""Taking a call: callers become contacts once, and one form opens one ticket."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.intake.phone.actions import Call, take_call
from qendra.lib.errors import Refused
from qendra.outbox.models import Message
from qendra.tickets.models import Ticket
from tests.cast import NOW, Cast


def a_call(cast: Cast, **changes: Any) -> Call:
    values: dict[str, Any] = {
        "token": "t1",
        "customer": cast.northwind,
        "service": cast.transit,
        "description": "The line is dead.",
        "called_at": NOW,
    }
    return Call(**(values | changes))


def take(cast: Cast, **changes: Any) -> Ticket:
    actor = Actor(cast.elira, Channel.PHONE)
    return take_call(actor=actor, now=NOW, call=a_call(cast, **changes))


def test_the_age_counts_from_the_call_not_from_its_writing_down(cast: Cast) -> None:
    ticket = take(cast, called_at=NOW - timedelta(minutes=30))
    assert ticket.opened_at == NOW - timedelta(minutes=30)


def test_a_known_caller_is_acknowledged_by_mail_with_the_recommendation_of_the_panel(
    cast: Cast,
) -> None:
    take(cast, caller=cast.alba)
    sent = Message.objects.get()
    assert sent.to_address == cast.alba.email
    assert sent.purpose == "question"


def test_a_caller_without_an_address_gets_no_mail(cast: Cast) -> None:
    ticket = take(cast, caller_phone="+355 68 555 1234")
    assert ticket.reporter is not None
    assert ticket.reporter.name == "+355 68 555 1234"
    assert not Message.objects.exists()


@pytest.mark.parametrize("number", ["00355 68 555 1234", "068 555 1234"])
def test_who_calls_again_is_found_by_the_number(cast: Cast, number: str) -> None:
    first = take(cast, caller_name="Flora", caller_phone="+355 68 555 1234")
    second = take(cast, token="t2", caller_phone=number)
    third = take(cast, token="t3", caller_name="flora", caller_phone=number)
    assert first.reporter == second.reporter == third.reporter


def test_somebody_else_at_the_same_number_is_somebody_else(cast: Cast) -> None:
    first = take(cast, caller_name="Flora", caller_phone="+355 68 555 1234")
    second = take(cast, token="t2", caller_name="Genti", caller_phone="+355 68 555 1234")
    assert first.reporter != second.reporter


def test_a_contact_is_found_by_the_address(cast: Cast) -> None:
    assert take(cast, caller_email="ALBA@customer.example").reporter == cast.alba


def test_an_address_of_somebody_elsewhere_is_refused_and_nothing_is_written(cast: Cast) -> None:
    people = Person.objects.count()
    with pytest.raises(Refused):
        take(cast, caller_name="Cedric", caller_email="cedric@customer.example")
    assert not Ticket.objects.exists()
    assert Person.objects.count() == people


def test_a_new_contact_may_report_and_see_the_own_tickets_only(cast: Cast) -> None:
    ticket = take(cast, caller_name="Flora")
    assert ticket.reporter is not None
    assert ticket.reporter.memberships.get().rights == ["report", "see_own"]
    assert not ticket.reporter.has_usable_password()


def test_a_service_of_another_customer_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        take(cast, service=cast.foreign)


def test_a_call_without_a_word_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        take(cast, description=" \n ")


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_opens_one_ticket_with_one_new_contact(
    cast: Cast,
) -> None:
    def send(_: int) -> int:
        try:
            return take(cast, caller_name="Flora").id
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as several:
        assert len(set(several.map(send, range(4)))) == 1
    assert Person.objects.filter(name="Flora").count() == 1
