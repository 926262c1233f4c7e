"""A stranger reads the docs: every link leads somewhere, and the short way is as short as said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = [
    REPOSITORY / "README.md",
    REPOSITORY / "CHANGELOG.md",
    *sorted((REPOSITORY / "docs").rglob("*.md")),
]
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
_FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    dead = [
        f"{path}#{anchor}"
        for path, anchor in _LINK.findall(page.read_text())
        if not _leads_somewhere(page, path, anchor)
    ]

    assert dead == []


def test_every_file_of_a_deployment_that_is_named_is_there() -> None:
    named = {
        name
        for page in PAGES
        for name in re.findall(r"(?<![\w/])deploy/[\w./-]*\w", page.read_text())
    }
    # Made by the administrator, from the example beside it.
    assert [
        each for each in named - {"deploy/qendra.env"} if not (REPOSITORY / each).exists()
    ] == []
    assert "deploy/nginx.conf" in named


def test_the_readme_opens_with_what_it_is_both_faces_and_the_commands() -> None:
    opening = (REPOSITORY / "README.md").read_text().split("## Which line decides")[0]
    what_it_is = opening.partition("# Qendra\n")[2].partition("\n|")[0]

    assert "customer contact centre" in what_it_is
    assert re.findall(r"!\[[^\]]+\]\(([^)]+)\)", opening) == [
        "docs/images/panel.png",
        "docs/images/desk.png",
    ]
    for command in ("server", "test", "setup", "check"):
        assert f"`script/{command}`" in opening


def test_from_the_readme_to_the_line_that_decides_a_deadline_is_three_steps() -> None:
    readme = (REPOSITORY / "README.md").read_text()
    section = readme.split("## Which line decides a deadline?")[1].split("\n## ")[0]
    steps = re.findall(r"^\d\. .*$", section, re.MULTILINE)

    assert len(steps) == 3
    assert "docs/clocks.md" in steps[0]
    assert "#the-line-that-decides" in steps[1]
    assert "qendra/sla/clock.py" in steps[2]


def test_the_page_on_clocks_quotes_the_line_that_decides_as_it_stands_in_the_code() -> None:
    page = (REPOSITORY / "docs" / "clocks.md").read_text()
    quoted = _FENCE.search(page.split("## The line that decides")[1])
    assert quoted is not None
    code = (REPOSITORY / "qendra" / "sla" / "clock.py").read_text()
    decides = code.split("def repair_deadline(")[1].split("\ndef ")[0]

    assert quoted[1].strip() in decides


def _leads_somewhere(page: Path, path: str, anchor: str) -> bool:
    target = (page.parent / path).resolve() if path else page
    if not target.exists() or not target.is_relative_to(REPOSITORY):
        return False
    return not anchor or anchor in _anchors(target)


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }
