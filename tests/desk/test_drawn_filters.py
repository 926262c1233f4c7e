"""The form above a list is drawn once for what stands in it."""

from __future__ import annotations

import pytest
from django.utils import translation

from qendra.accounts.models import Team
from qendra.desk.shown import filters
from qendra.desk.shown.filters import Filters
from qendra.lib import remembering

pytestmark = pytest.mark.django_db


def test_the_same_fields_are_drawn_once() -> None:
    filters._drawn.cache_clear()
    assert Filters({"words": "light"}).fields == Filters({"words": "light"}).fields
    assert filters._drawn.cache_info().misses == 1


def test_what_is_given_stands_in_them() -> None:
    assert 'value="crane"' in Filters({"words": "crane"}).fields
    assert 'value="crane"' not in Filters({}).fields
    with translation.override("de"):
        assert "Kunde" in Filters({}).fields


def test_a_new_team_can_be_chosen() -> None:
    assert "Night shift" not in Filters({}).fields
    Team.objects.create(name="Night shift")
    remembering.forget_all()
    assert "Night shift" in Filters({}).fields


def test_the_order_narrows_nothing() -> None:
    assert Filters({"state": "new", "sort": "newest"}).narrowing == 1
    assert Filters({"state": "new", "sort": "newest"}).query == "state=new&sort=newest"
