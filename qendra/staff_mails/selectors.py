"""Reads: what of the news concerns staff, and whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F, QuerySet

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.preferences.kinds import StaffKind
from qendra.staff_mails.models import DigestLine
from qendra.staff_mails.rules import GATHERS, STILL_NEWS, Held
from qendra.tickets.entries import Assigned, MessageAdded
from qendra.tickets.models import Entry


def news_for_staff(entry_ids: Sequence[int], now: datetime) -> list[Entry]:
    """The entries that may concern staff, in order, with ticket, author and words; one query."""
    found = Entry.objects.filter(
        id__in=entry_ids,
        kind__in=[Assigned.KIND, MessageAdded.KIND],
        recorded_at__gt=now - STILL_NEWS,
    )
    tickets = (f"ticket__{name}" for name in ("customer", "service", "assignee", "team"))
    return list(found.select_related("actor", "words", *tickets).order_by("id"))


def held_by(ticket_ids: Iterable[int]) -> dict[int, list[Held]]:
    """Who had each of these tickets, from the first entry on; one query."""
    rows = Entry.objects.filter(ticket__in=list(ticket_ids), kind=Assigned.KIND).order_by("id")
    held = dict[int, list[Held]]()
    for ticket, entry, data, actor, at in rows.values_list("ticket", "id", "data", "actor", "at"):
        given = Held(entry, data["team_id"], data["assignee_id"], actor, at)
        held.setdefault(ticket, []).append(given)
    return held


def who_wants_digests(team_ids: Iterable[int]) -> dict[int, list[Person]]:
    """By team, who wants to read of its new tickets and may; one query."""
    people = dict[int, list[Person]]()
    found = Person.objects.filter(
        teams__in=list(team_ids),
        staff_mails__kinds__contains=[str(StaffKind.TEAM)],
        rights__contains=[str(Right.SEE)],
        is_active=True,
        email__isnull=False,
    )
    for person in found.annotate(of_team=F("teams__id")).order_by("id"):
        people.setdefault(person.of_team, []).append(person)
    return people


def due_lines(now: datetime) -> QuerySet[DigestLine]:
    """All lines of the people whose digest is due, in order."""
    due = DigestLine.objects.filter(at__lte=now - GATHERS).values("person")
    related = ("person", "ticket__customer", "ticket__service")
    return DigestLine.objects.filter(person__in=due).select_related(*related).order_by("id")
