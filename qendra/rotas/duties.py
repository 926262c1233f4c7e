"""Who is told when, of rotas and of people, as far as plans, absences and deputies say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from qendra.rotas import rules
from qendra.rotas.selectors import current_rotas, people_elsewhere, pure_rotas

# So far ahead a gap is a flaw; further ahead nobody has planned yet.
LOOKED_AHEAD = timedelta(weeks=4)
# So far ahead whoever manages rotas is told of it.
WARNED_AHEAD = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Duties:
    """What was read of a span; it answers for every moment within."""

    rotas: Mapping[int, rules.Rota]
    elsewhere: rules.Rota

    def on_call(self, rota_id: int, at: datetime) -> int | None:
        """Who is on call in this rota; None: nobody is, or it has ended."""
        rota = self.rotas.get(rota_id)
        duty = rules.on_call(rota, at) if rota else None
        return duty.person if duty else None

    def stand_in(self, person_id: int, at: datetime) -> int | None:
        """Who is told in place of this person: themselves while they are there."""
        return rules.stand_in(self.elsewhere, person_id, at)


def duties_within(rota_ids: Collection[int], start: datetime, end: datetime) -> Duties:
    """The duties of these rotas and of everybody; one query, seven with rotas and absences."""
    current = current_rotas().filter(id__in=rota_ids).values_list("id", flat=True)
    known = set(current) if rota_ids else set[int]()
    return Duties(pure_rotas(known, start, end), people_elsewhere(start, end))


def gaps_ahead(rota_ids: Collection[int], now: datetime) -> dict[int, list[rules.Shift]]:
    """When in the coming weeks nobody is on call in each of these rotas although needed."""
    end = now + LOOKED_AHEAD
    found = pure_rotas(rota_ids, now, end)
    return {rota_id: rules.gaps(rota, now, end) for rota_id, rota in found.items()}
