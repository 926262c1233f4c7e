"""The demo's rota: who of the NOC is on call by day and by night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from qendra.accounts.actor import SYSTEM
from qendra.accounts.models import Person
from qendra.demo import interspace
from qendra.rotas.actions.plans import save_rota
from qendra.rotas.layers import Hours, Layer
from qendra.rotas.models import Rota
from qendra.rotas.rules import Plan

MORNING, EVENING = 8 * 60, 20 * 60
EVERY_DAY = frozenset(range(7))


def load_rota(now: datetime) -> Rota:
    """Weeks by day, and above them nights that change hands on Mondays as well."""
    monday = (now - timedelta(days=now.weekday() + 7)).date()

    def weekly(name: str, names: Sequence[str], only: Hours | None = None) -> Layer:
        people = {each.name: each.id for each in Person.objects.filter(name__in=names)}
        turns = tuple(people[each] for each in names)
        return Layer(name, turns, monday, MORNING, timedelta(weeks=1), only)

    nights = Hours(EVERY_DAY, EVENING, MORNING)
    layers = (
        weekly("Nights", interspace.NIGHTS, nights),
        weekly("Weeks", interspace.WEEKS),
    )
    plan = Plan(str(interspace.PROVIDER["time_zone"]), layers)
    return save_rota(actor=SYSTEM, now=now, rota_id=None, name=interspace.ROTA, plan=plan)
