"""What the tests of signing in share: signing in by the page, and an authenticator app."""

from __future__ import annotations

from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from qendra.accounts.models import Person
from tests.cast import PASSWORD


def sign_in(person: Person, password: str = PASSWORD, **environ: str) -> Client:
    """A new browser that came in by the page, as people do."""
    client = Client(**environ)  # type: ignore[arg-type]  # what a request says of itself
    client.cookies["django_language"] = "en"
    given = {"username": person.email, "password": password}
    assert client.post("/sign-in/", given).status_code == 302
    return client


def code_of(secret: str, *, later: int = 0) -> str:
    """What an app with this secret shows now, or so many half minutes later."""
    counter = list(totp.yield_hotp_counters_from_time())[1]
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter + later)))


def set_up_app(client: Client) -> str:
    """Set up an authenticator app in the pages; its secret."""
    page = client.get("/security/app/")
    assert page.status_code == 200, page.headers
    secret: str = page.context["form"].secret
    answer = client.post("/security/app/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/security/codes/"
    return secret
