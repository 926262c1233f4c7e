"""Signing in with a real browser: passkeys of a virtual device, the app, every state looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from playwright.sync_api import CDPSession, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from qendra.accounts.actions import change_role
from qendra.accounts.actor import SYSTEM
from qendra.accounts.models import Role
from qendra.accounts.rights import Right
from qendra.outbox.models import Message
from qendra.signing_in.actions.identities import save_identity_provider
from tests.browser.looking import folder, look_at
from tests.browser.test_panel_scripts import CHROMIUM, watched
from tests.cast import NOW, PASSWORD, Cast
from tests.signing_in.conftest import code_of
from tests.signing_in.house import CLIENT, HIDDEN, a_house

T = TypeVar("T")
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(live_server: LiveServer, cast: Cast) -> Iterator[Page]:
    with a_browser(live_server) as stranger:
        yield stranger


@contextmanager
def a_browser(live_server: LiveServer, **options: object) -> Iterator[Page]:
    errors: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM)
        context = chromium.new_context(base_url=live_server.url, **options)  # type: ignore[arg-type]  # as the test says
        yield watched(context, errors)
        chromium.close()
    assert errors == []


def asked(read: Callable[[], T]) -> T:
    """Read the database while Playwright has this thread to itself."""

    def there() -> T:
        try:
            return read()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(there).result()


def told(purpose: str, name: str) -> str:
    """What the mail of this purpose says under this name."""
    return str(asked(lambda: Message.objects.get(purpose=purpose)).told[name])


def device(page: Page) -> tuple[CDPSession, str]:
    """A telephone with a fingerprint reader, as Chromium plays it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return session, made["authenticatorId"]


def sign_in(page: Page, email: str = "alba@customer.example") -> None:
    page.goto("/sign-in/")
    page.fill("[name=username]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")


def test_a_passkey_is_made_used_renamed_and_removed(page: Page, cast: Cast) -> None:
    device(page)
    sign_in(page)
    page.wait_for_url("**/")
    page.goto("/security/passkeys/new/")
    expect(page.locator("[data-no-passkeys]")).to_be_hidden()
    look_at(page, "sign-in-passkey-new")
    page.fill("[name=name]", "The telephone")
    page.click("[data-passkey] button")
    page.wait_for_url("**/security/codes/")
    look_at(page, "sign-in-codes")
    page.click("text=I have kept them")
    expect(page.locator("main")).to_contain_text("The telephone")
    look_at(page, "sign-in-security")
    page.click("summary:has(.avatar)")
    page.click("text=Sign out >> visible=true")
    page.wait_for_url("**/sign-in/")
    page.goto("/sign-in/?next=/services/")
    page.click("text=With a passkey")
    page.wait_for_url(lambda url: url.endswith("/services/") and "?" not in url)
    page.goto("/security/")
    page.click("a:has-text('Change'):near(:text('The telephone'))")
    page.fill("[name=name]", "The other one")
    look_at(page, "sign-in-passkey-name")
    page.click("text=Remove this passkey")
    look_at(page, "sign-in-passkey-remove")
    page.click("main button.button--danger")
    expect(page.locator("main")).to_contain_text("The passkey is removed.")
    assert not asked(Authenticator.objects.exists)


def test_a_passkey_is_the_second_factor_after_a_password(page: Page, cast: Cast) -> None:
    device(page)
    sign_in(page)
    page.goto("/security/passkeys/new/")
    page.fill("[name=name]", "Key")
    page.click("[data-passkey] button")
    page.wait_for_url("**/security/codes/")
    page.context.clear_cookies(name="qendra_session")
    sign_in(page)
    page.wait_for_url("**/sign-in/second/")
    look_at(page, "sign-in-second")
    page.click("text=With a passkey")
    page.wait_for_url(lambda url: url.endswith("/"))
    page.goto("/services/")
    assert page.url.endswith("/services/")


def test_a_dialogue_that_is_left_says_what_else_there_is(page: Page, cast: Cast) -> None:
    session, authenticator = device(page)
    session.send(
        "WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False}
    )
    page.goto("/sign-in/")
    page.click("text=With a passkey")
    expect(page.locator("[data-passkey-failed]")).to_contain_text("No passkey was used")
    look_at(page, "sign-in")


