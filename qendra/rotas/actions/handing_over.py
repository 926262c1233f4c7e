"""What somebody who leaves had on rotas goes to somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.history.actions import record_change
from qendra.rotas.actions.checks import lock
from qendra.rotas.actions.plans import ROTA, write_plan
from qendra.rotas.models import Absence, Deputy, Override, Rota
from qendra.rotas.selectors import newest_plan, plans_to_come, rotas_of
from qendra.rotas.written import plan_values, pure_plan


@transaction.atomic
def hand_over_duties(
    *, actor: Actor, now: datetime, person: Person, successor: Person
) -> list[Rota]:
    """In every rota that names this person the successor takes their place from now on.

    So do they where the person covers for somebody or stands in for them. Whoever calls has
    seen to it that the actor may.
    """
    lock()
    rotas = rotas_of(person.id, now)
    for rota in rotas:
        _hand_over(actor, now, rota, person.id, successor.id)
    _hand_over_the_rest(now, person, successor)
    return rotas


def _hand_over(actor: Actor, now: datetime, rota: Rota, person_id: int, to: int) -> None:
    before = plan_values(rota.name, newest_plan(rota))
    for row in plans_to_come(rota, now):
        plan = pure_plan(row)
        layers = tuple(
            replace(layer, people=tuple(to if each == person_id else each for each in layer.people))
            for layer in plan.layers
        )
        write_plan(rota, replace(plan, layers=layers), now)
    record_change(
        actor=actor,
        now=now,
        subject_kind=ROTA,
        subject_id=rota.id,
        before=before,
        after=plan_values(rota.name, newest_plan(rota)),
    )


def _hand_over_the_rest(now: datetime, person: Person, successor: Person) -> None:
    to_come = Override.objects.filter(withdrawn_at__isnull=True, ends_at__gt=now)
    # Nobody covers for themselves: there the plan holds again.
    to_come.filter(person=person, instead_of=successor).update(withdrawn_at=now)
    to_come.filter(person=person).update(person=successor)
    Deputy.objects.filter(deputy=person, person=successor).delete()
    Deputy.objects.filter(deputy=person).update(deputy=successor)
    Deputy.objects.filter(person=person).delete()
    away = Absence.objects.filter(withdrawn_at__isnull=True, ends_at__gt=now, deputy=person)
    away.filter(person=successor).update(deputy=None)
    away.exclude(person=successor).update(deputy=successor)
