"""Coming in with the account of another house, against a real provider on this machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.test import Client

from qendra.accounts.models import Person
from qendra.history.models import Change
from qendra.outbox.models import Message
from qendra.signing_in.models import IdentityProvider
from tests.browsers import Browser
from tests.cast import Cast
from tests.signing_in.conftest import set_up_app, sign_in
from tests.signing_in.house import CLIENT, HIDDEN, House, a_house


@pytest.fixture
def house() -> Iterator[House]:
    with a_house() as found:
        yield found


@pytest.fixture
def jon(cast: Cast, browser: Browser) -> Client:
    client = browser(cast.jon)
    client.cookies["django_language"] = "en"
    return client


def entered(jon: Client, house: House, **changes: str) -> IdentityProvider:
    """The provider as an administrator enters it in the settings."""
    form = {
        "slug": "abcdefghijkl",
        "name": "Northwind",
        "issuer": house.url,
        "client_id": CLIENT,
        "secret": HIDDEN,
        "domains": "customer.example",
        "is_active": "1",
    }
    answer = jon.post("/desk/settings/sign-in/new/", form | changes)
    assert answer.status_code == 302, answer.content.decode()
    return IdentityProvider.objects.get(slug=form["slug"])


def come_in(client: Client, row: IdentityProvider, to: str = "") -> str:
    """Press the button, sign in there, come back; where one stands then."""
    client.cookies["django_language"] = "en"
    page = client.post(f"/sign-in/with/{row.slug}/", {"next": to} if to else {})
    there = page.context["there"]
    assert page.headers["Refresh"] == f"0; url={there}"
    back = requests.get(there, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    answer = client.get(f"{parts.path}?{parts.query}")
    return str(answer.headers["Location"])


def test_one_comes_in_with_the_account_of_ones_house(cast: Cast, jon: Client, house: House) -> None:
    row = entered(jon, house)
    client = Client()
    page = client.get("/sign-in/").content.decode()
    assert f'action="/sign-in/with/{row.slug}/"' in page
    assert come_in(client, row, "/services/") == "/services/"
    assert client.get("/services/").status_code == 200
    assert SocialAccount.objects.get().user == cast.alba
    told = Message.objects.get(purpose="sign_in_changed")
    assert "the account that you have in your own house" in told.text


def test_from_then_on_one_is_known_by_the_number_there(
    cast: Cast, jon: Client, house: House
) -> None:
    row = entered(jon, house)
    come_in(Client(), row)
    house.claims["email"] = "besa@customer.example"
    client = Client()
    come_in(client, row)
    assert SocialAccount.objects.get().user == cast.alba
    assert str(client.session["_auth_user_id"]) == str(cast.alba.id)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@customer.example"},
        {"email": "jon@interspace.example"},
        {"email_verified": False},
        {"email": None},
    ],
)
def test_nobody_else_comes_in_and_all_are_told_the_same(
    cast: Cast, jon: Client, house: House, claims: dict[str, Any]
) -> None:
    row = entered(jon, house)
    house.claims |= claims
    client = Client()
    people = Person.objects.count()
    assert come_in(client, row) == "/sign-in/"
    assert "That did not sign you in here." in client.get("/sign-in/").content.decode()
    assert Person.objects.count() == people
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "lies",
    [{"aud": "another client"}, {"iss": "https://evil.example"}, {"exp": int(time.time()) - 600}],
)
def test_a_token_for_somebody_else_is_worth_nothing(
    cast: Cast, jon: Client, house: House, lies: dict[str, Any]
) -> None:
    row = entered(jon, house)
    house.lies |= lies
    assert come_in(Client(), row) == "/sign-in/"


def test_an_unverified_address_counts_where_an_administrator_says_so(
    cast: Cast, jon: Client, house: House
) -> None:
    row = entered(jon, house, believes_addresses="1")
    del house.claims["email_verified"]
    assert come_in(Client(), row) == "/"


def test_a_cancelled_sign_in_leads_back(cast: Cast, jon: Client, house: House) -> None:
    row = entered(jon, house)
    house.refuses = True
    assert come_in(Client(), row) == "/sign-in/"


def test_what_another_browser_began_is_not_ended_here(
    cast: Cast, jon: Client, house: House
) -> None:
    row = entered(jon, house)
    begun = Client()
    begun.post(f"/sign-in/with/{row.slug}/")
    answer = Client().get(f"/sign-in/with/{row.slug}/back/", {"code": "once", "state": "other"})
    assert answer.headers["Location"] == "/sign-in/"


def test_who_left_does_not_come_in(cast: Cast, jon: Client, house: House) -> None:
    row = entered(jon, house)
    come_in(Client(), row)
    cast.alba.is_active = False
    cast.alba.save()
    assert come_in(Client(), row) == "/sign-in/"


def test_the_second_factor_is_asked_for_as_well(
    cast: Cast, jon: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "on_commit", lambda call, **_: call())
    row = entered(jon, house)
    set_up_app(sign_in(cast.alba))
    assert come_in(Client(), row) == "/sign-in/second/"


def test_out_of_use_it_lets_nobody_in(cast: Cast, jon: Client, house: House) -> None:
    row = entered(jon, house)
    row.is_active = False
    row.save()
    assert row.slug not in Client().get("/sign-in/").content.decode()
    assert Client().post(f"/sign-in/with/{row.slug}/").status_code == 404


def test_the_secret_is_sealed_never_shown_and_kept(cast: Cast, jon: Client, house: House) -> None:
    row = entered(jon, house)
    assert HIDDEN not in row.secret
    address = f"/desk/settings/sign-in/{row.id}/"
    page = jon.get(address)
    assert HIDDEN not in page.content.decode()
    assert row.secret not in page.content.decode()
    assert f"/sign-in/with/{row.slug}/back/" in page.content.decode()
    drawn = {"drawn": page.context["drawn"]}
    form = {"name": "N", "issuer": house.url, "client_id": CLIENT, "domains": "@Customer.example"}
    assert jon.post(address, form | drawn | {"is_active": "1"}).status_code == 302
    assert come_in(Client(), row) == "/"
    kept = str(list(Change.objects.values_list("before", "after")))
    assert HIDDEN not in kept
    assert "Northwind" in kept


def test_with_another_issuer_the_same_number_is_somebody_else(
    cast: Cast, jon: Client, house: House
) -> None:
    row = entered(jon, house)
    come_in(Client(), row)
    with a_house() as other:
        form = {"name": "N", "issuer": other.url, "client_id": CLIENT, "is_active": "1"}
        answer = jon.post(
            f"/desk/settings/sign-in/{row.id}/", form | {"domains": "customer.example"}
        )
        assert answer.status_code == 302
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"issuer": "http://login.example.com"}, "has to begin with https://"),
        ({"issuer": "https://127.0.0.1:9"}, "does not answer"),
        ({"domains": "not a domain!"}, "is not a domain"),
        ({"secret": ""}, "needs its secret"),
    ],
)
def test_what_is_wrong_is_said_before_anybody_needs_it(
    cast: Cast, jon: Client, house: House, changes: dict[str, str], sentence: str
) -> None:
    form = {"name": "N", "issuer": house.url, "client_id": CLIENT, "secret": HIDDEN}
    form |= {"domains": "customer.example"} | changes
    answer = jon.post("/desk/settings/sign-in/new/", form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not IdentityProvider.objects.exists()
