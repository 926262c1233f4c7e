"""What the page of one ticket shows, put together for a customer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.selectors import provider_of_pages
from qendra.escalation.access import may_escalate
from qendra.escalation.selectors import ladder_of
from qendra.files.fields import file_limits
from qendra.lib.moments import exact
from qendra.live.pages import live, tag_of
from qendra.live.topics import case
from qendra.panel.deferring import deferral_context
from qendra.panel.forms.writing import ReplyForm
from qendra.panel.ladder import Ladder, ladder_for
from qendra.panel.lines import lines_of
from qendra.panel.promises import clocks_of
from qendra.panel.standing import standing_of
from qendra.tickets.explained import because, correction_among
from qendra.tickets.facts import FactName, Permanence
from qendra.tickets.models import IMPACT_NAMES, Ticket
from qendra.tickets.priority import Impact
from qendra.tickets.selectors import can_be_reopened, timeline
from qendra.tickets.states import State

WORKS_AGAIN = frozenset({State.RESTORED, State.RESOLVED})


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One fact of the report (S6) under its name."""

    name: str
    value: str
    is_code: bool = False


def case_context(
    person: Person, ticket: Ticket, now: datetime, reply_form: ReplyForm | None = None
) -> dict[str, Any]:
    """Everything on the page; a constant number of queries however long the conversation."""
    ladder = ladder_for(ladder_of(ticket), now, is_settled=not ticket.clock_changed)
    entries = timeline(ticket, for_customer=True)
    return {
        "section": "tickets",
        "now": now,
        "ticket": ticket,
        "standing": standing_of(ticket, person, now, next_step=ladder.next_step),
        "lines": lines_of(entries, ticket, provider_of_pages().name),
        "clocks": clocks_of(ticket, person, now),
        "ladder": _shown_ladder(ticket, ladder),
        "facts": list(_facts(ticket, now)),
        "because": because(ticket),
        "correction": correction_among((entry.body, entry.actor_id) for entry in entries),
        "may_confirm": ticket.state in WORKS_AGAIN,
        "may_reopen": can_be_reopened(ticket, now),
        "may_escalate": ticket.is_open and may_escalate(person, ticket),
        "reply_form": None if ticket.merged_into_id else reply_form or ReplyForm(),
        **deferral_context(person, ticket, now),
        "live": live([case(ticket.number)], tag_of(person, ticket.id, ticket.version), now),
    } | file_limits()


def _shown_ladder(ticket: Ticket, ladder: Ladder) -> Ladder | None:
    """An ended ticket that was never escalated has nothing to show."""
    return ladder if ticket.is_open or ladder.has_begun else None


def _facts(ticket: Ticket, now: datetime) -> Iterator[ShownFact]:
    if ticket.service:
        yield ShownFact(_("Service"), f"{ticket.service.name} ({ticket.service.code})")
    given = {name: ticket.facts[name]["value"] for name in FactName if name in ticket.facts}
    if FactName.STARTED_AT in given:
        started = _moment(given[FactName.STARTED_AT], _site_zone(ticket), now)
        yield ShownFact(_("Started"), started)
    if ticket.impact:
        yield ShownFact(_("Impact"), str(IMPACT_NAMES[Impact(ticket.impact)]))
    yield ShownFact(_("Urgency"), ticket.get_urgency_display())
    if FactName.CIRCUIT_ID in given:
        yield ShownFact(_("Circuit"), given[FactName.CIRCUIT_ID])
    if FactName.PERMANENCE in given:
        yield ShownFact(_("Comes and goes"), _permanence(given[FactName.PERMANENCE]))
    if FactName.IP_ADDRESS in given:
        yield ShownFact(_("IP address"), given[FactName.IP_ADDRESS])
    if FactName.TEST_RESULTS in given:
        yield ShownFact(_("Test results or logs"), given[FactName.TEST_RESULTS], is_code=True)


def _moment(value: str, zone: str, now: datetime) -> str:
    return exact(datetime.fromisoformat(value), zone, now)


def _site_zone(ticket: Ticket) -> str:
    site = ticket.service.site if ticket.service else None
    return site.time_zone if site else ticket.customer.time_zone


def _permanence(value: str) -> str:
    return _("Yes") if value == Permanence.INTERMITTENT else _("No, it is permanent")
