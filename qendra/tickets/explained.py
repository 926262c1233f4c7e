"""In plain words: why a ticket has its priority, who corrected it, why it is put off no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qendra.tickets.deferral import Ending
from qendra.tickets.deferral_entries import DeferralEnded
from qendra.tickets.entries import Body, PriorityChanged
from qendra.tickets.models import IMPACT_NAMES, PRIORITY_NAMES, URGENCY_NAMES, Ticket
from qendra.tickets.priority import Impact, Priority, Reach, Urgency, is_raised
from qendra.tickets.rise import Shared


@dataclass(frozen=True, slots=True)
class Correction:
    """The last time that a person of ours corrected impact or urgency, and why."""

    actor_id: int | None
    reason: str


def because(ticket: Ticket) -> str:
    """What makes the priority, as its customer reads it; no query."""
    if is_raised(ticket.reach):
        return _because_far(ticket)
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


def _because_far(ticket: Ticket) -> str:
    """The same where more than one service is hit."""
    far = _("the whole site is hit") if ticket.reach == Reach.SITE else _("many customers are hit")
    return _(
        "Because %(far)s, it counts one step more than its impact and its urgency alone:"
        " %(priority)s."
    ) % {"far": far, "priority": PRIORITY_NAMES[Priority(ticket.priority)]}


def rise_told(shared: str, count: int) -> str:
    """By which other faults a priority rose, as a customer reads it: nothing of the others."""
    if shared == Shared.SITE:
        return _("%(count)s services of this site have a fault at the same time.") % {
            "count": count
        }
    return _("Several customers have a fault at the same time.")


def rise_seen(body: PriorityChanged) -> str:
    """The same for the staff."""
    told = {
        Shared.SITE: _("%(count)s services of the site %(name)s within %(minutes)s minutes"),
        Shared.DEVICE: _("%(count)s customers on the device %(name)s within %(minutes)s minutes"),
        Shared.CARRIER: _("%(count)s customers on the carrier %(name)s within %(minutes)s minutes"),
        Shared.PRODUCT: _("%(count)s customers of the product %(name)s within %(minutes)s minutes"),
    }[Shared(body.shared)]
    return told % {"count": body.count, "name": body.name, "minutes": body.minutes}


def correction_among(entries: Iterable[tuple[Body, int | None]]) -> Correction | None:
    """The last correction with a reason among these entries, each with who made it.

    What a customer says for the first time is no correction and has no reason.
    """
    found = None
    for body, actor_id in entries:
        if isinstance(body, PriorityChanged) and body.reason:
            found = Correction(actor_id, body.reason)
    return found


def deferral_ended(body: DeferralEnded) -> str:
    """Why nothing is put off any more; customers and staff read the same."""
    return {
        Ending.OPENING: _("Business hours have begun; the proposal to put it off has ended."),
        Ending.IMPACT: _("It does more harm than was known: it is not put off."),
        Ending.WITHDRAWN: _("The proposal to put it off was withdrawn."),
        Ending.REPAIRED: _("There is nothing left to put off."),
    }[Ending(body.cause)]
