"""Who the coming levels of a ladder are, in names: for pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qendra.accounts.selectors import names_of
from qendra.catalogue.selectors import provider_of_pages
from qendra.escalation.ladder import Level
from qendra.rotas.duties import Duties, duties_within
from qendra.rotas.selectors import A_MOMENT, names_of_rotas


@dataclass(frozen=True, slots=True)
class Who:
    """Who is told, of which rota, and in place of whom; empty: nobody."""

    name: str = ""
    rota: str = ""
    instead_of: str = ""


def people_of(levels: Sequence[Level], at: datetime | None) -> dict[int, Who]:
    """Who each level is, by its number; at a moment, or as the ladder names them."""
    rotas = {level.rota_id for level in levels if level.rota_id is not None}
    known = duties_within(rotas, at, at + A_MOMENT) if at else None
    told = {level.number: _told(level, known, at) for level in levels}
    named = {level.number: _named(level) for level in levels}
    names = names_of({key for key in (*told.values(), *named.values()) if key is not None})
    rota_names = names_of_rotas(rotas) if at and rotas else {}
    return {
        level.number: _who(level, told[level.number], named[level.number], names, rota_names)
        for level in levels
    }


def _who(
    level: Level,
    told: int | None,
    named: int | None,
    names: dict[int, str],
    rotas: dict[int, str],
) -> Who:
    name = names.get(told, "") if told is not None else ""
    if level.rota_id is not None:
        return Who(name, rota=rotas.get(level.rota_id, ""))
    is_away = named is not None and told != named
    return Who(name, instead_of=names.get(named, "") if is_away and named is not None else "")


def _named(level: Level) -> int | None:
    if level.rota_id is not None or level.holder_id is not None:
        return level.holder_id
    return provider_of_pages().duty_manager_id


def _told(level: Level, known: Duties | None, at: datetime | None) -> int | None:
    named = _named(level)
    if known is None or at is None:
        return named
    if level.rota_id is not None:
        return known.on_call(level.rota_id, at)
    return known.stand_in(named, at) if named is not None else None
