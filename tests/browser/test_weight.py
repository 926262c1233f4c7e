"""What pages weigh on the way to a browser, measured in one, on the running system."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from qendra.demo.interspace import PASSWORD
from tests.browser.running import System

pytestmark = pytest.mark.xdist_group("system")

FIRST, LATER = 100_000, 20_000
AOIFE, ELIRA = "aoife.byrne@harbouranalytics.example", "elira.hoxha@interspace.example"
PAGES = {
    AOIFE: ["/", "/services/", "main >> text=IP transit", "/tickets/", "main li a"],
    ELIRA: ["/desk/queues/all/", "main tbody a", "/desk/calls/new/", "/desk/triage/"],
}


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        yield chromium
        chromium.close()


class Scales:
    """Counts every byte that comes over the wire into one window."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bytes = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._weigh)

    def _weigh(self, told: dict[str, float]) -> None:
        self.bytes += int(told["encodedDataLength"])

    def open(self, where: str) -> int:
        """Go to an address, or click what a selector names; the bytes that it took."""
        self.bytes = 0
        if where.startswith("/"):
            self.page.goto(where, wait_until="load")
        else:
            self.page.locator(where).first.click()
            self.page.wait_for_load_state("load")
        # The icon of the tab comes after everything else.
        self.page.wait_for_timeout(200)
        return self.bytes


@pytest.mark.parametrize("who", PAGES)
def test_the_first_page_is_light_and_later_ones_are_lighter(
    who: str, system: System, browser: Browser, tmp_path: Path
) -> None:
    state = tmp_path / "state.json"
    signing_in = _context(browser, system)
    first = Scales(signing_in.new_page())
    assert first.open("/sign-in/") <= FIRST
    first.page.fill("[name=username]", who)
    first.page.fill("[name=password]", PASSWORD)
    first.page.press("[name=password]", "Enter")
    first.page.wait_for_load_state("load")
    signing_in.storage_state(path=state)

    for where in [each for each in PAGES[who] if each.startswith("/")]:
        cold = Scales(_context(browser, system, state).new_page())
        assert cold.open(where) <= FIRST, where
    warm = Scales(_context(browser, system, state).new_page())
    _visit_all(warm, who)
    weighed = _visit_all(warm, who)
    assert {where: size for where, size in weighed.items() if size > LATER} == {}


def _visit_all(scales: Scales, who: str) -> dict[str, int]:
    return {where: scales.open(where) for where in PAGES[who]}


def _context(browser: Browser, system: System, state: Path | None = None) -> BrowserContext:
    context = browser.new_context(base_url=system.url, storage_state=state)
    context.set_default_timeout(60_000)
    return context
