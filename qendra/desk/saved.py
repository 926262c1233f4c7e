"""Saved views at the side of the desk, with their counts, and the columns that somebody chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse

from qendra.accounts.models import Person, Team
from qendra.desk.columns import USUAL, read
from qendra.desk.filters import given_in, narrowed
from qendra.desk.models import Layout, View
from qendra.desk.queues import tickets_in
from qendra.lib.counting import statement
from qendra.lib.prepared import Prepared


@dataclass(frozen=True, slots=True)
class SavedItem:
    """One view at the side."""

    id: int
    name: str
    url: str
    count: int
    is_current: bool
    is_shared: bool


def views_of(person: Person) -> list[View]:
    """One's own, those of one's teams and those for everybody, by name; one query."""
    return _views(person=person.id)


def _views_of(person: int) -> QuerySet[View]:
    teams = Team.objects.filter(members=person).values("id")
    theirs = Q(owner=person) | Q(is_for_all=True) | Q(team__in=teams)
    return View.objects.filter(theirs, deleted_at=None).order_by("name", "id")


_views = Prepared(_views_of, person=-1)
_layout = Prepared(
    lambda person: Layout.objects.filter(person=person).values_list("columns", flat=True), person=-1
)


def view_for(person: Person, view_id: int) -> View:
    """One of them; else 404."""
    found = next((each for each in views_of(person) if each.id == view_id), None)
    if found is None:
        raise Http404
    return found


def saved_items(person: Person, now: datetime, current: int | None = None) -> tuple[SavedItem, ...]:
    """All views with their counts; one query more where there are any."""
    views = views_of(person)
    if not views:
        return ()
    lists = {
        str(each.id): narrowed(tickets_in(each.queue, person, now), given_of(each), person, now)
        for each in views
    }
    counts = statement(lists).counts()
    return tuple(
        SavedItem(
            id=each.id,
            name=each.name,
            url=reverse("desk:view", args=[each.id]),
            count=counts[str(each.id)],
            is_current=each.id == current,
            is_shared=each.is_for_all or each.team_id is not None,
        )
        for each in views
    )


def given_of(view: View) -> dict[str, str]:
    """What the view narrows by, as far as it still is understood."""
    data = QueryDict(mutable=True)
    data.update(view.given)
    return given_in(data)


def columns_of(person: Person) -> tuple[str, ...]:
    """What this person chose, else the usual ones; one query."""
    found = _layout(person=person.id)
    return read(found[0]) if found and found[0] else USUAL
