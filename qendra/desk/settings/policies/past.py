"""What a draft of targets or of a calendar would have meant for the tickets of late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.catalogue.models import Contract, Product, Service
from qendra.sla import calendar as pure
from qendra.sla.actions import Hours, Promised
from qendra.sla.clock import Goal
from qendra.sla.explanation import Promise
from qendra.sla.models import Target
from qendra.sla.public_holidays import public_holidays
from qendra.sla.selectors import Targets, current_calendar, pure_calendar
from qendra.tickets.clocks import targets_for
from qendra.tickets.models import Ticket
from qendra.tickets.rerun import Rerun, Verdict, rerun

# The value of the button that asks for it.
PAST = "past"
_VERDICTS: dict[Verdict, Lazy | str] = {
    Verdict.KEPT: gettext_lazy("kept"),
    Verdict.MISSED: gettext_lazy("missed"),
    Verdict.UNDECIDED: gettext_lazy("undecided"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: how many promises of a kind ended so, and would have with the draft."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A ticket of which one promise would have ended otherwise."""

    number: str
    subject: str
    told: str
    tone: str


def past_of_level(cleaned: Mapping[str, Any], slug: str, now: datetime) -> dict[str, Any]:
    """The tickets of this service level, or of those for whom a new one would hold."""
    promised: Mapping[str, Promised] | None = cleaned.get("promised")
    scope = cleaned.get("scope")
    if promised is None or not (slug or scope):
        return {}
    drafted = {priority: _targets(one) for priority, one in promised.items()}
    tickets = Ticket.objects.filter(service_level__slug=slug)
    if not slug:
        tickets = Ticket.objects.filter(**_below(scope))
    return _shown(rerun(tickets, lambda ticket: drafted[ticket.priority], now))


def past_of_calendar(hours: Hours | None, slug: str, now: datetime) -> dict[str, Any]:
    """The tickets whose targets count in this calendar, had it had these hours all along."""
    if hours is None or not slug:
        return {}
    try:
        drafted = _calendar(hours)
    except (ValueError, NotImplementedError):
        return {}
    counted = Target.objects.filter(calendar__slug=slug)
    pairs = set(counted.values_list("service_level", "priority"))
    tickets = Ticket.objects.filter(
        service_level__targets__calendar__slug=slug,
        service_level__targets__priority=F("priority"),
    )

    def draft(ticket: Ticket) -> Targets | None:
        own = targets_for(ticket.service_level_id, ticket.priority)
        if own is None or (ticket.service_level_id, ticket.priority) not in pairs:
            return None
        return Targets(*(replace(goal, calendar=drafted) for goal in (own.response, own.repair)))

    return _shown(rerun(tickets, draft, now))


def _targets(promised: Promised) -> Targets:
    row = current_calendar(promised.calendar)
    hours = pure_calendar(row) if row else pure.ALWAYS_OPEN
    return Targets(
        response=Goal(promised.response_minutes * 60, hours),
        repair=Goal(promised.repair_minutes * 60, hours),
    )


def _calendar(hours: Hours) -> pure.Calendar:
    holidays = public_holidays(hours.country, hours.region)
    return pure.Calendar(
        name=hours.name,
        time_zone=hours.time_zone,
        always=hours.always,
        windows=hours.windows,
        closed_days=holidays.union(hours.closed_days),
    )


def _below(scope: Contract | Product | Service | None) -> dict[str, Any]:
    if isinstance(scope, Contract):
        return {"service__contract": scope}
    return {"service__product" if isinstance(scope, Product) else "service": scope}


def _shown(told: Rerun) -> dict[str, Any]:
    names = {Promise.RESPONSE: _("First answer"), Promise.REPAIR: _("Repair")}
    lines = [
        Line(
            name=f"{name}: {_VERDICTS[verdict]}",
            before=told.before[promise, verdict],
            after=told.after[promise, verdict],
        )
        for promise, name in names.items()
        for verdict in (Verdict.KEPT, Verdict.MISSED)
    ]
    changed = [
        Changed(
            number=each.ticket.number,
            subject=each.ticket.subject,
            told=_("%(promise)s: %(before)s, would have been %(after)s")
            % {
                "promise": names[each.promise],
                "before": _VERDICTS[each.before],
                "after": _VERDICTS[each.after],
            },
            tone="critical" if each.after is Verdict.MISSED else "good",
        )
        for each in told.differences
    ]
    return {"past": {"told": told, "lines": lines, "changed": changed}}