def test_the_app_is_set_up_and_asked_for(page: Page, cast: Cast) -> None:
    sign_in(page)
    page.goto("/security/app/")
    assert page.evaluate("document.querySelector('.qr img').naturalWidth") > 0
    look_at(page, "sign-in-app")
    page.click("summary:has-text('camera')")
    secret = page.inner_text(".secret").replace(" ", "")
    page.fill("[name=code]", code_of(secret))
    page.click("main form button")
    page.wait_for_url("**/security/codes/")
    page.context.clear_cookies(name="qendra_session")
    sign_in(page)
    page.fill("[name=code]", "123")
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("This code is not right")
    look_at(page, "sign-in-wrong-code")
    page.fill("[name=code]", code_of(secret, later=1))
    page.click("main form button")
    page.goto("/security/app/remove/")
    look_at(page, "sign-in-app-remove")


def test_the_way_to_another_house_and_back(live_server: LiveServer, cast: Cast) -> None:
    """The policy lets forms lead to our pages only; the house is another address."""
    with a_house() as house:
        values = {
            "slug": "abcdefghijkl",
            "name": "Northwind",
            "issuer": house.url,
            "client_id": CLIENT,
            "domains": "customer.example",
            "believes_addresses": "",
            "is_active": "1",
        }
        save_identity_provider(
            actor=SYSTEM, now=NOW, provider_id=None, values=values, secret=HIDDEN
        )
        with a_browser(live_server) as page:
            page.goto("/sign-in/?next=/services/")
            look_at(page, "sign-in-houses")
            page.click("button:has-text('Northwind')")
            page.wait_for_url(lambda url: url.endswith("/services/") and "?" not in url)


def test_a_role_that_asks_for_a_second_factor_leads_to_it(
    live_server: LiveServer, cast: Cast
) -> None:
    role = Role.objects.get(key="agent")
    rights = [Right(each) for each in role.rights]
    change_role(
        actor=SYSTEM,
        now=NOW,
        role_id=role.id,
        name="",
        rights=rights,
        requires_second_factor=True,
    )
    with a_browser(live_server) as page:
        sign_in(page, "elira@interspace.example")
        page.wait_for_url("**/security/")
        expect(page.locator("[role=alert]")).to_contain_text("Your role asks for a second factor")
        look_at(page, "sign-in-must")
        page.click("text=Set up an app")
        page.click("summary:has-text('camera')")
        page.fill("[name=code]", code_of(page.inner_text(".secret").replace(" ", "")))
        page.click("main form button")
        page.click("text=I have kept them")
        page.goto("/desk/")
        expect(page.locator(".queues").first).to_be_visible()


def test_who_came_in_long_ago_shows_once_more_who_it_is(
    live_server: LiveServer, cast: Cast
) -> None:
    client = Client()
    client.force_login(cast.alba)
    with a_browser(live_server) as page:
        cookie = {"name": "qendra_session", "value": client.session.session_key}
        page.context.add_cookies([cookie | {"url": live_server.url}])  # type: ignore[list-item]  # as Playwright wants it
        page.goto("/security/app/")
        page.wait_for_url("**/sign-in/again/**")
        look_at(page, "sign-in-again")
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
        page.wait_for_url("**/security/app/")


def test_without_javascript_the_other_ways_are_there(live_server: LiveServer, cast: Cast) -> None:
    with a_browser(live_server, java_script_enabled=False) as page:
        page.goto("/sign-in/")
        expect(page.locator("[data-passkey]")).to_be_hidden()
        page.click("text=With a code by e-mail")
        page.fill("[name=email]", "alba@customer.example")
        page.click("main form button")
        page.fill("[name=code]", told("sign_in_code", "code"))
        page.click("main form button")
        page.goto("/security/")
        expect(page.locator("main")).to_contain_text("Where you are signed in")


def test_every_page_before_the_door_is_looked_at(page: Page, cast: Cast) -> None:
    for address, name in (
        ("/sign-in/code/", "sign-in-ask-code"),
        ("/sign-in/forgotten/", "sign-in-forgotten"),
    ):
        page.goto(address)
        look_at(page, name)
    page.fill("[name=email]", "alba@customer.example")
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("Look into your mail")
    url = told("password_reset", "url")
    page.goto("/new-password/" + url.rstrip("/").rpartition("/")[2] + "/")
    look_at(page, "sign-in-new-password")
    for _ in range(5):
        page.goto("/sign-in/")
        page.fill("[name=username]", "alba@customer.example")
        page.fill("[name=password]", "wrong")
        page.click("main form button")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    expect(page.locator("[role=alert]").first).to_contain_text("There were too many tries.")
    page.screenshot(path=folder() / "sign-in-shut.png", full_page=True)
