"""Reads of changes, and how a page shows them (parts/history.html)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from qendra.history.models import Change

SHOWN = 50
Name = str | Promise
# How the values of one field are said; without one, plainly.
Wording = Mapping[str, Callable[[Any], str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changed, in words; empty: there was, or is, nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change as the page tells it."""

    at: datetime
    who: str
    reason: str
    is_first: bool
    is_last: bool
    differences: tuple[Difference, ...]


def changes_of(kind: str, subject_id: int, limit: int = SHOWN) -> list[Change]:
    """What was changed of this subject, the newest first, no further back than ``limit``."""
    found = Change.objects.filter(subject_kind=kind, subject_id=subject_id)
    return list(found.order_by("-id")[:limit])


def last_changed(subjects: Mapping[str, Iterable[int]], *, but: str = "") -> datetime | None:
    """When any of these subjects, by kind, was changed last; None: none ever was. One query.

    Changes of the field ``but`` do not count.
    """
    any_of_them = Q()
    for kind, ids in subjects.items():
        any_of_them |= Q(subject_kind=kind, subject_id__in=list(ids))
    changes = Change.objects.filter(any_of_them)
    if but:
        changes = changes.exclude(after__has_key=but)
    found: datetime | None = changes.aggregate(at=Max("at"))["at"]
    return found


def shown(
    changes: Iterable[Change], names: Mapping[str, Name], wording: Wording | None = None
) -> list[ShownChange]:
    """The changes in words: ``names`` of the fields, ``wording`` of the values of some.

    A field that ``names`` does not know stands by its own name, as one of an older version may.
    """
    return [_shown(change, names, wording or {}) for change in changes]


def _shown(change: Change, names: Mapping[str, Name], wording: Wording) -> ShownChange:
    fields = list({**change.before, **change.after})
    fields.sort(key=lambda field: list(names).index(field) if field in names else len(names))
    differences = (_difference(change, field, names, wording) for field in fields)
    return ShownChange(
        at=change.at,
        who=change.actor_name or "Qendra",
        reason=change.reason,
        is_first=not change.before,
        is_last=not change.after,
        # What was empty when it was made says nothing.
        differences=tuple(each for each in differences if each.before or each.after),
    )


def _difference(
    change: Change, field: str, names: Mapping[str, Name], wording: Wording
) -> Difference:
    return Difference(
        name=str(names.get(field, field)),
        before=_said(change.before.get(field), wording.get(field)),
        after=_said(change.after.get(field), wording.get(field)),
    )


def _said(value: object, wording: Callable[[Any], str] | None) -> str:
    if value in (None, "", []):
        return ""
    if wording is not None:
        return wording(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)
