"""Ending a rota that no level needs any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qendra.accounts.actor import Actor
from qendra.escalation.actions.matrices import lock
from qendra.escalation.selectors import levels_of_rota, tickets_of_rota
from qendra.lib.errors import Refused
from qendra.rotas.actions.plans import end_rota
from qendra.rotas.models import Rota


@transaction.atomic
def retire_rota(*, actor: Actor, now: datetime, rota_id: int, reason: str = "") -> Rota:
    """Nobody is on call in it from now on; who was stays written down.

    Refused while a level of a matrix is its, or of a ladder that an open ticket climbs.
    """
    lock()
    for level in levels_of_rota(rota_id):
        told = {"level": level.number, "matrix": level.matrix.name}
        raise Refused(
            _("It holds level %(level)d of the matrix “%(matrix)s”. Give that to somebody first.")
            % told
        )
    if waiting := tickets_of_rota(rota_id):
        raise Refused(
            ngettext(
                "%(count)d open ticket still climbs through it. It can end once that is closed.",
                "%(count)d open tickets still climb through it. It can end once they are closed.",
                waiting,
            )
            % {"count": waiting}
        )
    return end_rota(actor=actor, now=now, rota_id=rota_id, reason=reason)
