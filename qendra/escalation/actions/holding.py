"""What only the holder of the present level may do: hold the next step back, or give it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.escalation import ladder
from qendra.escalation.actions.climbing import page_for
from qendra.escalation.actions.runs import Ascent, ascents_of, know_clock, save_runs
from qendra.escalation.models import Cause, Run, Step
from qendra.escalation.notices import told_customer, told_holder
from qendra.escalation.reaching import about_step, send_pages
from qendra.escalation.selectors import holder_of
from qendra.lib.errors import Refused
from qendra.lib.rows import insert_rows
from qendra.paging.actions.queueing import call_off
from qendra.tickets import bounds
from qendra.tickets.actions.writing import Write, locked
from qendra.tickets.escalation_entries import (
    EscalationHeld,
    EscalationLowered,
)
from qendra.tickets.models import Ticket
from qendra.tickets.notices import send_letters
from qendra.tickets.states import WORKS_AGAIN


@transaction.atomic
def hold_step(*, actor: Actor, now: datetime, step_id: int, reason: str, hours: int) -> Step:
    """Hold back the step by age for so many hours; the age goes on, and so do requests.

    Only by the holder of the present level, who has it thereby. The customer reads it, and why.
    """
    ascent, step = _begin(actor, now, step_id, reason, hours)
    _has_it(ascent, step)
    ascent.run.held_until = ascent.now + timedelta(hours=hours)
    write = Write(ascent.run.ticket, actor=actor, now=ascent.now)
    body = EscalationHeld(
        level=step.level,
        role=step.role,
        holder=step.holder_name,
        reason=_short(reason),
        hours=hours,
    )
    key = f"escalation-step:{step.id}:held:{ascent.run.ticket.version}"
    write.add(body, visible=True, key=key)
    _save(ascent, write)
    send_letters(told_customer(ascent.run.ticket, step, None, body.reason, hours), ascent.now)
    return step


@transaction.atomic
def lower_step(*, actor: Actor, now: datetime, step_id: int, reason: str, hours: int) -> Step:
    """Give the ticket back to the level below, and hold back the step by age for so many hours.

    Only by the holder of the present level. The person below is paged; whether they answer in
    time is nothing that a hold holds back. Refused where nobody below can be reached.
    """
    ascent, step = _begin(actor, now, step_id, reason, hours)
    _has_it(ascent, step)
    level, holder = _below(ascent.run, ascent.now)
    run = ascent.run
    run.level = run.passed = level.number
    run.round += 1
    run.repeats, run.held_until = 0, ascent.now + timedelta(hours=hours)
    write = Write(run.ticket, actor=actor, now=ascent.now)
    following = page_for(run, level, holder, Cause.LOWERED, ascent.now)
    body = EscalationLowered(
        level=step.level,
        role=step.role,
        holder=step.holder_name,
        to_level=level.number,
        to_role=level.role,
        to_holder=holder.name,
        reason=_short(reason),
        hours=hours,
    )
    write.add(body, visible=True, key=f"escalation-step:{step.id}:lowered")
    _save(ascent, write, following)
    letters = told_customer(run.ticket, step, following, body.reason, hours)
    send_pages([*letters, told_holder(run.ticket, run, following)], ascent.now)
    return following


def _begin(
    actor: Actor, now: datetime, step_id: int, reason: str, hours: int
) -> tuple[Ascent, Step]:
    ticket = locked(Step.objects.values_list("run__ticket_id", flat=True).get(id=step_id))
    step = Step.objects.select_related("holder").get(id=step_id)
    _check_words(ticket, reason, hours)
    _check_climbs(ticket)
    (ascent,) = ascents_of([ticket], now)
    _check_holder(actor, ascent.run, step)
    return ascent, step


def _check_words(ticket: Ticket, reason: str, hours: int) -> None:
    if not reason.strip():
        raise Refused(_("Write why: the customer reads it."))
    longest = ladder.longest_hold(ticket.priority)
    if not 1 <= hours <= longest:
        raise Refused(
            ngettext(
                "At this priority a step is held back for %(hours)d hour at most.",
                "At this priority a step is held back for %(hours)d hours at most.",
                longest,
            )
            % {"hours": longest}
        )


def _check_climbs(ticket: Ticket) -> None:
    if ticket.state in WORKS_AGAIN:
        raise Refused(_("The service works again, so no step is coming: there is nothing to hold."))


def _check_holder(actor: Actor, run: Run, step: Step) -> None:
    person: Person | None = actor.person
    if person is None or not person.is_active or person.id != step.holder_id:
        raise Refused(_("Only the person of the present level can do this."))
    if (step.level, step.round) != (run.level, run.round):
        raise Refused(_("The ticket is at another level by now, and in other hands."))


def _has_it(ascent: Ascent, step: Step) -> None:
    """Who decides about a level has taken it."""
    moment = Greatest("at", Value(ascent.now))
    pages = Step.objects.filter(run=ascent.run, level=step.level, acknowledged_at__isnull=True)
    call_off(now=ascent.now, about=[about_step(each.id) for each in pages])
    pages.update(acknowledged_at=moment, acknowledged_by=step.holder)
    ascent.run.paged_at = None


def _below(run: Run, now: datetime) -> tuple[ladder.Level, Person]:
    for number in range(run.level - 1, 0, -1):
        level = run.ladder.level(number)
        holder = holder_of(level, now) if level else None
        if level and holder:
            return level, holder
    raise Refused(_("There is nobody on a level below whom the ticket could go back to."))


def _save(ascent: Ascent, write: Write, *steps: Step) -> None:
    ascent.find_next_step()
    save_runs([ascent])
    insert_rows(steps)
    write.save()
    know_clock([ascent.run.ticket])


def _short(reason: str) -> str:
    return reason.strip()[: bounds.REASON]
