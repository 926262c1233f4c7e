"""An agent finds, takes, answers and resolves a ticket by keyboard alone, on a running system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from qendra.accounts.models import Person
from qendra.lib.ticket_id import shown
from tests.browser.hands import Hands
from tests.cast import PASSWORD, Cast, opened
from tests.live.serving import Served, serving

PATIENCE = 30_000
SUBJECTS = ("Fibre cut at the harbour", "Noise on the line", "No light at all")
UNASSIGNED = "/desk/queues/unassigned/"


@pytest.fixture(scope="module")
def system(database_url: str, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Served, Cast]]:
    with django_db_blocker.unblock(), serving(database_url, "keyboard") as found:
        served, cast = found
        # As real settings keep a password; those of tests are quick and weak.
        Person.objects.update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt"))
        now = datetime.now(UTC)
        for place, subject in enumerate(SUBJECTS):
            moment = now - timedelta(minutes=30 - place)
            opened(cast, now=moment, key=f"keys:{place}", subject=subject)
        served.start_worker()
        yield served, cast


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path="/usr/bin/chromium")


@pytest.fixture
def hands(system: tuple[Served, Cast], chromium: Browser) -> Iterator[Hands]:
    """Elira's, signed in by typing; nothing may go wrong in her window."""
    expect.set_options(timeout=PATIENCE)
    served, cast = system
    page = chromium.new_context(base_url=served.address).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/")
    hands = Hands(page)
    hands.go_to("E-mail")
    hands.type(str(cast.elira.email))
    hands.go_to("Password")
    hands.type(PASSWORD)
    hands.follow("Password", "**/desk/")
    yield hands
    page.context.close()
    assert errors == []


def _palette(hands: Hands, words: str, offer: str) -> None:
    """Ctrl K, these words, down to this offer, Enter."""
    hands.press("Control+k")
    hands.type(words)
    offers = hands.page.locator("dialog [data-offer]")
    expect(offers.filter(has_text=offer).first).to_be_visible()
    for _ in range(offers.count()):
        if offer in hands.page.locator("dialog [aria-selected=true]").inner_text():
            break
        hands.press("ArrowDown")
    hands.press("Enter")


def _to(page: Page, subject: str) -> None:
    page.wait_for_url("**/desk/tickets/**")
    expect(page.locator("h1")).to_have_text(subject)


def test_a_ticket_is_taken_answered_and_resolved_without_a_mouse(hands: Hands) -> None:
    page, words = hands.page, "jk a? We see the cut at the harbour."
    _palette(hands, "unassigned", "Unassigned")
    page.wait_for_url(f"**{UNASSIGNED}")
    for key, selected in (("j", 0), ("j", 1), ("k", 0)):
        hands.press(key)
        expect(page.locator("tr[aria-selected=true]")).to_contain_text(SUBJECTS[selected])
    hands.press("Enter")
    _to(page, SUBJECTS[0])
    hands.press("a")
    hands.go_to("To me")
    hands.press("Enter")
    expect(page.locator(".case__who")).to_contain_text("Elira")
    hands.press("r")
    hands.type(words)
    expect(page.locator("#compose [name=text]")).to_have_value(words)
    hands.press("Control+Enter")
    expect(page.locator(".held")).to_contain_text(words)
    expect(page.locator(".timeline")).not_to_contain_text(words)
    expect(page.locator(".timeline")).to_contain_text(words)
    expect(page.locator(".held")).to_have_count(0)
    hands.go_to("Resolve")
    hands.press("Enter")
    hands.go_to("Resolve and ask the customer")
    hands.press("Enter")
    expect(page.locator(".held")).to_have_count(1)
    expect(page.locator(".case [data-state], .case .badge").first).to_contain_text("Resolved")


def test_ctrl_k_leads_to_a_ticket_a_customer_and_a_queue(
    hands: Hands, system: tuple[Served, Cast]
) -> None:
    page, cast = hands.page, system[1]
    _palette(hands, "noise", SUBJECTS[1])
    _to(page, SUBJECTS[1])
    number = page.locator("[data-ticket]").get_attribute("data-ticket")
    _palette(hands, "due soon", "Due soon")
    page.wait_for_url("**/desk/queues/due_soon/")
    _palette(hands, shown(str(number), "IS").lower(), SUBJECTS[1])
    _to(page, SUBJECTS[1])
    _palette(hands, cast.northwind.name, cast.northwind.name)
    page.wait_for_url(re.compile(r"/desk/\?q=Northwind"))
    expect(page.locator("main")).to_contain_text(SUBJECTS[2])


def test_every_key_of_the_map_does_what_it_says_and_none_while_typing(hands: Hands) -> None:
    page = hands.page
    hands.press("?")
    expect(page.locator("dialog .keys")).to_contain_text("Internal note")
    hands.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    hands.press("Control+k")
    expect(page.locator("dialog input")).to_be_focused()
    hands.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    hands.press("/")
    hands.type("jcrnea?")
    expect(page.locator("#id_q")).to_have_value("jcrnea?")
    expect(page.locator("dialog, tr[aria-selected=true]")).to_have_count(0)
    hands.press("Escape")
    hands.press("c")
    page.wait_for_url("**/desk/calls/new/")
    _palette(hands, "no light", SUBJECTS[2])
    _to(page, SUBJECTS[2])
    for key, mode in (("n", "note"), ("c", "call"), ("r", "reply")):
        hands.press(key)
        expect(page.locator(f"#compose [name=mode][value={mode}]")).to_be_checked()
        expect(page.locator("#compose [name=text]")).to_be_focused()
        hands.press("Escape")
    hands.press("e")
    expect(page.locator("#act-escalate")).to_have_attribute("open", "")
    hands.press("Escape")
    expect(page.locator("#act-escalate")).not_to_have_attribute("open", "")
