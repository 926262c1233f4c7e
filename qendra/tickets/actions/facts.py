"""What is known of a ticket: facts, service, impact and urgency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.catalogue.models import Service
from qendra.lib.errors import Refused
from qendra.sla.selectors import service_level_for
from qendra.tickets.actions.writing import Write, locked
from qendra.tickets.deferral import WORSE
from qendra.tickets.entries import FactsStated, PriorityChanged, ServiceSet
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.matrices import current_matrix
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.notices import tell_of_correction
from qendra.tickets.priority import Impact, Reach, Urgency, priority_of


@transaction.atomic
def correct_facts(
    *,
    actor: Actor,
    now: datetime,
    ticket_id: int,
    facts: Sequence[Fact],
    service: Service | None = None,
    version: int | None = None,
) -> Ticket:
    """State or correct facts and the service, as an agent; what was said before stays readable.

    The service must be one of the ticket's customer. Impact is changed by
    ``change_priority``, because that wants a reason.
    """
    ticket = locked(ticket_id, version)
    if service and service.customer_id != ticket.customer_id:
        raise Refused(_("This service belongs to another customer."))
    write = Write(ticket, actor=actor, now=now)
    fresh = [fact for fact in facts if _is_news(ticket, fact) and fact.name != FactName.IMPACT]
    if service and service.id != ticket.service_id:
        _set_service(write, service)
        fresh.append(Fact(FactName.SERVICE_ID, service.code, Source.AGENT))
    if not fresh:
        return ticket
    write.add(FactsStated(facts=tuple(fresh)), visible=True)
    return write.save()


@transaction.atomic
def change_priority(
    *,
    actor: Actor,
    now: datetime,
    ticket_id: int,
    impact: Impact | None,
    urgency: Urgency,
    reason: str,
    reach: Reach | None = None,
    version: int | None = None,
) -> Ticket:
    """Change impact, urgency or how far it reaches; priority and deadlines follow.

    Without a ``reach`` that stays what it is. Everybody who takes part at the customer is told why.
    """
    if not reason.strip():
        raise Refused(_("Say why: the customer reads the reason."))
    ticket = locked(ticket_id, version)
    if ticket.kind == "request" and (impact or reach):
        raise Refused(_("A request has no impact."))
    reaches = reach or ticket.reach
    if (ticket.impact, ticket.urgency, ticket.reach) == (impact, urgency, reaches):
        return ticket
    write = Write(ticket, actor=actor, now=now)
    entry, body = _change(write, impact, urgency, reason.strip(), reaches)
    write.save()
    tell_of_correction(ticket, entry, body, now)
    return ticket


def fill_in(write: Write, facts: Sequence[Fact], service: Service | None) -> None:
    """Take what the customer said for what is missing; nothing known is overwritten (S6).

    But for one: a worse impact than the one that a deferral rests on, which it ends (P5).
    """
    ticket = write.ticket
    missing = {name for name in FactName if name not in ticket.facts}
    if ticket.deferral_until and _stated_impact(facts) in WORSE:
        missing.add(FactName.IMPACT)
    if service and ticket.service_id is None and service.customer_id == ticket.customer_id:
        _set_service(write, service)
        # An ID under which no service of theirs was found gives way to the right one.
        missing.add(FactName.SERVICE_ID)
    fresh = tuple(fact for fact in facts if fact.name in missing)
    if not fresh:
        return
    write.add(FactsStated(facts=fresh), visible=True)
    impact = _stated_impact(fresh)
    if impact and ticket.kind == "fault" and (ticket.impact is None or impact in WORSE):
        _change(write, impact, Urgency(ticket.urgency), reason="", reach=ticket.reach)


def _stated_impact(facts: Sequence[Fact]) -> Impact | None:
    stated = (Impact(fact.value) for fact in facts if fact.name is FactName.IMPACT)
    return next(stated, None)


def _is_news(ticket: Ticket, fact: Fact) -> bool:
    known = ticket.facts.get(fact.name)
    return bool(fact.value.strip()) and (known is None or known["value"] != fact.value)


def _set_service(write: Write, service: Service) -> None:
    level = service_level_for(service)
    body = ServiceSet(
        service_id=service.id, service_level_id=level.id if level else None, code=service.code
    )
    write.add(body, visible=True)


def _change(
    write: Write, impact: Impact | None, urgency: Urgency, reason: str, reach: str | None
) -> tuple[Entry, PriorityChanged]:
    ticket, matrix = write.ticket, current_matrix()
    body = PriorityChanged(
        impact=impact,
        urgency=urgency,
        before=ticket.priority,
        after=priority_of(matrix, ticket.kind, impact, urgency, reach),
        reason=reason,
        matrix_version=matrix.version,
        reach=reach,
    )
    return write.add(body, visible=True), body
