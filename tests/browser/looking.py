"""Looking at a page as its readers do: light, dark, on a telephone, from right to left, by axe."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.database import REPOSITORY

DESKTOP = {"width": 1280, "height": 900}
TELEPHONE = {"width": 360, "height": 780}
LANGUAGE = "django_language"
SERIOUS = {"serious", "critical"}

DOCS = REPOSITORY / "docs" / "images"


class Looks:
    """In how many looks the pages of a story are drawn: all four in the long run only.

    In every run ``test_every_page.py`` judges each page in the light and on a telephone.
    """

    are_all = False


def folder() -> Path:
    """Where the pictures go: QENDRA_SCREENSHOTS, or var/screenshots; ``docs`` also fills docs."""
    wanted = os.environ.get("QENDRA_SCREENSHOTS", "") or "docs"
    found = REPOSITORY / "var" / "screenshots" if wanted == "docs" else Path(wanted)
    found.mkdir(parents=True, exist_ok=True)
    return found


def look_at(page: Page, name: str, *, docs: str = "") -> None:
    """Take the pictures; AssertionError for a barrier or for what sticks out at the side.

    What the dark changes for axe is looked at page by page in ``test_every_page.py``.

    ``docs`` is the name of the picture for the README, written only when asked for.
    """
    _look(page, f"{name}-light")
    if Looks.are_all:
        page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]  # a size as Playwright wants it
        _picture(page, f"{name}-360")
        _check_width(page, f"{name}-360")
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # as above
        page.emulate_media(color_scheme="dark")
        _picture(page, f"{name}-dark")
        page.emulate_media(color_scheme="light")
        _from_right_to_left(page, name)
    if docs and os.environ.get("QENDRA_SCREENSHOTS") == "docs":
        DOCS.mkdir(parents=True, exist_ok=True)
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=DOCS / f"{docs}.png", animations="disabled")


def _from_right_to_left(page: Page, name: str) -> None:
    before = [each for each in page.context.cookies() if each.get("name") == LANGUAGE]
    arabic = {"name": LANGUAGE, "value": "ar", "domain": urlsplit(page.url).hostname, "path": "/"}
    page.context.add_cookies([arabic])  # type: ignore[list-item]  # a cookie as Playwright wants it
    page.reload()
    assert page.locator("html").get_attribute("dir") == "rtl"
    _picture(page, f"{name}-rtl")
    _check_width(page, f"{name}-rtl")
    page.context.clear_cookies(name=LANGUAGE)
    page.context.add_cookies(before)  # type: ignore[arg-type]  # as they were
    page.reload()


def _look(page: Page, name: str) -> None:
    _picture(page, name)
    found = Axe().run(page).response["violations"]
    told = [
        f"{each['id']}: {each['help']} {[node['target'] for node in each['nodes']][:5]}"
        for each in found
        if each["impact"] in SERIOUS
    ]
    assert told == [], f"{name}: {told}"


def _picture(page: Page, name: str) -> None:
    page.screenshot(path=folder() / f"{name}.png", full_page=True, animations="disabled")


def _check_width(page: Page, name: str) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} sticks out by {wide} px"
