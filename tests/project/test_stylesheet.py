"""One sheet for a page: in layers, with the provider's colour, kept by browsers, readable."""

from __future__ import annotations

import math
import re

import pytest
from django.test import Client

from qendra.lib import remembering
from qendra.lib.colour import contrast
from qendra.project.stylesheet import CSS, brand_rules, sheet_for
from tests.cast import Cast

INKS = [
    ("--ink", "--canvas"),
    ("--ink", "--raised"),
    ("--ink-soft", "--canvas"),
    ("--ink-soft", "--sunken"),
    ("--ink-faint", "--canvas"),
    ("--ink-faint", "--sunken"),
    ("--ink-faint", "--raised"),
    ("--ink-soft", "--neutral-wash"),
]
TONES = ["critical", "major", "minor", "low", "info", "wait", "good"]


def sheet_address(browser: Client) -> str:
    page = browser.get("/sign-in/").content.decode()
    found = re.search(r'rel="stylesheet" href="([^"]+)"', page)
    assert found
    return found[1]


def test_the_page_names_a_sheet_that_browsers_keep(cast: Cast) -> None:
    browser = Client()
    answer = browser.get(sheet_address(browser), headers={"accept-encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < 16_000


def test_another_colour_is_another_address(cast: Cast) -> None:
    browser = Client()
    before = sheet_address(browser)
    cast.provider.accent = "#aa3300"
    cast.provider.save()
    # A second later.
    remembering.forget_all()
    assert sheet_address(browser) != before
    old = browser.get(before)
    assert old.headers["Cache-Control"] == "public, max-age=60"
    assert "--brand-fill: #aa3300" in old.content.decode()


def test_every_part_is_in_the_sheet_within_its_layer() -> None:
    sheet = sheet_for("#0f6b5c")
    assert "@import" not in sheet
    listed = set(re.findall(r'url\("([a-z-]+\.css)"\)', (CSS / "style.css").read_text()))
    assert listed == {file.name for file in CSS.glob("*.css")} - {"style.css", "guide.css"}
    assert sheet.count("{") == sheet.count("}")


@pytest.mark.parametrize("accent", ["#0f6b5c", "#ffd400", "#000000", "#ffffff", "#7f7f7f"])
def test_any_brand_gives_readable_colours(accent: str) -> None:
    rules = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", brand_rules(accent)))
    assert contrast(rules["--brand-on-light"], "#ffffff") >= 4.5
    assert contrast(rules["--brand-on-dark"], "#16191f") >= 4.5
    assert contrast(rules["--brand-on-fill"], rules["--brand-fill"]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_ink_reads_on_its_surface(scheme: int) -> None:
    tokens = _tokens(scheme)
    tones = [(f"--{tone}-ink", f"--{tone}-wash") for tone in TONES]
    plain = [(f"--{tone}-ink", "--surface") for tone in TONES]
    weak = {
        f"{ink} on {surface}": round(contrast(tokens[ink], tokens[surface]), 2)
        for ink, surface in [*INKS, *tones, *plain]
        if contrast(tokens[ink], tokens[surface]) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_shapes_and_edges_of_fields_can_be_seen(scheme: int) -> None:
    tokens = _tokens(scheme)
    marks = ["--line-strong", *(f"--{tone}-mark" for tone in TONES)]
    weak = {
        mark: round(contrast(tokens[mark], tokens["--surface"]), 2)
        for mark in marks
        if contrast(tokens[mark], tokens["--surface"]) < 3
    }
    assert weak == {}


def _tokens(scheme: int) -> dict[str, str]:
    """The colours of one scheme (0: light, 1: dark) as #rrggbb."""
    text = (CSS / "tokens.css").read_text()
    number = r"([\d.]+)%? ([\d.]+) ([\d.]+)"
    pairs = re.findall(rf"(--[\w-]+): light-dark\(oklch\({number}\), oklch\({number}\)\)", text)
    return {
        name: _hex(*(float(part) for part in values[3 * scheme : 3 * scheme + 3]))
        for name, *values in pairs
    }


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """oklch as sRGB (CSS Color 4, section 9 and its sample code)."""
    a, b = (
        chroma * math.cos(math.radians(hue)),
        chroma * math.sin(math.radians(hue)),
    )
    light = lightness / 100
    long, medium, short = (
        (light + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (light - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (light - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{_channel(value):02x}" for value in linear)


def _channel(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    shown = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(shown * 255)
