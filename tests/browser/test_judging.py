"""The judge sees what a careful eye sees: each flaw planted in a page is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.judging import findings
from tests.browser.test_every_page import CHROMIUM

PICTURE = "<svg width='200' height='60' style='display:block'><rect width='200' height='60'/></svg>"
UP = "margin-top: -40px; position: relative"
FLAWS = {
    "words over a picture": (f"{PICTURE}<p style='{UP}'>A sentence</p>", "overlap"),
    "words over words": (f"<p>One sentence</p><p style='{UP}'>Another one</p>", "overlap"),
    "a form over a picture": (f"{PICTURE}<form style='{UP}'><input></form>", "overlap"),
    "a button over words": (
        f"<p>A sentence</p><button style='{UP}; display: block'>Do</button>",
        "overlap",
    ),
    "too wide": ("<p style='width: 1400px'>A sentence</p>", "wider than the window"),
    "cut": (
        "<p style='width: 4em; overflow: hidden; white-space: nowrap'>Much too long</p>",
        "cuts",
    ),
    "squeezed": ("<p style='width: 1ch; word-break: break-all'>Much too narrow</p>", "squeezes"),
    "six sizes": (
        "".join(f"<p style='font-size: {size}px'>Words</p>" for size in range(12, 18)),
        "type sizes",
    ),
    "two primary buttons": ("<button class='button--primary'>A</button>" * 2, "primary buttons"),
}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM)
        yield chromium.new_page(viewport={"width": 1280, "height": 900})
        chromium.close()


def _told(page: Page, planted: str) -> str:
    page.set_content(f"<!doctype html><main><h1>Tickets</h1>{planted}</main>")
    return "\n".join(findings(page))


def test_a_page_that_is_well_made_is_left_in_peace(page: Page) -> None:
    assert _told(page, f"<p>Nothing waits for you.</p>{PICTURE}<button>Take it</button>") == ""


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_is_told(flaw: str, page: Page) -> None:
    planted, said = FLAWS[flaw]
    assert said in _told(page, planted)
