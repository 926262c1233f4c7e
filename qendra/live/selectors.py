"""Reads of who is where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from qendra.accounts.models import Person
from qendra.lib.prepared import Prepared
from qendra.live.models import Presence
from qendra.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody else at a ticket; ``writes`` what, or nothing."""

    name: str
    writes: str


def others_at(ticket: Ticket, person: Person, now: datetime) -> list[Present]:
    """Who of the staff has this ticket open besides ``person``, by name; one query."""
    found: dict[int, Present] = {}
    for each in _present(ticket=ticket.id, now=now):
        known = found.get(each.person_id)
        found[each.person_id] = Present(
            each.person.name, each.writes or (known.writes if known else "")
        )
    return _by_name(there for key, there in found.items() if key != person.id)


def _by_name(people: Iterable[Present]) -> list[Present]:
    return sorted(people, key=lambda each: each.name)


_present = Prepared(
    lambda ticket, now: (
        Presence.objects.filter(ticket=ticket, until__gt=now)
        .select_related("person")
        .order_by("until")
    ),
    ticket=-1,
    now=datetime(1, 1, 1, tzinfo=UTC),
)
