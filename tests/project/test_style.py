"""The page of parts is whole: what a style sheet draws can be seen on it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from qendra.project.stylesheet import CSS
from tests.architecture.pages import parts_drawn
from tests.cast import Cast

# Arrangements of whole pages, which are seen on those pages, each with its screenshots.
ARRANGEMENTS = {
    "case.css",
    "composing.css",
    "controls.css",
    "finder.css",
    "gate.css",
    "people.css",
    "rungs.css",
    "settings.css",
    "signing-in.css",
    "tickets.css",
    "call-backs.css",
}
# Parts of a part that only one arrangement of it shows.
SMALL = re.compile(
    r"^(sr|live|nav|input|form__\w+|form--close|filter|composer__(modes|fields)|dialog--top"
    r"|choices--across|rating|bulk__wrong|history__reason|palette__offers|present--writing|.*--page)$"
)


def _parts() -> dict[str, set[str]]:
    listed = re.findall(r'"([a-z-]+\.css)"\) layer\(parts\)', (CSS / "style.css").read_text())
    return {name: parts_drawn((CSS / name).read_text()) for name in listed}


@pytest.mark.django_db
def test_every_part_stands_on_the_page_of_parts(cast: Cast, client: Client) -> None:
    client.force_login(cast.elira)
    page = "".join(client.get("/style/", {"face": face}).text for face in ("panel", "desk"))
    shown = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', page))))
    missing = {
        f"{file}: {part}"
        for file, parts in _parts().items()
        if file not in ARRANGEMENTS
        for part in parts - shown
        if not SMALL.match(part)
    }
    assert missing == set()


def test_it_looks_at_the_parts_that_there_are() -> None:
    parts = _parts()
    assert set(parts) >= ARRANGEMENTS
    assert {"button", "button--primary"} <= parts["buttons.css"]


@pytest.mark.django_db
def test_it_is_drawn_light_dark_and_mirrored(cast: Cast, client: Client) -> None:
    client.force_login(cast.elira)
    page = client.get("/style/").text
    for pane in ('data-scheme="light" lang="en" dir="ltr"', 'data-scheme="dark"', 'dir="rtl"'):
        assert pane in page
