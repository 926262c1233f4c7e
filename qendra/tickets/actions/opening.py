"""Opening a ticket from a report, whatever the channel (S2, S3, S6)."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from django.db import IntegrityError, transaction

from qendra.accounts.actor import Actor
from qendra.accounts.selectors import first_line
from qendra.catalogue.models import Service
from qendra.catalogue.selectors import provider
from qendra.lib import log_fields
from qendra.lib.prepared import Prepared
from qendra.sla.selectors import service_level_for
from qendra.tickets.actions.reports import Report
from qendra.tickets.actions.writing import Write
from qendra.tickets.entries import Assigned, Linked, Opened, QuestionAsked
from qendra.tickets.facts import Fact, FactName, missing_facts
from qendra.tickets.models import Ticket
from qendra.tickets.notices import acknowledge_report
from qendra.tickets.numbers import next_number

SUBJECT_LENGTH = 300
DESCRIPTION_LENGTH = 2000
# Control and format characters (bidirectional overrides among them).
_UNSEEN = {"Cc", "Cf"}


def open_ticket(
    *, actor: Actor, now: datetime, report: Report, follows: Ticket | None = None
) -> Ticket:
    """Open the ticket of a report and acknowledge it to the reporter.

    The acknowledgement names the ticket ID, who has it and both deadlines, and asks once for
    required facts (S6) that are missing; the ticket never waits for them. The same report
    (by its key) again returns the ticket that it opened the first time. Nobody is told when
    a machine wrote the report (RFC 3834).
    """
    known = _ticket_of(report)
    if known:
        return known
    try:
        with transaction.atomic():
            return _open(actor, now, report, follows)
    except IntegrityError:
        # The same report at the same moment: the other one was first.
        known = _ticket_of(report)
        if known is None:
            raise
        return known


def _ticket_of(report: Report) -> Ticket | None:
    return next(iter(_by_key(key=report.key)), None)


_by_key = Prepared(lambda key: Ticket.objects.filter(intake_key=key), key="a key")


def _open(actor: Actor, now: datetime, report: Report, follows: Ticket | None) -> Ticket:
    ticket = Ticket(number=next_number(provider()), intake_key=report.key)
    log_fields.note(ticket=ticket.number)
    write = Write(ticket, actor=actor, now=now)
    entry = write.add(
        _opened(report, follows), at=report.received_at, visible=True, words=report.words
    )
    # Known already: nobody has to look them up to tell of the ticket.
    ticket.customer, ticket.service = report.customer, report.service
    ticket.reporter = report.reporter
    _give_to_first_line(write)
    missing = missing_facts(ticket.kind, ticket.service_id, ticket.facts)
    if report.is_automatic or report.reporter is None or not report.reporter.email:
        write.save()
        return ticket
    if missing:
        write.add(QuestionAsked(names=tuple(missing)), visible=True)
    write.save()
    acknowledge_report(ticket, entry, missing, now)
    return ticket


def link_tickets(*, actor: Actor, now: datetime, ticket: Ticket, followed: Ticket) -> None:
    """Note on both tickets that the one follows the other; both are locked by the caller."""
    for one, other, how in ((ticket, followed, "follows"), (followed, ticket, "is_followed_by")):
        write = Write(one, actor=actor, now=now)
        write.add(Linked(number=other.number, how=how), visible=True)
        write.save()


def _facts(report: Report) -> tuple[Fact, ...]:
    """The facts of a report; its words are its description."""
    given = tuple(report.facts)
    words = report.words.text.strip()
    if not words or report.fact(FactName.DESCRIPTION):
        return given
    return (*given, Fact(FactName.DESCRIPTION, words[:DESCRIPTION_LENGTH], report.source))


def _opened(report: Report, follows: Ticket | None) -> Opened:
    impact = report.fact(FactName.IMPACT) if report.kind == "fault" else None
    return Opened(
        subject=_one_line(report.subject),
        kind=report.kind,
        customer_id=report.customer.id,
        service_id=report.service.id if report.service else None,
        service_level_id=_service_level_id(report.service),
        reporter_id=report.reporter.id if report.reporter else None,
        impact=impact.value if impact else None,
        urgency=report.urgency,
        facts=_facts(report),
        message_id=report.message_id,
        follows=follows.number if follows else "",
    )


def _one_line(subject: str) -> str:
    """The subject without line ends and without marks that turn or hide text around it."""
    visible = (c for c in " ".join(subject.split()) if unicodedata.category(c) not in _UNSEEN)
    return "".join(visible)[:SUBJECT_LENGTH]


def _service_level_id(service: Service | None) -> int | None:
    level = service_level_for(service)
    return level.id if level else None


def _give_to_first_line(write: Write) -> None:
    team = first_line()
    if team:
        write.add(Assigned(team_id=team.id, assignee_id=None, team=team.name), visible=True)
        write.ticket.team = team
