"""What is wrong with the people of a ladder, before it is saved and in the doctor's eyes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from qendra.catalogue.selectors import provider
from qendra.escalation.ladder import Level
from qendra.escalation.selectors.people import named_holder, rota_of
from qendra.lib.moments import zone_named
from qendra.rotas.duties import gaps_ahead
from qendra.rotas.rules import Shift
from qendra.rotas.selectors import newest_plan
from qendra.rotas.wording import told_span


def troubles_of(levels: Sequence[Level], now: datetime) -> list[tuple[int, str]]:
    """The levels that reach nobody, or whose rota has a gap that is near, by number, with why.

    Somebody who is away for some days is no flaw of a ladder.
    """
    return [
        (level.number, sentence)
        for level in levels
        for sentence in (_of_rota(level, now) if level.rota_id else _of_person(level))
    ]


def _of_person(level: Level) -> Iterator[str]:
    if named_holder(level) is not None:
        return
    if level.holder_id is None and provider().duty_manager is None:
        sentence = _("Level %(number)d has nobody, and there is no duty manager to stand in.")
    else:
        sentence = _("Level %(number)d cannot be reached: the person left or has no e-mail.")
    yield sentence % {"number": level.number}


def _of_rota(level: Level, now: datetime) -> Iterator[str]:
    """One sentence of the rota: that it has ended, or its first gap."""
    rota = rota_of(level)
    if rota is None or rota.ended_at is not None:
        yield _("Level %(number)d names a rota that has ended.") % {"number": level.number}
        return
    gaps = gaps_ahead([rota.id], now)[rota.id]
    if gaps:
        told = {
            "number": level.number,
            "rota": rota.name,
            "when": _span(gaps[0], newest_plan(rota).time_zone),
        }
        sentence = _("Level %(number)d: nobody is on call in “%(rota)s”: %(when)s.")
        yield sentence % told


def _span(gap: Shift, zone: str) -> str:
    return told_span(gap.start, gap.end, zone_named(zone))
