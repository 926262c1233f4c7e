"""Authenticator app, recovery codes, and what asks once more who one is."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client

from qendra.accounts.models import Person
from qendra.lib.ciphers import sealed, unsealed
from qendra.outbox.models import Message
from tests.browsers import Browser
from tests.cast import PASSWORD, Cast
from tests.signing_in.conftest import code_of, set_up_app, sign_in

SECOND = "/sign-in/second/"


@pytest.fixture(autouse=True)
def _mails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """allauth tells about a change after its commit; a test's transaction has none."""
    monkeypatch.setattr(transaction, "on_commit", lambda call, **_: call())


def half_way(person: Person) -> Client:
    """A browser after the right password of somebody with a second factor."""
    client = Client()
    client.cookies["django_language"] = "en"
    given = {"username": person.email, "password": PASSWORD}
    assert client.post("/sign-in/", given).headers["Location"] == SECOND
    return client


def codes(client: Client) -> list[str]:
    found: list[str] = client.get("/security/codes/").context["unused_codes"]
    return found


def test_an_app_is_set_up_and_then_asked_for(cast: Cast) -> None:
    client = sign_in(cast.alba)
    page = client.get("/security/app/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = set_up_app(client)
    assert "authenticator app was set up" in Message.objects.get(purpose="sign_in_changed").text
    second = half_way(cast.alba)
    assert second.get("/services/").status_code == 302, "the password alone is not enough"
    assert second.post(SECOND, {"code": code_of(secret, later=1)}).headers["Location"] == "/"
    assert second.get("/services/").status_code == 200


def test_a_code_of_the_app_works_once_on_every_node(cast: Cast) -> None:
    secret = set_up_app(sign_in(cast.alba))
    code = code_of(secret, later=1)
    assert half_way(cast.alba).post(SECOND, {"code": code}).status_code == 302
    page = half_way(cast.alba).post(SECOND, {"code": code})
    assert "This code is not right" in page.content.decode()


def test_wrong_codes_are_limited(cast: Cast) -> None:
    secret = set_up_app(sign_in(cast.alba))
    client = half_way(cast.alba)
    for _ in range(5):
        assert "This code is not right" in client.post(SECOND, {"code": "000"}).content.decode()
    page = client.post(SECOND, {"code": code_of(secret, later=1)})
    assert "too many wrong codes" in page.content.decode()


def test_a_recovery_code_lets_in_once(cast: Cast) -> None:
    owner = sign_in(cast.alba)
    set_up_app(owner)
    first = codes(owner)[0]
    assert len(codes(owner)) == 10
    assert half_way(cast.alba).post(SECOND, {"code": first}).headers["Location"] == "/"
    again = half_way(cast.alba).post(SECOND, {"code": first})
    assert "This code is not right" in again.content.decode()
    assert first not in codes(owner)
    assert "9 left" in owner.get("/security/").content.decode()


def test_new_recovery_codes_end_the_old_ones_and_can_be_kept_as_a_file(cast: Cast) -> None:
    owner = sign_in(cast.alba)
    set_up_app(owner)
    before = codes(owner)
    assert owner.post("/security/codes/new/").headers["Location"] == "/security/codes/"
    after = codes(owner)
    assert not set(before) & set(after)
    file = owner.get("/security/codes/file/")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert f"{after[0][:4]} {after[0][4:]}" in file.content.decode()
    assert "alba@customer.example" in file.content.decode()


def test_the_app_can_be_removed_and_its_owner_is_told(cast: Cast) -> None:
    owner = sign_in(cast.alba)
    set_up_app(owner)
    assert owner.get("/security/app/").headers["Location"] == "/security/app/remove/"
    assert owner.post("/security/app/remove/").headers["Location"] == "/security/"
    assert not Authenticator.objects.exists(), "its recovery codes go with it"
    told = Message.objects.filter(purpose="sign_in_changed").order_by("id")
    assert "app of your access to My Interspace was removed" in told[1].text
    sign_in(cast.alba)


def test_a_dump_gives_no_secret_away(cast: Cast) -> None:
    secret = set_up_app(sign_in(cast.alba))
    rows = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in rows


def test_with_another_key_file_nothing_fits(cast: Cast) -> None:
    secret = set_up_app(sign_in(cast.alba))
    app = Authenticator.objects.get(type="totp")
    app.data["secret"] = sealed("another purpose", secret)
    app.save()
    page = half_way(cast.alba).post(SECOND, {"code": code_of(secret, later=1)})
    assert "This code is not right" in page.content.decode()


def test_a_sealed_secret_is_for_one_purpose() -> None:
    assert unsealed("a", sealed("a", "words")) == "words"
    assert unsealed("b", sealed("a", "words")) is None
    assert sealed("a", "words") != sealed("a", "words")


@pytest.mark.parametrize(
    "address", ["/security/app/", "/security/passkeys/new/", "/security/codes/new/"]
)
def test_who_signed_in_long_ago_shows_once_more_who_it_is(
    cast: Cast, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(cast.alba)
    later = time.time() + 6 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    asked = client.get(address).headers["Location"]
    assert asked.startswith("/sign-in/again/?next=")
    page = client.post(asked, {"password": "wrong"})
    assert "This is not your password." in page.content.decode()
    assert client.post(asked, {"password": PASSWORD}).headers["Location"] == address
    assert client.get(address).status_code == 200


def test_a_wrong_password_there_counts_at_the_door(cast: Cast, browser: Browser) -> None:
    client = browser(cast.alba)
    asked = client.get("/security/app/").headers["Location"]
    for _ in range(5):
        client.post(asked, {"password": "wrong"})
    assert "too many tries" in client.post(asked, {"password": PASSWORD}).content.decode()


def test_somebody_elses_passkey_is_not_found(cast: Cast) -> None:
    theirs = Authenticator.objects.create(user=cast.besa, type="webauthn", data={"name": "Key"})
    client = sign_in(cast.alba)
    for address in (f"/security/passkeys/{theirs.id}/", f"/security/passkeys/{theirs.id}/remove/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "mine"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "Key"
