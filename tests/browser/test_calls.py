"""An agent on the telephone: a call is logged in half a minute, and the page keeps up with it."""

from __future__ import annotations

import re

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from qendra.accounts.models import Person
from qendra.tickets.models import Ticket
from tests.browser.hands import Hands
from tests.cast import Cast

HALF_A_MINUTE = 30


def _session_of(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _the_timer_counts_until_the_call_is_over(page: Page) -> None:
    page.clock.install()
    page.goto("/desk/calls/new/")
    timer = page.locator("[data-time]")
    page.clock.run_for(61_000)
    expect(timer).to_have_text(re.compile(r"1:\d\d"))
    page.get_by_role("button", name="The call is over").click()
    minutes, seconds = timer.inner_text().split(":")
    page.clock.run_for(120_000)
    expect(timer).to_have_text(f"{minutes}:{seconds}")
    kept = page.locator("[name=seconds]").input_value()
    assert kept == str(int(minutes) * 60 + int(seconds))


def test_a_call_is_logged_in_half_a_minute_by_keyboard_while_its_facts_tick(
    live_server: LiveServer, cast: Cast
) -> None:
    Person.objects.filter(id=cast.besa.id).update(phone="+355 69 000 0002")
    session = _session_of(cast.elira)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = chromium.new_context(base_url=live_server.url).new_page()
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page.goto("/desk/calls/new/")
        hands, known = Hands(page), page.locator("[data-known]")
        expect(page.locator("[data-time]")).to_have_text(re.compile(r"0:0\d"))
        hands.type("069 000 0002")
        hands.press("Enter")
        expect(page.locator("#caller")).to_contain_text("Not verified: Besa")
        hands.go_to(cast.transit.name)
        hands.press("Enter")
        expect(known).to_have_text("1")
        hands.go_to("Description")
        hands.type("No light on our port since ten.")
        expect(known).to_have_text("2")
        hands.go_to("Impact")
        hands.type("Serv")
        expect(known).to_have_text("3")
        hands.press("Control+Enter")
        page.wait_for_url("**/desk/tickets/**", wait_until="load")
        expect(page.locator(".read-back")).to_contain_text("India Sierra")
        _the_timer_counts_until_the_call_is_over(page)
        chromium.close()
    ticket = Ticket.objects.get()
    assert (ticket.reporter, ticket.service) == (cast.besa, cast.transit)
    assert hands.seconds < HALF_A_MINUTE
