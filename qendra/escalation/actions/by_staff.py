"""What the people of the provider do on the ladder: send it up, take it over, call back."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.actions.climbing import climb, way_up
from qendra.escalation.actions.runs import ascents_of, know_clock, save_runs
from qendra.escalation.models import Cause, Outcome, Run, Step
from qendra.escalation.notices import told_holder
from qendra.escalation.reaching import send_pages
from qendra.lib.errors import Refused
from qendra.lib.rows import insert_rows
from qendra.tickets import bounds
from qendra.tickets.actions.conversation import log_call
from qendra.tickets.actions.moving import assign
from qendra.tickets.actions.writing import Words, Write, locked
from qendra.tickets.escalation_entries import EscalationRequested
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.states import WORKS_AGAIN


@transaction.atomic
def escalate_by_staff(
    *, actor: Actor, now: datetime, ticket_id: int, reason: str, key: str
) -> Step | None:
    """Send a ticket to the next level, at once and with a reason that the customer reads.

    For the holder of the present level, and for staff who may escalate. ``key`` names the form:
    the same again does nothing, and returns None. Refused where nobody is above.
    """
    ticket = locked(ticket_id)
    own_key = f"escalation-staff:{ticket_id}:{key}"
    if Entry.objects.filter(key=own_key).exists():
        return None
    _check_can_climb(ticket, reason)
    (ascent,) = ascents_of([ticket], now)
    _check_may(actor, ascent.run)
    way = way_up(ascent.run, ascent.now)
    if way.holder is None:
        raise Refused(_("There is nobody above who could be told: this is the highest level."))
    write = Write(ticket, actor=actor, now=ascent.now)
    words = reason.strip()[: bounds.REASON]
    body = EscalationRequested(reason=words, call_back=False, outcome=str(Outcome.STEPPED))
    write.add(body, visible=True, key=own_key)
    step = climb(write, ascent, way, Cause.STAFF)
    save_runs([ascent])
    if step:
        insert_rows([step])
        send_pages([told_holder(ticket, ascent.run, step)], ascent.now)
    write.save()
    know_clock([ticket])
    return step


@transaction.atomic
def take_over_step(*, actor: Actor, now: datetime, step_id: int) -> Step:
    """Acknowledge a step and take the ticket oneself; its holder may. Again is no error."""
    step = acknowledge_step(actor=actor, now=now, step_id=step_id)
    ticket = locked(step.run.ticket_id)
    person = _holder(actor, step)
    assign(actor=actor, now=now, ticket_id=ticket.id, assignee=person, team=ticket.team)
    return step


@transaction.atomic
def call_back_done(*, actor: Actor, now: datetime, step_id: int, words: str) -> Step:
    """Log the call that a customer asked for with their escalation; the step's holder may.

    The same words again log nothing.
    """
    step = Step.objects.select_related("run__ticket__reporter", "holder").get(id=step_id)
    _holder(actor, step)
    ticket = step.run.ticket
    asked = ticket.escalation_requests.filter(call_back=True).order_by("-id").first()
    person = asked.person if asked else ticket.reporter
    log_call(
        actor=actor,
        now=now,
        ticket_id=ticket.id,
        words=Words(text=words.strip()[: bounds.WORDS]),
        direction="out",
        with_whom=person.name if person else "",
        key=f"escalation-step:{step.id}:call:{sha256(words.encode()).hexdigest()[:16]}",
    )
    return step


def _check_can_climb(ticket: Ticket, reason: str) -> None:
    if ticket.state in WORKS_AGAIN:
        raise Refused(_("The service works again, so there is nothing to escalate."))
    if not reason.strip():
        raise Refused(_("Write why: the customer reads it."))


def _check_may(actor: Actor, run: Run) -> None:
    person = actor.person
    if person is not None and person.is_active:
        present = run.steps.filter(level=run.level, round=run.round, holder=person)
        if person.has_right(Right.ESCALATE) or present.exists():
            return
    raise Refused(_("Only the person of the present level can do this."))


def _holder(actor: Actor, step: Step) -> Person:
    person = actor.person
    if person is None or not person.is_active or person.id != step.holder_id:
        raise Refused(_("This step is for somebody else."))
    return person
