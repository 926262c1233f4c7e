"""Every page, light and dark, from right to left, on a telephone and at 200 %: is it well made?

The pages are those of ``test_every_url.py``: whatever somebody may look at. Each is drawn,
photographed (``looking.folder()``) and judged (``judging.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.judging import barriers, findings
from tests.browser.looking import folder
from tests.cast import Cast
from tests.scenarios.answers import NOBODY, OK, Row
from tests.scenarios.scene import Scene, make_scene
from tests.scenarios.test_every_url import ROWS

CHROMIUM = "/usr/bin/chromium"
# Whose eyes each face is seen with.
SEEN_BY = {"panel": "customer administrator", "desk": "administrator", "gate": NOBODY}


@dataclass(frozen=True)
class Look:
    """A way of seeing: the window, the scheme, the language."""

    name: str
    width: int = 1280
    height: int = 900
    options: dict[str, object] = field(default_factory=dict)
    language: str = "en"


# At 200 % a window of 1280 px holds as much as one of 640. What follows the first two is looked at
# in the long run, and in every run on the way of the main job (``test_whole_job.py``).
LOOKS = [
    Look("light"),
    Look("360", 360, 780),
    *(
        pytest.param(look, marks=pytest.mark.long, id=look.name)
        for look in (
            Look("dark", options={"color_scheme": "dark"}),
            Look("rtl", language="ar"),
            Look("zoomed", 640, 450, {"device_scale_factor": 2}),
        )
    ),
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: getattr(look, "name", None))
@pytest.mark.parametrize("face", SEEN_BY)
def test_every_page_is_well_made(
    face: str, look: Look, live_server: LiveServer, cast: Cast, *, is_long: bool
) -> None:
    scene = make_scene(cast, datetime.now(UTC))
    client = _signed_in(scene, SEEN_BY[face])
    addresses = {
        name: address
        for name, row in _rows(face)
        if _is_a_page(client, address := _address(name, row, scene))
    }
    assert addresses
    cookies = {name: each.value for name, each in client.cookies.items()}
    told: list[str] = []
    # Playwright has the thread to itself: what the database is asked is asked before.
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM)
        page = _window(chromium, live_server, look, cookies, told)
        for name, address in addresses.items():
            page.goto(address, wait_until="load")
            page.screenshot(path=_picture(name, look), full_page=True, animations="disabled")
            told += [f"{name}: {each}" for each in findings(page)]
            told += [f"{name}: {each}" for each in _barriers(page, look, is_long=is_long)]
        chromium.close()
    assert not told, "\n".join(told)


def _rows(face: str) -> Iterator[tuple[str, Row]]:
    """What this face's reader may look at; each row belongs to one face."""
    return ((name, row) for name, row in ROWS.items() if _face_of(row) == face)


def _is_a_page(client: Client, address: str) -> bool:
    """Neither a text for programs, nor a file, nor a piece that a page fetches."""
    answer = client.get(address)
    is_whole = b"<html" in answer.getvalue()
    return answer.status_code == OK and is_whole and "Content-Disposition" not in answer.headers


def _face_of(row: Row) -> str | None:
    """Signed out if that is enough, else the customer's, else the desk."""
    for face in ("gate", "panel", "desk"):
        if row.get[SEEN_BY[face]] == OK:
            return face
    return None


def _signed_in(scene: Scene, who: str) -> Client:
    client = Client()
    if who != NOBODY:
        client.force_login(scene.cast.people()[who])
    return client


def _window(
    browser: Browser, server: LiveServer, look: Look, cookies: dict[str, str], told: list[str]
) -> Page:
    context = browser.new_context(
        base_url=server.url,
        viewport={"width": look.width, "height": look.height},
        reduced_motion="reduce",
        **look.options,  # type: ignore[arg-type]  # as the look says
    )
    cookies = cookies | {"django_language": look.language}
    context.add_cookies(
        [{"name": name, "value": value, "url": server.url} for name, value in cookies.items()]
    )
    page = context.new_page()
    page.on("pageerror", lambda error: told.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda said: (
            told.append(f"{page.url}: {said.text} {said.location.get('url')}")
            if said.type == "error"
            else None
        ),
    )
    return page


def _barriers(page: Page, look: Look, *, is_long: bool) -> list[str]:
    """All of axe in the light, and everywhere in the long run."""
    return barriers(page) if is_long or look.name == "light" else []


def _picture(name: str, look: Look) -> Path:
    return folder() / f"page-{name.replace(':', '-')}-{look.name}.png"


def _address(name: str, row: Row, scene: Scene) -> str:
    query = "&".join(f"{key}={value}" for key, value in row.query.items())
    return reverse(name, args=row.arguments(scene)) + (f"?{query}" if query else "")
