"""What a browser says it is, in words that its owner recognises. Pure: no Django."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The first that fits: most programs also name those that they descend from.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR|Opera", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Vivaldi", "Vivaldi"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS|Chromium", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X|Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux|X11", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """Names that no language translates; empty where nothing is known."""

    browser: str
    system: str


def device_of(user_agent: str) -> Device:
    """The browser and the system that a User-Agent header names."""
    return Device(_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))


def is_handheld(device: Device) -> bool:
    return device.system in {"iPhone", "iPad", "Android"}


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in known if re.search(mark, user_agent)), "")
