"""Template filters for tickets."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from qendra.lib import ticket_id
from qendra.tickets.explained import rise_told
from qendra.tickets.facts import FactName
from qendra.tickets.models import (
    IMPACT_NAMES,
    PRIORITY_NAMES,
    STATE_NAMES,
    URGENCY_NAMES,
    Ticket,
)
from qendra.tickets.priority import Impact, Priority, Urgency
from qendra.tickets.states import State

register = template.Library()


@register.filter
def both_times(at: datetime | str, zone: str) -> str:
    """A moment in the reader's zone and, where that differs, in UTC: both named.

    Stored mails tell moments as text (ISO 8601).
    """
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    universal = moment.astimezone(UTC)
    try:
        local = moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        local = universal
    in_utc = f"{universal:%H:%M} UTC"
    day = date_format(local, "DATE_FORMAT")
    if local.utcoffset() == universal.utcoffset():
        return f"{day}, {in_utc}"
    return f"{day}, {local:%H:%M} ({zone}; {in_utc})"


@register.filter
def fact_question(name: FactName) -> str:
    """The question for a missing fact (S6), in the active language."""
    return {
        FactName.SERVICE_ID: _(
            "Which service is it? (its service ID, a circuit ID or an IP address)"
        ),
        FactName.STARTED_AT: _("When did the problem start? (with the time zone, please)"),
        FactName.DESCRIPTION: _("What happens? (a short description)"),
        FactName.IMPACT: _(
            "What is the impact? (service affecting: it does not work; degradation: slow, loss"
            " or delay; non-service affecting: traffic is not touched)"
        ),
    }[FactName(name)]


@register.filter
def priority_name(priority: str) -> str:
    """The name of a priority, in the active language."""
    return str(PRIORITY_NAMES[Priority(priority)])


@register.filter
def impact_name(impact: str) -> str:
    """The name of an impact, in the active language."""
    return str(IMPACT_NAMES[Impact(impact)])


@register.filter
def urgency_name(urgency: str) -> str:
    """The name of an urgency, in the active language."""
    return str(URGENCY_NAMES[Urgency(urgency)])


@register.filter
def rise_reason(shared: str, count: int) -> str:
    """By which other faults a priority rose, in the active language."""
    return rise_told(shared, count)


@register.filter
def state_name(state: str) -> str:
    """The name of a state, in the active language."""
    return str(STATE_NAMES[State(state)])


@register.filter
def shown_id(ticket: Ticket, prefix: str) -> str:
    """The ticket ID as people see it: ``{{ ticket|shown_id:provider.ticket_prefix }}``."""
    return ticket_id.shown(ticket.number, prefix)
