"""The panel in a real browser: what its small scripts add, and that it works without them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, FilePayload, Page, Route, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.cast import PASSWORD, Cast, opened

CHROMIUM = "/usr/bin/chromium"
SESSION = "qendra_session"
FORM = "/services/IPT-10001/support/new/"
PICTURE = FilePayload(name="loss.png", mimeType="image/png", buffer=b"x" * 5000)
LARGE = FilePayload(name="large.png", mimeType="image/png", buffer=b"x" * 600_000)
LOG = FilePayload(name="mtr.txt", mimeType="text/plain", buffer=b"hop 1")


@contextmanager
def browser_of_alba(live_server: LiveServer, cast: Cast, **options: object) -> Iterator[Page]:
    """A browser in which Alba is signed in; any error of a script or of the policy fails."""
    client = Client()
    client.force_login(cast.alba)
    cookie = {"name": SESSION, "value": client.cookies[SESSION].value, "url": live_server.url}
    errors: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM)
        context = chromium.new_context(base_url=live_server.url, **options)  # type: ignore[arg-type]  # as the test says
        context.add_cookies([cookie])  # type: ignore[list-item]  # a cookie as Playwright wants it
        yield watched(context, errors)
        chromium.close()
    assert errors == []


def watched(context: BrowserContext, errors: list[str]) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None,
    )
    return page


@pytest.fixture
def page(live_server: LiveServer, cast: Cast) -> Iterator[Page]:
    with browser_of_alba(live_server, cast) as alba:
        yield alba


def fill_in(page: Page) -> None:
    page.fill("[name=subject]", "Slow")
    page.fill("[name=description]", "Slow since noon.")
    page.fill("[name=started_at]", "2026-03-11T09:55")
    page.check("[name=impact][value=degradation]")
    page.check("[name=urgency][value=high]")


def send(page: Page) -> None:
    page.click("text=Send the ticket")


def test_the_resulting_priority_follows_while_choosing(page: Page) -> None:
    page.goto(FORM)
    expect(page.locator("output")).to_contain_text("choose an impact")
    page.check("[name=impact][value=degradation]")
    page.check("[name=urgency][value=high]")
    expect(page.locator("[data-priority=major]")).to_be_visible()
    expect(page.locator("output")).to_contain_text("First answer within 30 min")
    page.check("[name=kind][value=request]")
    expect(page.locator("[data-priority=minor]")).to_be_visible()
    expect(page.locator("[name=started_at]")).to_be_hidden()


def test_what_was_typed_survives_the_end_of_the_session(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)
    page.context.clear_cookies(name=SESSION)
    send(page)
    page.wait_for_url("**/sign-in/**")
    page.fill("[name=username]", "alba@customer.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"**{FORM}")
    expect(page.locator("[data-draft-note]")).to_be_visible()
    expect(page.locator("[name=description]")).to_have_value("Slow since noon.")
    expect(page.locator("[name=started_at]")).to_have_value("2026-03-11T09:55")
    expect(page.locator("[name=impact][value=degradation]")).to_be_checked()


def test_after_sending_the_draft_is_gone_and_the_id_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(FORM)
    fill_in(page)
    send(page)
    page.wait_for_url("**/sent/")
    page.click("[data-copy]")
    expect(page.locator("[data-copy]")).to_contain_text("Copied")
    shown = page.inner_text(".ticket-id--large")
    assert page.evaluate("navigator.clipboard.readText()") == shown
    page.goto(FORM)
    expect(page.locator("[name=description]")).to_have_value("")


def test_a_report_waits_for_the_network_and_is_sent_once(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)
    page.set_input_files("[name=attachments]", [LOG])
    page.context.set_offline(True)
    send(page)
    expect(page.locator("[data-not-sent]")).to_be_visible()
    expect(page.locator("[name=description]")).to_have_value("Slow since noon.")
    page.context.set_offline(False)
    page.wait_for_url("**/sent/")
    page.goto("/tickets/")
    expect(page.locator(".list__item")).to_have_count(1)


def test_a_report_whose_answer_was_lost_is_still_one_ticket(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(f"**{FORM}", swallow, times=1)
    send(page)
    expect(page.locator("[data-not-sent]")).to_be_visible()
    page.reload()
    expect(page.locator("[name=description]")).to_have_value("Slow since noon.")
    send(page)
    page.wait_for_url("**/sent/")
    page.goto("/tickets/")
    expect(page.locator(".list__item")).to_have_count(1)


def test_a_draft_is_not_shown_to_somebody_else_at_the_same_screen(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)
    page.context.clear_cookies(name=SESSION)
    page.goto(FORM)
    page.fill("[name=username]", "besa@customer.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"**{FORM}")
    expect(page.locator("[name=description]")).to_have_value("")


def test_the_start_is_written_by_one_press_in_the_time_of_the_site(page: Page) -> None:
    page.clock.set_fixed_time("2026-03-11T09:00:00Z")
    page.goto(FORM)
    page.get_by_role("button", name="10 minutes ago").click()
    expect(page.locator("[name=started_at]")).to_have_value("2026-03-11T09:50")


def test_files_are_picked_removed_dropped_and_sent(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)
    page.set_input_files("[name=attachments]", [PICTURE, LOG])
    page.get_by_role("button", name="Remove: loss.png").click()
    page.evaluate(
        """() => {
            const files = new DataTransfer();
            files.items.add(new File(["x"], "dropped.txt"));
            document.querySelector("[data-drop]")
                .dispatchEvent(new DragEvent("drop", { dataTransfer: files }));
        }"""
    )
    send(page)
    page.wait_for_url("**/sent/")
    page.click("text=Open the ticket")
    expect(page.locator(".file__name")).to_have_text(["mtr.txt", "dropped.txt"])


def test_a_bar_shows_how_far_the_files_are_while_they_go_up(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)
    page.set_input_files("[name=attachments]", [LARGE])
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    send(page)
    bar = page.get_by_role("progressbar", name="Sending the files")
    expect(bar).to_be_visible()
    value = "document.querySelector('.progress').value"
    page.wait_for_function(f"() => 0.2 < {value} && {value} < 0.9")
    page.wait_for_url("**/sent/")
    page.click("text=Open the ticket")
    expect(page.locator(".file__name")).to_have_text(["large.png"])


def test_a_picture_is_pasted_into_the_form(page: Page) -> None:
    page.goto(FORM)
    fill_in(page)
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File(["x"], "pasted.png"));
            document.querySelector("[name=description]").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }"""
    )
    send(page)
    page.wait_for_url("**/sent/")
    page.click("text=Open the ticket")
    expect(page.locator(".file__name")).to_have_text(["pasted.png"])


