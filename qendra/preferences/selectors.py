"""Reads of preferences."""

from __future__ import annotations

from collections.abc import Iterable

from qendra.preferences.kinds import KIND_OF
from qendra.preferences.models import Unwanted


def unwanted_kinds(person_ids: Iterable[int]) -> dict[int, list[str]]:
    """What each of these people does without, where it is anything; one query."""
    found = Unwanted.objects.filter(person__in=list(person_ids)).exclude(kinds=[])
    return dict(found.values_list("person_id", "kinds"))


def is_wanted(person_id: int, purpose: str) -> bool:
    """Whether this person is written to for this purpose; one query at most."""
    kind = KIND_OF.get(purpose)
    return kind is None or kind not in unwanted_kinds([person_id]).get(person_id, [])
