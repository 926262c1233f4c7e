"""The rows of the dense list: drawn once, with what is of this moment and of this page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString

from qendra.desk.columns import NAMES
from qendra.desk.shown.rows import Row
from qendra.project.kept_parts import House
from qendra.project.templatetags import cells

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
ROW = Row(
    number="123456782",
    subject="No light",
    customer="Harbour Analytics",
    service=None,
    priority=SafeString("P2"),
    is_provisional=False,
    state=SafeString("New"),
    assignee=None,
    team=None,
    level=1,
    is_unheard=False,
    due_at=NOW + timedelta(minutes=30),
    customer_wrote_at=None,
    opened_at=NOW - timedelta(hours=1),
)


@dataclass(frozen=True)
class Bar:
    chosen: set[str] = field(default_factory=set)


def drawn(row: Row = ROW, **shown: object) -> str:
    known = {"provider": House("IS", "UTC"), "now": NOW, "rows": [row], "columns": [*NAMES]}
    return Template("{% load cells %}{% listed rows columns %}").render(Context(known | shown))


def test_the_same_row_is_drawn_once() -> None:
    cells._drawn.cache_clear()
    assert drawn() == drawn()
    assert cells._drawn.cache_info().misses == 1


def test_every_cell_is_whole() -> None:
    assert drawn().count("<td") == drawn().count("</td>") == len(NAMES)


def test_its_moments_are_told_anew() -> None:
    assert "1 h ago" in drawn()
    assert "2 h ago" in drawn(now=NOW + timedelta(hours=1))


def test_it_becomes_late_by_time_alone() -> None:
    assert 'data-tone="critical"' not in drawn()
    assert 'data-tone="critical"' in drawn(now=NOW + timedelta(minutes=31))


def test_another_word_another_language_and_another_prefix_are_drawn_anew() -> None:
    assert "Packet loss" in drawn(replace(ROW, subject="Packet loss"))
    with translation.override("de"):
        assert "niemand" in drawn()
    assert "XY-" in drawn(provider=House("XY", "UTC"))


def test_the_box_is_there_for_whoever_may_choose_and_ticked_for_what_is_chosen() -> None:
    assert "checkbox" not in drawn()
    assert " checked" not in drawn(bulk=Bar())
    assert " checked" in drawn(bulk=Bar({ROW.number}))
