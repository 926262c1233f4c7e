"""Signing in and out: back to where one was, in one's own language, and strangers learn nothing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.browsers import Browser
from tests.cast import PASSWORD, Cast

SIGN_IN = "/sign-in/"


def test_one_comes_back_to_the_page_that_was_asked_for(cast: Cast) -> None:
    browser = Client()
    asked = browser.get("/services/?q=transit")
    assert asked.headers["Location"] == "/sign-in/?next=/services/%3Fq%3Dtransit"
    given = {"username": "ALBA@Customer.example", "password": PASSWORD}
    answer = browser.post(asked.headers["Location"], given)
    assert answer.headers["Location"] == "/services/?q=transit"


def test_one_is_never_sent_to_another_site(cast: Cast) -> None:
    given = {"username": "alba@customer.example", "password": PASSWORD}
    answer = Client().post("/sign-in/?next=https://evil.example/", given)
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("address", ["alba@customer.example", "nobody@customer.example"])
def test_a_wrong_password_and_an_unknown_address_look_the_same(cast: Cast, address: str) -> None:
    page = Client().post(SIGN_IN, {"username": address, "password": "wrong"}).content.decode()
    assert "This e-mail and this password do not belong together." in page
    assert f'value="{address}"' in page


def test_who_left_cannot_sign_in(cast: Cast) -> None:
    cast.alba.is_active = False
    cast.alba.save()
    given = {"username": "alba@customer.example", "password": PASSWORD}
    assert Client().post(SIGN_IN, given).status_code == 200


def test_the_pages_speak_the_persons_language_after_signing_in(cast: Cast) -> None:
    cast.alba.language = "ar"
    cast.alba.save()
    browser = Client()
    browser.post(SIGN_IN, {"username": "alba@customer.example", "password": PASSWORD})
    assert '<html lang="ar" dir="rtl"' in browser.get("/").content.decode()


def test_a_language_chosen_before_signing_in_is_kept(cast: Cast) -> None:
    cast.alba.language = "ar"
    cast.alba.save()
    browser = Client()
    browser.post("/language/", {"language": "de", "next": SIGN_IN})
    browser.post(SIGN_IN, {"username": "alba@customer.example", "password": PASSWORD})
    assert '<html lang="de" dir="ltr"' in browser.get("/").content.decode()


def test_choosing_a_language_keeps_one_on_the_page(alba: Client, cast: Cast) -> None:
    page = alba.get("/services/?q=transit").content.decode()
    assert 'name="next" value="/services/?q=transit"' in page
    given = {"language": "sq", "next": "/services/?q=transit"}
    assert alba.post("/language/", given).headers["Location"] == "/services/?q=transit"
    assert '<html lang="sq"' in alba.get("/services/").content.decode()


def test_signing_out_needs_the_button(alba: Client) -> None:
    assert alba.get("/sign-out/").status_code == 405
    assert alba.get("/").status_code == 200
    assert alba.post("/sign-out/").headers["Location"] == SIGN_IN
    assert alba.get("/").status_code == 302


def test_who_is_signed_in_is_not_asked_again(alba: Client) -> None:
    assert alba.get(SIGN_IN).headers["Location"] == "/"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/services/",
        "/services/IPT-10001/",
        "/services/IPT-10001/support/",
        "/services/IPT-10001/support/new/",
        "/tickets/",
        "/tickets/IS-1234-5678-9/",
        "/tickets/IS-1234-5678-9/escalation/",
        "/files/1/",
    ],
)
def test_signed_out_one_learns_nothing(cast: Cast, address: str) -> None:
    answer = Client().get(address)
    assert answer.headers["Location"] == f"/sign-in/?next={address}"


def test_staff_find_no_customers_pages(browser: Browser, cast: Cast) -> None:
    elira = browser(cast.elira)
    for address in ("/services/", "/services/IPT-10001/", "/tickets/"):
        assert elira.get(address).status_code == 404


def test_a_page_that_was_open_too_long_says_so(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.alba)
    answer = strict.post("/services/IPT-10001/support/new/", {"subject": "x"})
    assert answer.status_code == 403
    assert "This page was open too long" in answer.content.decode()


def test_who_signed_out_or_left_is_nobody_with_the_next_request(cast: Cast) -> None:
    first, second = Client(), Client()
    first.force_login(cast.elira)
    # The same session, kept by somebody else.
    kept = first.cookies[settings.SESSION_COOKIE_NAME].value
    second.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert second.get("/desk/").status_code == 200
    first.post("/sign-out/")
    assert second.get("/desk/").status_code == 302
    first.force_login(cast.faik)
    assert first.get("/desk/").status_code == 200
    cast.faik.is_active = False
    cast.faik.save()
    assert first.get("/desk/").status_code == 302
