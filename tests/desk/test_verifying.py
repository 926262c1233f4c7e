"""On the page of a call: nothing is told before we know who it is, and everybody may report."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from qendra.accounts.models import Person
from qendra.intake.phone.actions import set_pin
from qendra.tickets.models import Entry, Ticket
from tests.cast import NOW, Cast, opened, panel

PAGE, PIN = "/desk/calls/new/", "804713"


@pytest.fixture
def alba(cast: Cast) -> Person:
    set_pin(actor=panel(cast.alba), now=NOW, pin=PIN)
    return cast.alba


def call(alba: Person, **fields: Any) -> dict[str, Any]:
    return {
        "token": "5f7b8c1e-0000-4000-8000-000000000001",
        "kind": "fault",
        "urgency": "high",
        "service": "IPT-10001",
        "description": "The line is dead.",
        "caller": alba.id,
        "caller_phone": alba.phone,
    } | fields


def test_an_unverified_caller_may_report_and_the_entry_says_so(alba: Person, elira: Client) -> None:
    page = elira.post(PAGE, call(alba)).text
    assert "Not verified: Alba" in page
    assert "tell no facts and use no rights" in page
    elira.post(PAGE, call(alba, save="1"))
    assert Ticket.objects.get().entries.order_by("id")[0].data["verified"] == "no"


def test_the_right_pin_verifies_and_stands_in_the_entry_of_the_ticket(
    alba: Person, elira: Client
) -> None:
    page = elira.post(PAGE, call(alba, verify="pin", pin=PIN))
    assert page.context["caller"].method == "pin"
    assert PIN not in page.text
    response = elira.post(PAGE, call(alba, save="1"), follow=True)
    assert "verified by PIN" in response.text
    assert Entry.objects.get(kind="opened").data["verified"] == "pin"


def test_enter_behind_the_pin_checks_it(alba: Person, elira: Client) -> None:
    page = elira.post(PAGE, call(alba, pin=PIN, find="1", q="Northwind"))
    assert page.context["caller"].method == "pin"
    assert page.context["subject"].service is not None


def test_a_wrong_pin_keeps_every_word_and_opens_nothing(alba: Person, elira: Client) -> None:
    for press in ({"verify": "pin"}, {"save": "1"}):
        response = elira.post(PAGE, call(alba, pin="111222", **press))
        assert response.status_code == 422
        assert "This is not the PIN" in response.text
        assert "The line is dead." in response.text
    assert not Ticket.objects.exists()


def test_a_pin_typed_beside_the_last_button_counts_too(alba: Person, elira: Client) -> None:
    elira.post(PAGE, call(alba, pin=PIN, save="1"))
    assert Entry.objects.get(kind="opened").data["verified"] == "pin"


def test_calling_the_number_on_file_verifies_and_lets_a_pin_be_given_once(
    alba: Person, elira: Client
) -> None:
    called = elira.post(PAGE, call(alba, verify="call_back"))
    assert called.context["caller"].method == "call_back"
    given = elira.post(PAGE, call(alba, verify="give"))
    new = given.context["pressed"].new_pin
    assert new in given.text
    assert new not in elira.post(PAGE, call(alba)).text
    other = call(alba, token=str(uuid4()), verify="pin", pin=new)
    assert elira.post(PAGE, other).context["caller"].method == "pin"


def test_a_verification_is_of_one_person_not_of_whoever_is_chosen_next(
    cast: Cast, alba: Person, elira: Client
) -> None:
    elira.post(PAGE, call(alba, verify="pin", pin=PIN))
    elira.post(PAGE, call(cast.besa, save="1"))
    assert Entry.objects.get(kind="opened").data["verified"] == "no"


def test_a_call_on_a_ticket_says_how_the_caller_was_verified(
    cast: Cast, alba: Person, elira: Client
) -> None:
    ticket = opened(cast)
    elira.post(PAGE, call(alba, verify="call_back"))
    page = elira.post(PAGE, call(alba, join=ticket.number), follow=True).text
    assert "verified by calling the number on file" in page
    assert ticket.entries.get(kind="call").data["verified"] == "call_back"


def test_asking_for_the_next_level_is_always_taken_and_says_whether_we_knew_them(
    cast: Cast, alba: Person, elira: Client
) -> None:
    stated = {
        "no": {},
        "pin": {"verified": "pin", "pin": PIN},
        "call_back": {"verified": "call_back"},
    }
    for number, (kept, given) in enumerate(stated.items()):
        ticket = opened(cast, key=f"form:{number}")
        fields = {"token": str(uuid4()), "version": ticket.version, "seen": 0}
        asked = fields | {"on_behalf_of": alba.id, "reason": "Nothing moves."} | given
        assert elira.post(f"/desk/tickets/{ticket.number}/escalation/", asked).status_code == 302
        assert ticket.entries.get(kind="escalation_requested").data["verified"] == kept


def test_with_a_wrong_pin_nothing_is_written_down(cast: Cast, alba: Person, elira: Client) -> None:
    ticket = opened(cast)
    fields = {"token": str(uuid4()), "version": ticket.version, "seen": 0, "verified": "pin"}
    asked = fields | {"on_behalf_of": alba.id, "reason": "Nothing moves.", "pin": "111222"}
    response = elira.post(f"/desk/tickets/{ticket.number}/escalation/", asked)
    assert response.status_code == 422
    assert "This is not the PIN" in response.text
    assert not ticket.entries.filter(kind="escalation_requested").exists()
