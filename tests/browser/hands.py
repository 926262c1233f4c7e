"""Hands on a keyboard: what is reached without a mouse, and how long a person takes for it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from playwright.sync_api import Page

# The keystroke-level model (Card, Moran and Newell): seconds for one key of an average typist,
# and for making up one's mind before each step.
KEY, THOUGHT = 0.2, 1.35
# Nobody presses Tab more often than this to come to one thing.
FAR = 60

_FOCUSED = """
() => {
  const el = document.activeElement;
  if (el === document.body || el.tagName === "MAIN") return "";
  const labels = el.labels ? [...el.labels].map((label) => label.innerText) : [];
  const told = [el.getAttribute("aria-label"), ...labels, el.innerText, el.value];
  return told.filter(Boolean).join(" ");
}
"""


@dataclass
class Hands:
    """Types and presses keys; keeps count of keys, of thoughts, and of the time pages took."""

    page: Page
    keys: int = 0
    thoughts: int = 0
    waited: float = 0.0

    @property
    def seconds(self) -> float:
        """What a person would have taken."""
        return self.keys * KEY + self.thoughts * THOUGHT + self.waited

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.keys += len(words)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def go_to(self, name: str) -> None:
        """Tab on until what has the focus carries this name; AssertionError if it never does."""
        self.thoughts += 1
        seen = []
        for _ in range(FAR):
            focused = str(self.page.evaluate(_FOCUSED))
            if name in focused:
                return
            seen.append(focused[:30])
            self.press("Tab")
        raise AssertionError(f"{name!r} is not within {FAR} tabs: {seen}")

    def follow(self, name: str, path: str | re.Pattern[str]) -> None:
        """Go to a link or button, press Enter, and wait for the page at ``path``."""
        self.go_to(name)
        self.press("Enter")
        began = time.monotonic()
        self.page.wait_for_url(path, wait_until="load")
        self.waited += time.monotonic() - began
