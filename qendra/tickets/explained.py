"""Why a ticket has its priority, in plain words: what it is made of, and who corrected it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qendra.tickets.entries import Body, PriorityChanged
from qendra.tickets.models import IMPACT_NAMES, PRIORITY_NAMES, URGENCY_NAMES, Ticket
from qendra.tickets.priority import Impact, Priority, Urgency


@dataclass(frozen=True, slots=True)
class Correction:
    """The last time that a person of ours corrected impact or urgency, and why."""

    actor_id: int | None
    reason: str


def because(ticket: Ticket) -> str:
    """What makes the priority, as its customer reads it; no query."""
    names = {
        "urgency": URGENCY_NAMES[Urgency(ticket.urgency)],
        "priority": PRIORITY_NAMES[Priority(ticket.priority)],
    }
    if ticket.kind == "request":
        return (
            _("A request interrupts nothing; with the urgency “%(urgency)s” it is %(priority)s.")
            % names
        )
    if ticket.impact is None:
        return (
            _(
                "Nobody has said yet what the fault does to the service, so we take the worst;"
                " with the urgency “%(urgency)s” it is %(priority)s until we know."
            )
            % names
        )
    impact = IMPACT_NAMES[Impact(ticket.impact)]
    return _("The impact “%(impact)s” and the urgency “%(urgency)s” make it %(priority)s.") % {
        **names,
        "impact": impact,
    }


def correction_among(entries: Iterable[tuple[Body, int | None]]) -> Correction | None:
    """The last correction with a reason among these entries, each with who made it.

    What a customer says for the first time is no correction and has no reason.
    """
    found = None
    for body, actor_id in entries:
        if isinstance(body, PriorityChanged) and body.reason:
            found = Correction(actor_id, body.reason)
    return found
