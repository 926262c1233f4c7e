"""Making, changing and ending rotas: a plan is never changed, the next version follows it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.history.actions import record_change
from qendra.lib.drawn import Values, require_unchanged
from qendra.lib.errors import Refused
from qendra.rotas import rules
from qendra.rotas.actions.checks import (
    FURTHEST,
    check_manages,
    current_rota,
    lock,
    people_on_duty,
)
from qendra.rotas.models import Plan, Rota
from qendra.rotas.selectors import current_rotas, newest_plan
from qendra.rotas.written import MOST_LAYERS, MOST_PEOPLE, plan_values, stored, stored_hours

ROTA = "rota"


@transaction.atomic
def save_rota(
    *,
    actor: Actor,
    now: datetime,
    rota_id: int | None,
    name: str,
    plan: rules.Plan,
    drawn: Values | None = None,
) -> Rota:
    """A new rota, or the next version of one, which holds from ``plan.since`` on (None: now).

    What was planned for later is replaced by it from that moment on; the days before it stay.
    Refused for a name that is taken, for people who cannot be told, and for a past moment.
    """
    check_manages(actor)
    lock()
    rota = current_rota(rota_id) if rota_id else Rota(created_at=now)
    before = plan_values(rota.name, newest_plan(rota)) if rota_id else {}
    require_unchanged(drawn if rota_id else None, before)
    _check_name(rota, name)
    _check_plan(plan, now)
    rota.name, rota.looked_at = name, None
    rota.save()
    row = write_plan(rota, plan, now)
    record_change(
        actor=actor,
        now=now,
        subject_kind=ROTA,
        subject_id=rota.id,
        before=before,
        after=plan_values(name, row) | _told_since(row, now),
    )
    return rota


@transaction.atomic
def end_rota(*, actor: Actor, now: datetime, rota_id: int, reason: str = "") -> Rota:
    """Nobody is on call in it any more. Whoever calls has seen to it that nothing names it."""
    check_manages(actor)
    lock()
    rota = current_rota(rota_id)
    rota.ended_at = now
    rota.save(update_fields=["ended_at"])
    record_change(
        actor=actor,
        now=now,
        subject_kind=ROTA,
        subject_id=rota.id,
        before={"ended": False},
        after={"ended": True},
        reason=reason,
    )
    return rota


def write_plan(rota: Rota, plan: rules.Plan, now: datetime) -> Plan:
    """The next version; the first one holds from ever."""
    newest = rota.plans.order_by("-version").first()
    return Plan.objects.create(
        rota=rota,
        version=newest.version + 1 if newest else 1,
        time_zone=plan.time_zone,
        layers=stored(plan.layers),
        needed=stored_hours(plan.needed),
        since=max(plan.since or now, now) if newest else None,
        created_at=now,
    )


def _check_name(rota: Rota, name: str) -> None:
    if not name.strip():
        raise Refused(_("A rota needs a name."))
    if current_rotas().filter(name__iexact=name).exclude(id=rota.id).exists():
        raise Refused(_("There is a rota “%(name)s” already.") % {"name": name})


def _check_plan(plan: rules.Plan, now: datetime) -> None:
    if not 1 <= len(plan.layers) <= MOST_LAYERS:
        raise Refused(_("A rota needs one layer at least, and has no more than %(most)d.")
                      % {"most": MOST_LAYERS})  # fmt: skip
    if any(len(layer.people) > MOST_PEOPLE for layer in plan.layers):
        raise Refused(
            _("No more than %(most)d people take turns in a layer.") % {"most": MOST_PEOPLE}
        )
    people_on_duty(person for layer in plan.layers for person in layer.people)
    if plan.since is not None and plan.since > now + FURTHEST:
        raise Refused(_("This is more than two years ahead. Please check the date."))


def _told_since(row: Plan, now: datetime) -> dict[str, str]:
    """From when it holds, where that is later than when it was saved."""
    is_later = row.since is not None and row.since > now
    return {"since": row.since.isoformat()} if is_later and row.since else {}
