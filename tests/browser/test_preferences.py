"""What the reader's machine prefers is respected: fewer movements, its own colours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.test import Client
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.looking import folder
from tests.cast import Cast
from tests.scenarios.scene import make_scene

# Every part that moves: its longest movement in milliseconds.
LONGEST = """
() => Math.max(...[...document.querySelectorAll("*")].flatMap((el) => {
  const style = getComputedStyle(el);
  return [style.transitionDuration, style.animationDuration].flatMap((durations) =>
    durations.split(",").map((each) => parseFloat(each) * (each.includes("ms") ? 1 : 1000))
  );
}))
"""
# What tells something apart by colour alone as long as the page has its own colours.
EDGES = """
(selector) => [...document.querySelectorAll(selector)]
  .filter((el) => el.checkVisibility())
  .map((el) => getComputedStyle(el))
  .map((style) => style.borderStyle !== "none" || style.outlineStyle !== "none")
"""


@contextmanager
def window(live_server: LiveServer, cast: Cast, path: str, **options: object) -> Iterator[Page]:
    client = Client()
    client.force_login(cast.elira)
    cookie = client.cookies["qendra_session"].value
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        context = chromium.new_context(base_url=live_server.url, **options)  # type: ignore[arg-type]  # as the test says
        context.add_cookies([{"name": "qendra_session", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        yield page
        chromium.close()


@pytest.mark.parametrize(
    ("motion", "least", "most"), [("no-preference", 50, 5000), ("reduce", 0, 1)]
)
def test_nothing_moves_for_whom_movement_hurts(
    motion: str, least: float, most: float, live_server: LiveServer, cast: Cast
) -> None:
    with window(live_server, cast, "/style/", reduced_motion=motion) as page:
        longest = page.evaluate(LONGEST)
    assert least <= longest <= most


def test_with_the_machine_s_colours_every_mark_keeps_its_edge(
    live_server: LiveServer, cast: Cast
) -> None:
    with window(live_server, cast, "/style/", forced_colors="active") as page:
        page.screenshot(path=folder() / "style-forced-colours.png", full_page=True)
        for selector in (".badge", ".alert", ".standing", ".choice", ".card", ".button", ".toast"):
            edges = page.evaluate(EDGES, selector)
            assert edges, selector
            assert all(edges), selector


def test_with_the_machine_s_colours_the_present_place_is_told_by_more_than_a_colour(
    live_server: LiveServer, cast: Cast
) -> None:
    ticket = make_scene(cast, datetime.now(UTC)).ticket_id
    with window(live_server, cast, f"/desk/tickets/{ticket}/", forced_colors="active") as page:
        page.screenshot(path=folder() / "desk-ticket-forced-colours.png", full_page=True)
        page.goto("/desk/queues/all/")
        current = page.locator(".queues__item[aria-current]")
        assert current.evaluate("el => getComputedStyle(el).outlineStyle") == "solid"
        page.keyboard.press("j")
        chosen = page.locator("tr[aria-selected=true]")
        assert chosen.evaluate("el => getComputedStyle(el).outlineStyle") == "solid"
