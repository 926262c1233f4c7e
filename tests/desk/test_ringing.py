"""A call that rings stands on every page of the desk, with who it probably is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from qendra.accounts.models import Person
from qendra.call_backs.selectors import open_call_backs
from qendra.intake.phone.actions import add_system, hear_event
from qendra.intake.phone.heard import Event, What
from qendra.intake.phone.models import PhoneCall, PhoneSystem
from qendra.jobs.live import Telling
from qendra.live.news import Told
from qendra.tickets.models import Ticket
from tests.cast import NOW, Cast, desk, opened

NUMBER = "+355690000002"


@pytest.fixture
def call(cast: Cast) -> PhoneCall:
    Person.objects.filter(id=cast.besa.id).update(phone="069 000 0002")
    add_system(actor=desk(cast.jon), now=NOW, name="House")
    return hear(What.RINGING)


def hear(what: What) -> PhoneCall:
    now = timezone.now()
    event = Event(what=what, call="c1", at=now, number=NUMBER)
    return hear_event(now=now, system=PhoneSystem.objects.get(), event=event)


def test_every_page_says_who_probably_calls_with_one_button(call: PhoneCall, elira: Client) -> None:
    for page in ("/desk/", "/desk/calls/ringing/"):
        text = elira.get(page, follow=True).text
        for words in ("It rings:", "Besa", "Northwind", "+355 69 000 0002", "Take the call"):
            assert words in text, (page, words)
    hear(What.ANSWERED)
    assert "It rings:" not in elira.get("/desk/calls/ringing/").text


def test_only_whoever_takes_calls_sees_it(cast: Cast, call: PhoneCall, client: Client) -> None:
    client.force_login(cast.gent)
    assert "It rings:" not in client.get("/desk/", follow=True).text
    assert client.get("/desk/calls/ringing/").status_code == 404


def test_taking_it_opens_the_page_of_the_call_with_everything_known(
    cast: Cast, call: PhoneCall, elira: Client
) -> None:
    page = elira.post(f"/desk/calls/{call.id}/taking/", follow=True)
    assert page.context["subject"].caller == cast.besa
    form = page.context["form"]
    assert (form["caller"].value(), form["caller_phone"].value()) == (cast.besa.id, NUMBER)
    assert str(form["token"].value()) == str(call.token)
    assert "It rings:" not in elira.get("/desk/calls/ringing/").text
    sent = {"token": str(call.token), "save": "1", "kind": "fault", "urgency": "high"}
    elira.post("/desk/calls/new/", sent | {"service": "IPT-10001", "description": "Dead."})
    call.refresh_from_db()
    assert call.ticket == Ticket.objects.get()
    hear(What.ENDED)
    assert not open_call_backs().exists()


def test_of_two_the_second_is_told_who_takes_it(
    cast: Cast, call: PhoneCall, elira: Client, client: Client
) -> None:
    elira.post(f"/desk/calls/{call.id}/taking/")
    client.force_login(cast.faik)
    page = client.post(f"/desk/calls/{call.id}/taking/", follow=True)
    assert "Elira takes this call." in page.text


@pytest.mark.parametrize(
    "number", ["%2B355690000002", "+355690000002", "00355690000002", "069 000 0002"]
)
def test_an_address_with_the_number_in_it_shows_who_calls(
    cast: Cast, call: PhoneCall, elira: Client, number: str
) -> None:
    page = elira.get(f"/desk/call?number={number}", follow=True)
    assert page.context["subject"].caller == cast.besa


def test_without_a_number_it_is_an_empty_page(elira: Client) -> None:
    assert elira.get("/desk/call", follow=True).status_code == 200


def test_open_pages_are_told_of_every_change_and_of_nothing_else(
    call: PhoneCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Told] = []
    monkeypatch.setattr("qendra.jobs.live.tell", lambda *, told: heard.append(told))
    tells = Telling()
    tells(now=NOW)
    tells(now=NOW)
    assert heard == []
    hear(What.ENDED)
    tells(now=NOW)
    tells(now=NOW)
    assert heard == [Told(calls=True, lists=True)]


def test_a_missed_call_is_called_back_from_the_list(
    cast: Cast, call: PhoneCall, elira: Client
) -> None:
    hear(What.ENDED)
    missed = open_call_backs().get()
    page = elira.get("/desk/call-backs/").text
    assert f"/desk/calls/new/?call_back={missed.id}" in page
    assert "called, and nobody took it" in page
    ticket = opened(cast)
    asked = elira.get("/desk/calls/new/", {"call_back": missed.id})
    assert asked.context["subject"].caller == cast.besa
    sent = {"token": str(asked.context["form"]["token"].value()), "join": ticket.number}
    sent |= {
        "kind": "fault",
        "urgency": "high",
        "call_back": str(missed.id),
        "service": "IPT-10001",
    }
    elira.post("/desk/calls/new/", sent | {"description": "They called us."})
    assert ticket.entries.get(kind="call").data["direction"] == "out"
    missed.refresh_from_db()
    assert missed.answered_by == cast.elira
    assert "Nobody waits for a call" in elira.get("/desk/call-backs/").text


def test_a_missed_call_leaves_the_list_only_with_a_word(
    cast: Cast, call: PhoneCall, elira: Client
) -> None:
    hear(What.ENDED)
    missed = open_call_backs().get()
    address = f"/desk/call-backs/{missed.id}/outcome/"
    assert "what came of it" in elira.post(address, {"outcome": " "}, follow=True).text
    elira.post(address, {"again": "1"})
    missed.refresh_from_db()
    assert (missed.tries, missed.holder, missed.answered_at) == (1, cast.elira, None)
    assert "tried 1 time" in elira.get("/desk/call-backs/").text
    elira.post(address, {"outcome": "A wrong number."})
    missed.refresh_from_db()
    assert (missed.outcome, missed.answered_by) == ("A wrong number.", cast.elira)
