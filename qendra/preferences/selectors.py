"""Reads of preferences."""

from __future__ import annotations

from collections.abc import Iterable

from qendra.lib.plans import planned_cursor
from qendra.preferences.kinds import KIND_OF, USUAL, StaffKind
from qendra.preferences.models import StaffMails


def unwanted_kinds(person_ids: Iterable[int]) -> dict[int, list[str]]:
    """What each of these people does without, where it is anything; one query."""
    with planned_cursor() as cursor:
        cursor.execute(
            "SELECT person_id, kinds FROM preferences_unwanted"
            " WHERE person_id = ANY(%s::bigint[]) AND kinds <> '{}'",
            [list(person_ids)],
        )
        return dict(cursor.fetchall())


def is_wanted(person_id: int, purpose: str) -> bool:
    """Whether this person is written to for this purpose; one query at most."""
    kind = KIND_OF.get(purpose)
    return kind is None or kind not in unwanted_kinds([person_id]).get(person_id, [])


def staff_kinds(person_ids: Iterable[int]) -> dict[int, frozenset[StaffKind]]:
    """What each of these members of staff is written about; one query."""
    asked = list(person_ids)
    chosen = dict(StaffMails.objects.filter(person__in=asked).values_list("person_id", "kinds"))
    return {
        each: frozenset(map(StaffKind, chosen[each])) if each in chosen else USUAL for each in asked
    }
