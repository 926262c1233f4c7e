"""Actions within a whole join its transaction and mark no point to go back to."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qendra.catalogue.models import Provider
from qendra.lib.whole import action, whole
from tests.cast import Cast


@action
def rename(name: str) -> None:
    Provider.objects.filter(id=1).update(name=name)


@action
def fail() -> None:
    rename("Half")
    raise ZeroDivisionError


@whole()
def _both() -> None:
    rename("Within")
    fail()


def test_an_action_marks_a_point_by_itself_and_none_within_a_whole(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as alone:
        rename("Alone")
    assert len(alone) == 3
    with CaptureQueriesContext(connection) as together, whole():
        rename("One")
        rename("Two")
    assert len(together) == 4


def test_whatever_fails_within_ends_the_whole_and_nothing_more(cast: Cast) -> None:
    rename("Before")
    with pytest.raises(ZeroDivisionError):
        _both()
    assert Provider.objects.get(id=1).name == "Before"
    with pytest.raises(ZeroDivisionError):
        fail()
    assert Provider.objects.get(id=1).name == "Before"
