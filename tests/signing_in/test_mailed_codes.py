"""Signing in with a code in a mail: short, once, for ten minutes, and not too often."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client

from qendra.outbox.models import Message
from tests.cast import Cast
from tests.signing_in.conftest import set_up_app, sign_in

ASK, TYPE = "/sign-in/code/", "/sign-in/code/typed/"


def asked(email: str) -> tuple[Client, str]:
    """A browser that asked for a code, and the code if there was one."""
    client = Client()
    client.cookies["django_language"] = "en"
    assert client.post(ASK, {"email": email}).headers["Location"] == TYPE
    mail = Message.objects.filter(purpose="sign_in_code").order_by("-id").first()
    found = re.search(r"^ +(\d{6})$", mail.text, re.MULTILINE) if mail else None
    return client, found[1] if found else ""


def test_the_code_lets_in_and_is_said_in_the_readers_language(cast: Cast) -> None:
    cast.alba.language = "de"
    cast.alba.save()
    client, code = asked("ALBA@customer.example")
    mail = Message.objects.get(purpose="sign_in_code")
    assert mail.to_address == cast.alba.email
    assert mail.text.index("Guten Tag") < mail.text.index("Dear Alba"), "English beneath"
    assert client.post(TYPE, {"code": f"{code[:3]} {code[3:]}"}).headers["Location"] == "/"
    assert client.get("/services/").status_code == 200


def test_a_code_works_once(cast: Cast) -> None:
    client, code = asked(cast.alba.email or "")
    client.post(TYPE, {"code": code})
    client.post("/sign-out/")
    assert client.post(TYPE, {"code": code}).headers["Location"] == ASK
    assert client.get("/services/").status_code == 302


def test_a_code_belongs_to_the_browser_that_asked(cast: Cast) -> None:
    _client, code = asked(cast.alba.email or "")
    assert Client().post(TYPE, {"code": code}).headers["Location"] == ASK


def test_a_code_expires(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client, code = asked(cast.alba.email or "")
    later = time.time() + 10 * 60 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.post(TYPE, {"code": code}).headers["Location"] == ASK
    assert client.get("/services/").status_code == 302


def test_three_wrong_codes_end_it(cast: Cast) -> None:
    client, code = asked(cast.alba.email or "")
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(2):
        page = client.post(TYPE, {"code": wrong})
        assert "This code is not right" in page.content.decode()
    assert client.post(TYPE, {"code": wrong}).headers["Location"] == ASK
    assert client.post(TYPE, {"code": code}).headers["Location"] in {"/sign-in/", ASK}


def test_an_unknown_address_is_answered_alike_and_gets_nothing(cast: Cast) -> None:
    known, _code = asked(cast.alba.email or "")
    stranger, _none = asked("nobody@customer.example")
    assert Message.objects.filter(purpose="sign_in_code").count() == 1
    pages = [
        client.get(TYPE).content.decode().replace(address, "…")
        for client, address in (
            (known, cast.alba.email or ""),
            (stranger, "nobody@customer.example"),
        )
    ]
    bare = [re.sub(r'value="[^"]{64}"', "", page) for page in pages]
    assert bare[0] == bare[1]
    page = stranger.post(TYPE, {"code": ""})
    assert page.status_code == 200
    assert "This code is not right" in stranger.post(TYPE, {"code": "123456"}).content.decode()


def test_who_left_gets_no_code(cast: Cast) -> None:
    cast.alba.is_active = False
    cast.alba.save()
    asked(cast.alba.email or "")
    assert not Message.objects.filter(purpose="sign_in_code").exists()


@pytest.mark.parametrize("address", ["alba@customer.example", "nobody@customer.example"])
def test_three_mails_in_a_quarter_of_an_hour_are_enough(cast: Cast, address: str) -> None:
    for _ in range(3):
        asked(address)
    client = Client()
    client.cookies["django_language"] = "en"
    page = client.post(ASK, {"email": address})
    assert page.status_code == 200
    assert "too many tries" in page.content.decode()
    assert "in 15 min" in page.content.decode()


def test_a_code_does_not_replace_the_second_factor(cast: Cast) -> None:
    set_up_app(sign_in(cast.alba))
    client, code = asked(cast.alba.email or "")
    assert client.post(TYPE, {"code": code}).headers["Location"] == "/sign-in/second/"
    assert client.get("/services/").status_code == 302


def test_one_goes_on_where_one_was(cast: Cast) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    page = client.get("/sign-in/?next=/services/").content.decode()
    assert "/sign-in/code/?next=%2Fservices%2F" in page or "/sign-in/code/?next=/services/" in page
    to = client.post(f"{ASK}?next=/services/", {"email": cast.alba.email}).headers["Location"]
    code = Message.objects.get(purpose="sign_in_code").told["code"]
    assert client.post(to, {"code": code}).headers["Location"] == "/services/"


def test_one_can_start_again(cast: Cast) -> None:
    client, _code = asked(cast.alba.email or "")
    assert client.get("/sign-in/").headers["Location"] == TYPE
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/sign-in/").status_code == 200
