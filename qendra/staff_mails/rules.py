"""Who is told of an entry. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# A digest gathers for so long from its first ticket on: one a person and five minutes.
GATHERS = timedelta(minutes=5)
# What became known later is no news to anybody.
STILL_NEWS = timedelta(days=1)
# So long can somebody take back that they gave a ticket away.
TAKEN_BACK_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Held:
    """Who had a ticket from an entry on, and who gave it to them."""

    entry_id: int
    team_id: int | None
    assignee_id: int | None
    actor_id: int | None
    at: datetime


NOBODY = (None, None)


def new_holders(held: list[Held], entry_id: int) -> tuple[int | None, int | None]:
    """The team and the person to whom this entry brought the ticket; None: who had it already.

    ``held`` is all of the ticket's, in order. Nothing is new when its author took back their own
    move of just before.
    """
    index = next(place for place, each in enumerate(held) if each.entry_id == entry_id)
    after = held[index]
    before = _holders(held[index - 1]) if index else NOBODY
    if index and _is_taken_back(held[:index], after):
        return NOBODY
    team_id = after.team_id if after.team_id != before[0] else None
    return team_id, after.assignee_id if after.assignee_id != before[1] else None


def _is_taken_back(earlier: list[Held], after: Held) -> bool:
    last = earlier[-1]
    before = _holders(earlier[-2]) if len(earlier) > 1 else NOBODY
    is_own = last.actor_id == after.actor_id and after.at - last.at <= TAKEN_BACK_WITHIN
    return is_own and before == _holders(after)


def _holders(held: Held) -> tuple[int | None, int | None]:
    return held.team_id, held.assignee_id
