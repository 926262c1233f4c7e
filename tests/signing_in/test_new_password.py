"""The signed page for a password: what the link is worth, and to whom."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from qendra.accounts.actions import create_person, end_sessions, set_password
from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.accounts.password_links import new_password_url
from qendra.catalogue.actions import invite_to_set_password
from qendra.lib.errors import Refused
from qendra.outbox.models import Message
from tests.cast import PASSWORD, Cast, panel

NEW = "seven blue lanterns"
FORM = {"password": NEW, "again": NEW}


def now() -> datetime:
    return datetime.now(UTC)


def address(person: Person, worth: timedelta = timedelta(hours=1)) -> str:
    return urlsplit(new_password_url(person, until=now() + worth)).path


@pytest.fixture
def newcomer(cast: Cast) -> Person:
    return create_person(name="Lule", email="lule@customer.example", language="de", now=now())


def test_the_invitation_leads_to_a_first_password(cast: Cast, newcomer: Person) -> None:
    invite_to_set_password(person=newcomer, actor=panel(cast.alba), now=now())
    mail = Message.objects.get(purpose="invitation")
    assert mail.to_address == "lule@customer.example"
    assert "Alba gives you access to My Interspace." in mail.text
    assert "Guten Tag" in mail.text, "in her own language first"
    found = re.search(r"https?://\S+/new-password/\S+", mail.text)
    assert found
    browser = Client()
    page = browser.get(urlsplit(found[0]).path)
    assert '<html lang="de"' in page.content.decode()
    assert not Person.objects.get(id=newcomer.id).has_usable_password(), "a look did something"
    assert browser.post(urlsplit(found[0]).path, FORM).headers["Location"] == "/sign-in/"
    assert Person.objects.get(id=newcomer.id).check_password(NEW)


def test_a_link_works_once(newcomer: Person) -> None:
    link = address(newcomer)
    assert Client().post(link, FORM).status_code == 302
    again = Client().post(link, {"password": "another one entirely", "again": "x"})
    assert again.status_code == 410
    assert Client().get(link).status_code == 410
    assert Person.objects.get(id=newcomer.id).check_password(NEW)


def test_a_link_expires(newcomer: Person) -> None:
    assert Client().get(address(newcomer, timedelta(seconds=-1))).status_code == 410


def test_a_link_ends_with_what_it_rests_on(newcomer: Person) -> None:
    older = address(newcomer)
    end_sessions(person=newcomer, now=now())
    assert Client().get(older).status_code == 410
    older = address(newcomer)
    newcomer.email = "other@customer.example"
    newcomer.save()
    assert Client().get(older).status_code == 410
    older = address(newcomer)
    newcomer.is_active = False
    newcomer.save()
    assert Client().get(older).status_code == 410


@pytest.mark.parametrize("token", ["x", "x:y", "%20", "eyJhYm91dCI6ICIxOngifQ:zzz"])
def test_a_forged_link_is_worth_nothing(cast: Cast, token: str) -> None:
    assert Client().get(f"/new-password/{token}/").status_code == 410


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"password": "short", "again": "short"}, "at least 10 characters"),
        ({"password": "1234567890", "again": "1234567890"}, "too common"),
        ({"password": "lule@customer.example", "again": "lule@customer.example"}, "too similar"),
        ({"password": NEW, "again": "seven red lanterns"}, "not the same as above"),
        ({"password": "", "again": ""}, "required"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_set(
    newcomer: Person, given: dict[str, str], answer: str
) -> None:
    browser = Client(headers={"accept-language": "en"})
    browser.cookies["django_language"] = "en"
    page = browser.post(address(newcomer), given)
    assert page.status_code == 200
    assert answer in page.content.decode()
    assert not Person.objects.get(id=newcomer.id).has_usable_password()


def test_the_address_of_the_page_goes_nowhere(newcomer: Person) -> None:
    page = Client().get(address(newcomer))
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_setting_a_password_ends_what_was_open(cast: Cast) -> None:
    before = Client()
    before.login(username=cast.alba.email, password=PASSWORD)
    assert before.get("/services/").status_code == 200
    set_password(person=cast.alba, password=NEW, now=now())
    assert before.get("/services/").status_code == 302


def test_ending_sessions_signs_out_everywhere_and_only_that_person(cast: Cast) -> None:
    browsers = {person: Client() for person in (cast.alba, cast.besa)}
    for person, browser in browsers.items():
        browser.force_login(person)
    end_sessions(person=cast.alba, now=now())
    assert browsers[cast.alba].get("/services/").status_code == 302
    assert browsers[cast.besa].get("/services/").status_code == 200
    assert Client().login(username=cast.alba.email, password=PASSWORD), "she may come back"


def test_a_session_from_before_the_upgrade_goes_on(cast: Cast) -> None:
    assert cast.alba.session_salt == ""
    older = super(Person, cast.alba).get_session_auth_hash()
    assert cast.alba.get_session_auth_hash() == older


@pytest.mark.parametrize("change", [{"email": None}, {"is_active": False}])
def test_who_cannot_sign_in_is_not_invited(newcomer: Person, change: dict[str, object]) -> None:
    for name, value in change.items():
        setattr(newcomer, name, value)
    newcomer.save()
    with pytest.raises(Refused):
        invite_to_set_password(person=newcomer, actor=Actor(None, Channel.SYSTEM), now=now())
    assert not Message.objects.filter(purpose="invitation").exists()
