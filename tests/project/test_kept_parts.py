"""Parts that are drawn once for the same values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from qendra.accounts.models import Person
from qendra.project.kept_parts import Gap, House, cut, gap

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
LADDER = (
    "{% load shown %}{% kept 'parts/badge_state.html' value=state label=label %}"
    "{% kept 'parts/languages.html' languages=languages late_here=here late_csrf_token=token %}"
)


def drawn(template: str, **shown: object) -> str:
    house = House("IS", "Europe/Tirane")
    return Template(template).render(Context({"provider": house, "now": NOW} | shown))


def test_what_comes_late_is_put_in_each_time_and_escaped() -> None:
    first, second = (
        drawn(
            LADDER, state="new", label="New", languages=(("en", "English"),), here=here, token="t"
        )
        for here in ('/a/?q="x"', "/b/")
    )
    assert 'value="/a/?q=&quot;x&quot;"' in first
    assert first.replace("/a/?q=&quot;x&quot;", "/b/") == second


def test_a_moment_in_a_kept_part_is_told_anew() -> None:
    template = "{% load shown %}{% kept 'desk/cards/ladder.html' ladder=ladder late_drawn='' %}"
    ladder = {"levels": (), "name": "x"}
    with pytest.raises(TypeError):
        drawn(template, ladder=ladder)  # nothing that could change is a key
    known = "{% load shown %}{% kept 'desk/cards/facts.html' facts=facts zone='UTC' %}"
    fact = Fact(NOW - timedelta(hours=2))
    assert "2 h ago" in drawn(known, facts=(fact,))
    assert "3 h ago" in drawn(known, facts=(fact,), now=NOW + timedelta(hours=1))


def test_another_language_is_another_part() -> None:
    template = "{% load shown %}{% kept 'desk/cards/people.html' people=people %}"
    with translation.override("de"):
        german = drawn(template, people=())
    assert german != drawn(template, people=())


def test_a_row_of_the_database_is_no_value() -> None:
    template = "{% load shown %}{% kept 'desk/cards/people.html' people=people %}"
    with pytest.raises(TypeError, match="kept by values"):
        drawn(template, people=Person(id=1, name="Alba"))


class Fact(tuple[datetime]):
    """A fact with a moment, as a page has it."""

    name, is_missing, source = "Started", False, ""

    def __new__(cls, moment: datetime) -> Fact:
        return super().__new__(cls, (moment,))

    @property
    def moment(self) -> datetime:
        return self[0]


@pytest.mark.parametrize("zone", ["", "Europe/Tirane"])
def test_a_moment_takes_nothing_with_it_of_what_stands_behind_it(zone: str) -> None:
    pieces = tuple(cut(f"<td>{gap('when', NOW, zone)}</td><td>b</td>"))
    assert pieces == ("<td>", Gap("when", NOW, zone), "</td><td>b</td>")
