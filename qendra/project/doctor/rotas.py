"""Rotas: when nobody is on call although somebody has to be."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from qendra.lib.moments import zone_named
from qendra.project.doctor.finding import Finding
from qendra.rotas.duties import WARNED_AHEAD, gaps_ahead
from qendra.rotas.rules import Shift
from qendra.rotas.selectors import current_rotas, newest_plan
from qendra.rotas.wording import told_span


def rotas(now: datetime) -> Finding:
    """The first gap of the coming week of each rota; wrong where it is now."""
    names = dict(current_rotas().values_list("id", "name"))
    found = {rota_id: gaps[:1] for rota_id, gaps in gaps_ahead(names, now).items()}
    near = {
        rota_id: gap
        for rota_id, gaps in found.items()
        for gap in gaps
        if gap.start < now + WARNED_AHEAD
    }
    if not near:
        sentence = _("Rotas: %(count)d; none has a gap in the coming week.")
        return Finding("rotas", sentence % {"count": len(names)})
    told = "; ".join(_told(rota_id, names[rota_id], gap) for rota_id, gap in near.items())
    return Finding(
        "rotas",
        _("Nobody is on call: %(gaps)s.") % {"gaps": told},
        _("Put somebody in, on the page of the rota at the desk."),
        is_early=all(gap.start > now for gap in near.values()),
    )


def _told(rota_id: int, name: str, gap: Shift) -> str:
    plan = newest_plan(current_rotas().get(id=rota_id))
    return f"{name}, {told_span(gap.start, gap.end, zone_named(plan.time_zone))}"
