"""What a careful eye would say of a page: sizes, edges, overlaps, what is cut, what shifts."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = {"serious", "critical"}
# Everything of WCAG 2.2 A and AA that a machine can see, and axe's own advice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# More than this moves under the eyes of a reader (web.dev calls up to 0.1 good).
MOST_SHIFT = 0.02

_JUDGING = Path(__file__).with_suffix(".js").read_text()
_SHIFTS = """
() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) sum += each.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(sum), 30));
})
"""


def findings(page: Page) -> list[str]:
    """What is wrong with the look of the page, as sentences; nothing when it is well made."""
    told: list[str] = page.evaluate(f"({_JUDGING})()")
    shift = page.evaluate(f"({_SHIFTS})()")
    return [*told, *([f"shifts by {shift:.3f}"] if shift > MOST_SHIFT else [])]


def barriers(page: Page, *only: str) -> list[str]:
    """What axe calls serious or critical, of all rules or of some."""
    wanted = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": RULES}
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": wanted})
    return [
        f"{each['id']}: {each['help']} {[node['target'] for node in each['nodes']][:5]}"
        for each in found.response["violations"]
        if each["impact"] in SERIOUS
    ]
