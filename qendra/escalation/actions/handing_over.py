"""What somebody who leaves held on ladders goes to somebody else: nothing is left without a person.

First the matrices, for runs that start from now on. Then, a few at a time, the runs that climb
already: their frozen ladders, and the steps that nobody has taken yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from qendra.accounts.actor import SYSTEM, Actor
from qendra.accounts.models import Person
from qendra.escalation import ladder
from qendra.escalation.actions.matrices import publish_matrix
from qendra.escalation.actions.pages import MATRIX, first_of
from qendra.escalation.actions.runs import ascents_of, moment_for, save_runs
from qendra.escalation.models import Matrix, Run, Step
from qendra.escalation.notices import told_holder
from qendra.escalation.reaching import send_pages
from qendra.escalation.selectors import levels_of, places_of
from qendra.escalation.written import matrix_values
from qendra.history.actions import record_change
from qendra.tickets.actions.writing import Write
from qendra.tickets.escalation_entries import (
    EscalationHandedOver,
)
from qendra.tickets.models import Ticket


@transaction.atomic
def hand_over_places(
    *, actor: Actor, now: datetime, person: Person, successor: Person
) -> list[Matrix]:
    """The next version of every matrix in which this person holds a level, with the successor.

    Whoever calls has seen to it that the actor may.
    """
    matrices = {level.matrix_id: level.matrix for level in places_of(person.id)}
    return [_next(actor, now, matrix, person, successor) for matrix in matrices.values()]


def _next(actor: Actor, now: datetime, matrix: Matrix, person: Person, successor: Person) -> Matrix:
    following = publish_matrix(
        actor=Actor(None, actor.channel),
        now=now,
        slug=matrix.slug,
        name=matrix.name,
        levels=_with(levels_of(matrix), person.id, successor.id),
        repeat=matrix.repeat,
        requests=matrix.requests,
        conditions=matrix.conditions,
        scope=matrix.service or matrix.contract or matrix.product,
    )
    record_change(
        actor=actor,
        now=now,
        subject_kind=MATRIX,
        subject_id=first_of(matrix.slug),
        before=matrix_values(matrix),
        after=matrix_values(following),
    )
    return following


@transaction.atomic
def hand_over_runs(*, now: datetime, person: Person, successor: Person, limit: int) -> int:
    """Hand over up to ``limit`` runs of open tickets; how many it were. Again is no error.

    Levels still to come get the successor in the run's own copy. A present level that nobody
    acknowledged becomes the successor's step, in another round, and they are told. Tickets that
    somebody works on this moment are left for the next time.
    """
    ids = _held(person).values_list("ticket_id", flat=True)[:limit]
    free = Ticket.objects.select_for_update(of=("self",), skip_locked=True)
    related = ("customer", "service", "assignee", "team")
    tickets = {each.id: each for each in free.select_related(*related).filter(id__in=list(ids))}
    runs = list(Run.objects.select_for_update(of=("self",)).filter(ticket__in=tickets))
    for run in sorted(runs, key=lambda run: run.ticket_id):
        run.ticket = tickets[run.ticket_id]
        _hand_over(run, person, successor, now)
    return len(runs)


def runs_held_by(person: Person) -> bool:
    """Whether any run of an open ticket still waits for this person."""
    return _held(person).exists()


def _held(person: Person) -> QuerySet[Run]:
    """Runs of open tickets whose coming levels, or whose untaken present one, are this person's."""
    copies = Q(frozen__levels__contains=[{"holder_id": person.id}])
    open_runs = Run.objects.filter(ticket__closed_at__isnull=True)
    return open_runs.filter(copies | Q(id__in=_untaken(person))).order_by("ticket_id")


def _untaken(person: Person) -> QuerySet[Step, int]:
    """The runs whose present level waits for this person."""
    later = Step.objects.filter(
        run=OuterRef("run"), level=OuterRef("level"), round__gt=OuterRef("round")
    )
    waiting = Step.objects.filter(
        holder=person, acknowledged_at__isnull=True, run__level=F("level")
    )
    return waiting.exclude(Exists(later)).values_list("run_id", flat=True)


def _hand_over(run: Run, person: Person, successor: Person, now: datetime) -> None:
    climbed = run.ladder
    levels = _with(climbed.levels, person.id, successor.id)
    run.frozen = ladder.to_json(replace(climbed, levels=levels))
    run.save(update_fields=["frozen"])
    step = run.steps.filter(level=run.level).order_by("-round").first()
    if step and step.holder_id == person.id and step.acknowledged_at is None:
        _give_step(run, step, successor, now)


def _give_step(run: Run, step: Step, successor: Person, now: datetime) -> None:
    moment = moment_for(run.ticket, now)
    run.round, run.repeats, run.paged_at = run.round + 1, 0, moment
    run.page_lost = False
    run.save(update_fields=["round", "repeats", "paged_at", "page_lost"])
    save_runs(ascents_of([run.ticket], moment))
    following = Step.objects.create(
        run=run,
        ladder=step.ladder,
        level=step.level,
        round=run.round,
        cause=step.cause,
        at=moment,
        role=step.role,
        holder=successor,
        holder_name=successor.name,
    )
    write = Write(run.ticket, actor=SYSTEM, now=moment)
    body = EscalationHandedOver(
        level=step.level, role=step.role, holder=successor.name, former=step.holder_name
    )
    write.add(body, key=f"escalation-step:{step.id}:handed-over")
    write.save()
    send_pages([told_holder(run.ticket, run, following)], moment)


def _with(
    levels: Sequence[ladder.Level], person_id: int, successor_id: int
) -> tuple[ladder.Level, ...]:
    """The same levels, the person's with the successor at their own address and number."""
    return tuple(
        replace(level, holder_id=successor_id, email="", phone="")
        if level.holder_id == person_id
        else level
        for level in levels
    )
