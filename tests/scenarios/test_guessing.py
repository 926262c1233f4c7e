"""Guessing reveals nothing: what is somebody else's looks exactly like what does not exist."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import quote, quote_plus
from uuid import uuid4

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qendra.accounts.models import Person
from qendra.lib import ticket_id
from qendra.tickets.models import Entry, Ticket
from tests.cast import PASSWORD, Cast
from tests.scenarios.rows_panel import report
from tests.scenarios.scene import Scene, make_scene

TICKET_PAGES = ["ticket", "sent", "reply", "reopen", "confirmation", "escalate"]
SERVICE_PAGES = ["service", "support", "new_ticket"]
ECHOES = [re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')]


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast, datetime.now(UTC))


@pytest.fixture
def cedric(cast: Cast) -> Client:
    return browser(cast.cedric)


@pytest.mark.parametrize("page", TICKET_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["cedric", "besa"])
def test_a_foreign_ticket_looks_like_one_that_does_not_exist(
    page: str, method: str, who: str, scene: Scene
) -> None:
    client = browser(getattr(scene.cast, who))
    unknown, mistyped = unknown_id(scene), scene.ticket_id[:-1] + "x"
    asked = [scene.ticket_id, scene.ticket_id.lower().replace("-", " "), unknown, mistyped]
    addresses = {each: reverse(f"panel:{page}", args=[each]) for each in asked}
    answers = {each: seen(getattr(client, method)(addresses[each]), each) for each in asked}
    assert len(set(answers.values())) == 1
    assert answers[unknown][0] in {404, 405}


@pytest.mark.parametrize("page", SERVICE_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_service_looks_like_one_that_does_not_exist(
    page: str, method: str, scene: Scene, cedric: Client
) -> None:
    codes = [scene.cast.transit.code, "IPT-99999"]
    answers = {
        seen(getattr(cedric, method)(reverse(f"panel:{page}", args=[code])), code) for code in codes
    }
    assert len(answers) == 1


def test_a_foreign_file_and_an_internal_one_look_like_one_that_does_not_exist(
    scene: Scene, cedric: Client
) -> None:
    alba = browser(scene.cast.alba)
    tries = [
        (cedric, scene.shown_file.id),
        (cedric, scene.hidden_file.id),
        (alba, scene.hidden_file.id),
        (alba, 999_999),
    ]
    answers = {status_of(client.get(reverse("panel:file", args=[file]))) for client, file in tries}
    assert answers == {404}


def test_searching_for_a_foreign_ticket_finds_what_an_unknown_one_finds(
    scene: Scene, cedric: Client
) -> None:
    tried = [scene.ticket_id, scene.ticket.subject, scene.cast.transit.code, unknown_id(scene)]
    pages = {
        seen(cedric.get(reverse("panel:tickets"), {"q": words, "show": "all"}), words)
        for words in tried
    }
    assert len(pages) == 1


def test_a_foreign_circuit_in_the_form_is_refused_like_an_unknown_one(
    scene: Scene, cedric: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The form names this minute, which may end between the two.
    this_minute, given = datetime.now(UTC), report(scene)
    monkeypatch.setattr(timezone, "now", lambda: this_minute)
    address = reverse("panel:new_ticket", args=[scene.cast.foreign.code])
    token, answers = str(uuid4()), set()
    for circuit in (scene.cast.circuit.code, "TIA-TRN-9999"):
        form = given | {"circuit": circuit, "token": token}
        answers.add(seen(cedric.post(address, form), circuit))
    assert len(answers) == 1
    assert not Ticket.objects.filter(customer=scene.cast.southport).exists()


def test_foreign_names_in_the_words_of_a_report_open_a_ticket_of_ones_own(
    scene: Scene, cedric: Client
) -> None:
    theirs = f"{scene.ticket_id} {scene.cast.transit.code} 192.0.2.10"
    form = report(scene) | {
        "circuit": "",
        "subject": theirs,
        "description": theirs,
        "ip_address": "192.0.2.10",
    }
    before = Entry.objects.filter(ticket=scene.ticket).count()
    response = cedric.post(reverse("panel:new_ticket", args=[scene.cast.foreign.code]), form)
    assert status_of(response) == 302
    ticket = Ticket.objects.get(customer=scene.cast.southport)
    assert ticket.service == scene.cast.foreign
    assert Entry.objects.filter(ticket=scene.ticket).count() == before


def test_the_same_form_token_of_two_people_is_two_things(scene: Scene) -> None:
    token = str(uuid4())
    for person, service in (
        (scene.cast.alba, scene.cast.transit),
        (scene.cast.cedric, scene.cast.foreign),
    ):
        form = report(scene) | {"token": token, "circuit": ""}
        browser(person).post(reverse("panel:new_ticket", args=[service.code]), form)
    assert Ticket.objects.filter(customer=scene.cast.southport).count() == 1


@pytest.mark.parametrize("page", ["confirm", "acknowledge"])
def test_a_link_that_is_forged_or_for_something_else_is_worth_nothing(
    page: str, scene: Scene
) -> None:
    other = {"confirm": scene.acknowledge_token, "acknowledge": scene.confirm_token}[page]
    own = {"confirm": scene.confirm_token, "acknowledge": scene.acknowledge_token}[page]
    broken = own[:-1] + ("A" if own[-1] != "A" else "B")
    before = Entry.objects.count()
    for method in ("get", "post"):
        client = Client()
        answers = {
            seen(getattr(client, method)(reverse(f"panel:{page}", args=[token])), token)
            for token in (other, broken, "nothing", "1:2:3")
        }
        assert len(answers) == 1
        assert next(iter(answers))[0] == 410
    assert Entry.objects.count() == before


@pytest.mark.parametrize("page", ["confirm", "acknowledge"])
def test_a_look_at_a_link_does_nothing_however_often(page: str, scene: Scene) -> None:
    token = {"confirm": scene.confirm_token, "acknowledge": scene.acknowledge_token}[page]
    before = Entry.objects.count()
    for method in ("get", "head"):
        assert status_of(getattr(Client(), method)(reverse(f"panel:{page}", args=[token]))) == 200
    assert Entry.objects.count() == before


def test_signing_in_does_not_tell_who_exists(cast: Cast) -> None:
    address = reverse("account_login")
    tries = [(str(cast.alba.email), "wrong"), ("nobody@customer.example", PASSWORD)]
    answers = {
        seen(Client().post(address, {"username": name, "password": password}), name)
        for name, password in tries
    }
    assert len(answers) == 1


def test_whoever_left_is_let_in_nowhere(scene: Scene) -> None:
    client = browser(scene.cast.alba)
    scene.cast.alba.is_active = False
    scene.cast.alba.save()
    assert client.get(reverse("panel:overview")).status_code == 302
    assert client.get(reverse("panel:ticket", args=[scene.ticket_id])).status_code == 302


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def status_of(response: HttpResponseBase) -> int:
    return response.status_code


def seen(response: HttpResponseBase, echoed: str) -> tuple[int, str]:
    """What the reader learns: the status and the page, without what they typed themselves."""
    page = bytes(getattr(response, "content", b"")).decode()
    for form in _forms(echoed):
        page = page.replace(form, "…")
    for echo in ECHOES:
        page = echo.sub("", page)
    return response.status_code, page


def _forms(echoed: str) -> list[str]:
    return [echoed, quote(echoed), quote_plus(echoed)]


def unknown_id(scene: Scene) -> str:
    """An ID that could be right and belongs to no ticket."""
    prefix = scene.cast.provider.ticket_prefix
    taken = set(Ticket.objects.values_list("number", flat=True))
    numbers = (ticket_id.number_for(place, b"another key") for place in range(100))
    return ticket_id.shown(next(each for each in numbers if each not in taken), prefix)
