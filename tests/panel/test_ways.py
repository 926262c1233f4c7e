"""How we reach one: choose a transport, get a test, type its code, and be paged by it."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from qendra.paging.keys import pin_of
from qendra.paging.kinds import Kind
from qendra.paging.models import Page, Transport, Way
from tests.browsers import Browser
from tests.cast import Cast
from tests.desk.settings.pages import text_of
from tests.paging.sending import gateway, made

URL = "/account/ways/"


@pytest.fixture
def hana(cast: Cast, browser: Browser) -> Client:
    return browser(cast.hana)


@pytest.fixture
def ntfy(cast: Cast) -> Transport:
    return made(Kind.NTFY, "ntfy", server="https://127.0.0.1:9")


def add(client: Client, transport: Transport, address: str = "hana-topic") -> str:
    """Where one comes to."""
    return str(client.post(f"{URL}new/{transport.id}/", {"address": address})["Location"])


def names(client: Client) -> list[str]:
    """The transports of one's ways, in their order."""
    page = client.get(URL).content.decode()
    return re.findall(r"<bdi>(ntfy|Slack)</bdi>", page.partition('id="more"')[0])


def code() -> str:
    return str(Page.objects.latest("id").words["code"])


def test_a_way_counts_once_the_code_of_its_test_was_typed(hana: Client, ntfy: Transport) -> None:
    assert 'href="/account/ways/"' in hana.get("/account/").content.decode()
    assert f"{URL}new/{ntfy.id}/" in hana.get(URL).content.decode()
    way = add(hana, ntfy)
    assert "You are not paged by it yet" in text_of(hana.get(way))
    assert "Not confirmed yet" in text_of(hana.get(URL))
    wrong = hana.post(way, {"does": "confirm", "code": "nonsense"})
    assert wrong.status_code == 422
    assert "This is not the code of the last test." in text_of(wrong)
    assert "nonsense" in wrong.content.decode()
    hana.post(way, {"does": "confirm", "code": f"{code()[:3]} {code()[3:]}"})
    assert "ha…ic For every priority, at all hours In use" in text_of(hana.get(URL))
    hana.post(way, {"does": "save", "only_critical": "on"})
    assert "ha…ic Only for Critical In use" in text_of(hana.get(URL))


def test_five_wrong_codes_need_another_test_and_tests_are_few(
    hana: Client, ntfy: Transport
) -> None:
    way = add(hana, ntfy)
    for _ in range(5):
        hana.post(way, {"does": "confirm", "code": "x"})
    late = hana.post(way, {"does": "confirm", "code": code()})
    assert "This code does not hold any more." in text_of(late)
    for _ in range(4):
        assert hana.post(way, {"does": "test"}).status_code == 302
    assert "Try again later." in text_of(hana.post(way, {"does": "test"}))
    hana.post(way, {"does": "confirm", "code": code()})
    assert Way.objects.get().confirmed_at is not None


def test_ways_have_an_order_and_go(hana: Client, ntfy: Transport, cast: Cast) -> None:
    slack = made(Kind.SLACK, "Slack", url="https://127.0.0.1:9/x")
    add(hana, ntfy)
    second = add(hana, slack, "")
    assert names(hana) == ["ntfy", "Slack"]
    hana.post(second, {"does": "up"})
    assert names(hana) == ["Slack", "ntfy"]
    hana.post(second, {"does": "remove"})
    assert list(Way.objects.values_list("transport__name", flat=True)) == ["ntfy"]
    assert hana.get(second).status_code == 404


def test_the_same_twice_and_what_cannot_be_are_refused(hana: Client, ntfy: Transport) -> None:
    add(hana, ntfy)
    twice = hana.post(f"{URL}new/{ntfy.id}/", {"address": "hana-topic"})
    assert "You have this way already." in text_of(twice)
    wrong = hana.post(f"{URL}new/{ntfy.id}/", {"address": "a/b"})
    assert (wrong.status_code, 'value="a/b"' in html.unescape(wrong.content.decode())) == (
        422,
        True,
    )


def test_nobody_sees_or_changes_the_ways_of_others(
    cast: Cast, browser: Browser, hana: Client, ntfy: Transport
) -> None:
    way = add(hana, ntfy)
    faik = browser(cast.faik)
    assert faik.get(way).status_code == 404
    assert faik.post(way, {"does": "remove"}).status_code == 404
    assert browser(cast.alba).get(URL).status_code == 404
    assert Way.objects.count() == 1


def test_a_program_s_secret_is_its_own(hana: Client, cast: Cast) -> None:
    way = add(hana, made(Kind.WEBHOOK, "Hook"), "https://hooks.example/hook")
    assert "whsec_" in text_of(hana.get(way))


def test_a_call_may_ask_for_a_pin(hana: Client) -> None:
    way = add(hana, gateway(Kind.HTTP_VOICE), "+355691234567")
    hana.post(way, {"does": "confirm", "code": code()})
    wrong = hana.post(way, {"does": "save", "pin": "12a"})
    assert "Four to eight digits, and nothing else." in text_of(wrong)
    hana.post(way, {"does": "save", "pin": "4711"})
    assert 'value="4711"' in hana.get(way).content.decode()
    assert pin_of(Way.objects.get()) == "4711"
