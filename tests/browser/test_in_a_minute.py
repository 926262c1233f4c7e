"""A customer who has read only the README reports a fault: in a minute, and without a mouse."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.hands import Hands
from tests.cast import PASSWORD, Cast

A_MINUTE = 60
HOME = re.compile(r":\d+/$")


def _window(browser: Browser, live_server: LiveServer) -> Page:
    page = browser.new_context(base_url=live_server.url).new_page()
    page.goto("/")
    return page


def test_a_fault_is_reported_in_under_a_minute_by_keyboard_alone(
    live_server: LiveServer, cast: Cast
) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        hands = Hands(_window(chromium, live_server))
        hands.go_to("E-mail")
        hands.type(str(cast.alba.email))
        hands.go_to("Password")
        hands.type(PASSWORD)
        hands.follow("Password", HOME)
        hands.follow("Services", "**/services/")
        hands.follow(cast.transit.name, "**/IPT-10001/")
        hands.follow("New ticket", "**/new/")
        hands.go_to("Subject")
        hands.type("Link down")
        hands.go_to("Description")
        hands.type("No light on our port.")
        hands.go_to("Just now")
        hands.press("Enter")
        hands.go_to("Service affecting")
        hands.press("Space")
        hands.go_to("Medium")
        hands.press("ArrowUp")
        expect(hands.page.locator("[data-priority=critical]")).to_be_visible()
        hands.follow("Send the ticket", "**/sent/")
        expect(hands.page.locator(".ticket-id--large")).to_have_text(re.compile(r"[A-Z]+-\d{4}"))
        chromium.close()
    assert hands.seconds < A_MINUTE


def test_a_fault_is_reported_by_names_and_roles_alone(live_server: LiveServer, cast: Cast) -> None:
    """As a screen reader tells the page: everything is found by its role and its name."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = _window(chromium, live_server)
        page.get_by_role("textbox", name="E-mail").fill(str(cast.alba.email))
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("navigation").get_by_role("link", name="Services").click()
        page.get_by_role("link", name=cast.transit.name).click()
        page.get_by_role("link", name="Support", exact=True).click()
        page.get_by_role("link", name="New ticket").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("New ticket")
        page.get_by_role("textbox", name="Subject").fill("Link down")
        page.get_by_role("textbox", name="Description").fill("No light on our port.")
        page.get_by_role("button", name="Just now").click()
        impact = page.get_by_role("group", name="What does it do to your service?")
        impact.get_by_role("radio", name="Service affecting", exact=False).first.check()
        urgency = page.get_by_role("group", name="Priority level")
        urgency.get_by_role("radio", name="High").check()
        expect(page.get_by_role("status").filter(has_text="Critical")).to_be_visible()
        page.get_by_role("button", name="Send the ticket").click()
        page.wait_for_url("**/sent/")
        expect(page.get_by_role("main")).to_contain_text("Critical")
        chromium.close()