@pytest.mark.parametrize("files", [[], [LOG]], ids=["plain", "with a file"])
def test_an_answer_that_was_sent_is_not_offered_again(
    page: Page, cast: Cast, files: list[FilePayload]
) -> None:
    page.goto(FORM)
    fill_in(page)
    send(page)
    page.click("text=Open the ticket")
    page.fill("[name=text]", "Half an answer")
    page.reload()
    expect(page.locator("[name=text]")).to_have_value("Half an answer")
    page.set_input_files("[name=attachments]", files)
    page.click(".composer .button--primary")
    expect(page.locator(".timeline")).to_contain_text("Half an answer")
    expect(page.locator("[name=text]")).to_have_value("")


def test_everything_works_without_scripts(live_server: LiveServer, cast: Cast) -> None:
    with browser_of_alba(live_server, cast, java_script_enabled=False) as page:
        page.goto(FORM)
        fill_in(page)
        page.set_input_files("[name=attachments]", [LOG])
        send(page)
        page.click("text=Open the ticket")
        page.fill("[name=text]", "It got worse.")
        page.click(".composer button.button--primary")
        expect(page.locator(".timeline")).to_contain_text("It got worse.")
        page.locator("header summary").first.click()
        page.click("[name=language][value=de]")
        expect(page.locator("html")).to_have_attribute("lang", "de")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier_that_a_machine_can_find(
    live_server: LiveServer, cast: Cast, scheme: str
) -> None:
    number = opened(cast).number
    ticket = f"/tickets/{number}/"
    addresses = ["/", "/services/", "/services/IPT-10001/", FORM, "/tickets/", ticket]
    addresses += [f"{ticket}sent/", f"{ticket}escalation/", f"{ticket}reopening/"]
    with browser_of_alba(live_server, cast, color_scheme=scheme) as page:
        for address in addresses:
            page.goto(address)
            found = Axe().run(page)
            assert found.violations_count == 0, f"{address}: {found.generate_report()}"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_scrolls_sideways_on_a_small_screen(
    live_server: LiveServer, cast: Cast, language: str
) -> None:
    number = opened(cast, subject="A" * 200).number
    small = {"width": 360, "height": 740}
    addresses = ["/", "/services/", "/services/IPT-10001/", FORM, f"/tickets/{number}/"]
    with browser_of_alba(live_server, cast, viewport=small, locale=language) as page:
        for address in addresses:
            page.goto(address)
            wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(wider) == 0, address
