"""Taking a step, as the person of its level."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.escalation.actions.runs import ascents_of, know_clock, moment_for, save_runs
from qendra.escalation.models import Step
from qendra.escalation.reaching import about_step
from qendra.lib.errors import Refused
from qendra.paging.actions.queueing import call_off
from qendra.tickets.actions.writing import Write, locked
from qendra.tickets.escalation_entries import (
    EscalationAcknowledged,
)
from qendra.tickets.models import Ticket
from qendra.tickets.states import ENDED


@transaction.atomic
def acknowledge_step(*, actor: Actor, now: datetime, step_id: int) -> Step:
    """Say that the level's person has the ticket; the customer reads it. Again is no error.

    The holder may (behind the link without signing in: ``Channel.LINK``), and staff who may
    acknowledge. It stops nothing: the age goes on to the next level (E3). A step that was
    overtaken by a later one can still be acknowledged; Refused once the ticket has ended. Pages
    of the same level that came again are taken with it.
    """
    ticket = locked(Step.objects.values_list("run__ticket_id", flat=True).get(id=step_id))
    related = ("run", "holder", "acknowledged_by")
    step = Step.objects.select_related(*related).get(id=step_id)
    person = _who_acknowledges(actor, step)
    pages = Step.objects.filter(run=step.run, level=step.level, acknowledged_at__isnull=True)
    newest = pages.order_by("-round").first()
    if newest is None:
        return step
    if ticket.state in ENDED:
        raise Refused(_("This ticket is closed by now: nothing is asked of you any more."))
    moment = moment_for(ticket, now)
    call_off(now=moment, about=[about_step(each.id) for each in pages])
    pages.update(acknowledged_at=Greatest("at", Value(moment)), acknowledged_by=person)
    _end_paging(ticket, step.level, moment)
    write = Write(ticket, actor=actor, now=moment)
    body = EscalationAcknowledged(level=step.level, role=step.role, holder=person.name)
    write.add(body, visible=True, key=f"escalation-step:{newest.id}:acknowledged")
    write.save()
    step.refresh_from_db(fields=["acknowledged_at", "acknowledged_by"])
    return step


def _end_paging(ticket: Ticket, level: int, now: datetime) -> None:
    """Of the present level only: whoever stands above is asked for themselves."""
    ascents = ascents_of([ticket], now)
    for ascent in ascents:
        if ascent.run.level == level:
            ascent.run.paged_at = None
            ascent.find_next_step()
    save_runs(ascents)
    know_clock([ticket])


def _who_acknowledges(actor: Actor, step: Step) -> Person:
    person = actor.person
    is_holder = person is not None and person.is_active and person.id == step.holder_id
    if person is None or not (is_holder or person.has_right(Right.ACKNOWLEDGE)):
        raise Refused(_("This step is for somebody else to acknowledge."))
    return person
