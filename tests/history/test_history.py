"""Changes of the configuration: kept with what they changed, never rewritten, shown in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from qendra.accounts.actor import SYSTEM
from qendra.history.actions import record_change
from qendra.history.models import Change
from qendra.history.selectors import changes_of, shown
from tests.cast import NOW, Cast, desk

BRAND, ONE = "brand", 1
NAMES = {"name": "Name", "colour": "Colour", "is_public": "Public", "hosts": "Hosts"}


def changed(cast: Cast, before: dict[str, object], after: dict[str, object]) -> Change | None:
    return record_change(
        actor=desk(cast.jon), now=NOW, subject_kind=BRAND, subject_id=ONE, before=before,
        after=after, reason=" The new house style. ",
    )  # fmt: skip


def test_it_keeps_who_and_when_and_only_what_differs(cast: Cast) -> None:
    changed(cast, {"name": "Interspace", "colour": "#112233"}, {"name": "I2", "colour": "#112233"})
    [change] = changes_of(BRAND, ONE)
    assert (change.actor_id, change.actor_name, change.channel) == (cast.jon.id, "Jon", "desk")
    assert (change.at, change.reason) == (NOW, "The new house style.")
    assert (change.before, change.after) == ({"name": "Interspace"}, {"name": "I2"})


def test_where_nothing_differs_nothing_is_kept(cast: Cast) -> None:
    same: dict[str, object] = {"name": "Interspace", "hosts": ("a", "b")}
    assert changed(cast, same, {"name": "Interspace", "hosts": ["a", "b"]}) is None
    assert changes_of(BRAND, ONE) == []


def test_it_takes_moments_and_translated_words(cast: Cast) -> None:
    changed(cast, {}, {"at": NOW, "role": _("Administrator")})
    assert changes_of(BRAND, ONE)[0].after == {
        "at": "2026-03-11T09:00:00Z",
        "role": "Administrator",
    }


@pytest.mark.parametrize("statement", ["update", "delete"])
def test_the_database_lets_nobody_rewrite_it(statement: str, cast: Cast) -> None:
    changed(cast, {"name": "Interspace"}, {"name": "I2"})
    rows = Change.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(actor_name="Somebody else") if statement == "update" else rows.delete()
    assert changes_of(BRAND, ONE)[0].actor_name == "Jon"


def test_the_newest_stands_first_and_the_list_has_an_end(cast: Cast) -> None:
    for number in range(4):
        changed(cast, {"name": number}, {"name": number + 1})
    record_change(
        actor=SYSTEM, now=NOW + timedelta(days=1), subject_kind=BRAND, subject_id=2,
        before={}, after={"name": "other"},
    )  # fmt: skip
    assert [each.after["name"] for each in changes_of(BRAND, ONE, limit=3)] == [4, 3, 2]
    assert changes_of(BRAND, 2)[0].actor_name == ""


def test_a_page_tells_it_in_words(cast: Cast) -> None:
    changed(
        cast,
        {"name": "", "colour": "#112233", "is_public": False, "hosts": ["a"], "older": "x"},
        {"name": "I2", "colour": "#445566", "is_public": True, "hosts": ["a", "b"], "older": "y"},
    )
    [change] = shown(changes_of(BRAND, ONE), NAMES, {"colour": lambda value: value.upper()})
    assert [(each.name, each.before, each.after) for each in change.differences] == [
        ("Name", "", "I2"),
        ("Colour", "#112233", "#445566"),
        ("Public", "no", "yes"),
        ("Hosts", "a", "a, b"),
        ("older", "x", "y"),
    ]
    page = drawn(shown(changes_of(BRAND, ONE), NAMES), cast)
    assert "Jon" in page
    assert "The new house style." in page
    assert "<ins><bdi>a, b</bdi></ins>" in page


def test_what_was_made_and_removed_by_qendra_itself_says_so(cast: Cast) -> None:
    for before, after in (({}, {"name": "I2"}), ({"name": "I2"}, {})):
        record_change(
            actor=SYSTEM, now=NOW, subject_kind=BRAND, subject_id=ONE, before=before, after=after
        )
    removed, made = shown(changes_of(BRAND, ONE), NAMES)
    assert (removed.is_last, made.is_first, made.who) == (True, True, "Qendra")
    page = drawn([removed, made], cast)
    assert "<del><bdi>I2</bdi></del>" in page
    assert "<ins><bdi>I2</bdi></ins>" in page


def test_what_was_empty_when_it_was_made_is_not_told(cast: Cast) -> None:
    changed(cast, {}, {"name": "I2", "colour": "", "hosts": [], "is_public": False})
    [made] = shown(changes_of(BRAND, ONE), NAMES)
    assert [each.name for each in made.differences] == ["Name", "Public"]


def test_a_page_without_changes_says_so(cast: Cast) -> None:
    assert "Nothing was changed since it was made." in drawn([], cast)


def drawn(changes: object, cast: Cast) -> str:
    context = {"changes": changes, "provider": cast.provider, "now": NOW}
    return render_to_string("parts/history.html", context)
