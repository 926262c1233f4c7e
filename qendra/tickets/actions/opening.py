"""Opening a ticket from a report, whatever the channel (S2, S3, S6)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from qendra.accounts.actor import Actor
from qendra.accounts.selectors import first_line
from qendra.catalogue.models import Service
from qendra.catalogue.selectors import provider
from qendra.lib import log_fields
from qendra.sla.selectors import service_level_for
from qendra.tickets.actions.reports import Report
from qendra.tickets.actions.writing import Write, save_all
from qendra.tickets.entries import Assigned, Linked, Opened, QuestionAsked
from qendra.tickets.facts import Fact, FactName, missing_facts
from qendra.tickets.matrices import current_matrix
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.notices import Letter, acknowledgement, send_letters
from qendra.tickets.numbers import next_numbers
from qendra.tickets.priority import priority_of

SUBJECT_LENGTH = 300
DESCRIPTION_LENGTH = 2000
# Control and format characters (bidirectional overrides among them).
_UNSEEN = {"Cc", "Cf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A report and who brings it. ``follows`` is the ticket that it goes on from."""

    actor: Actor
    report: Report
    follows: Ticket | None = None


def open_ticket(
    *, actor: Actor, now: datetime, report: Report, follows: Ticket | None = None
) -> Ticket:
    """Open the ticket of a report and acknowledge it to the reporter.

    The acknowledgement names the ticket ID, who has it and both deadlines, and asks once for
    required facts (S6) that are missing; the ticket never waits for them. The same report
    (by its key) again returns the ticket that it opened the first time. Nobody is told when
    a machine wrote the report (RFC 3834).
    """
    opening = Opening(actor=actor, report=report, follows=follows)
    return open_tickets(now=now, openings=[opening])[0]


@transaction.atomic(savepoint=False)
def open_tickets(*, now: datetime, openings: Sequence[Opening]) -> list[Ticket]:
    """Open the tickets of several reports as ``open_ticket`` does each, in this order.

    A few statements for all of them. Whether a report has opened one already is not looked up
    before: the database refuses its key, also at the same moment.
    """
    numbers = next_numbers(provider(), len(openings))
    begun = [_begun(each, number, now) for each, number in zip(openings, numbers, strict=True)]
    save_all([each.write for each in begun])
    letters = [each.letter for each in begun if each.is_told and not each.write.is_new]
    send_letters(letters, now)
    known = _known([each.ticket for each in begun if each.write.is_new])
    tickets = [known.get(each.ticket.intake_key, each.ticket) for each in begun]
    if len(tickets) == 1:
        log_fields.note(ticket=tickets[0].number)
    return tickets


def _known(refused: Sequence[Ticket]) -> dict[str, Ticket]:
    """The tickets that these reports opened the first time, by their keys."""
    keys = [ticket.intake_key for ticket in refused]
    found = Ticket.objects.filter(intake_key__in=keys) if keys else ()
    return {ticket.intake_key: ticket for ticket in found}


@dataclass(frozen=True, slots=True)
class _Begun:
    """A ticket that is being opened, its first entry, and what its reporter is asked for."""

    write: Write
    entry: Entry
    missing: list[FactName]
    is_told: bool

    @property
    def ticket(self) -> Ticket:
        return self.write.ticket

    @property
    def letter(self) -> Letter:
        return acknowledgement(self.ticket, self.entry, self.missing)


def _begun(opening: Opening, number: str, now: datetime) -> _Begun:
    report = opening.report
    ticket = Ticket(number=number, intake_key=report.key)
    write = Write(ticket, actor=opening.actor, now=now)
    body = _opened(report, opening.follows)
    entry = write.add(body, at=report.received_at, visible=True, words=report.words)
    # Known already: nobody has to look them up to tell of the ticket.
    ticket.customer, ticket.service = report.customer, report.service
    ticket.reporter = report.reporter
    _give_to_first_line(write)
    missing = missing_facts(ticket.kind, ticket.service_id, ticket.facts)
    is_told = bool(report.reporter and not report.is_automatic)
    # Whoever has no address is not asked by mail; they are called instead.
    if missing and report.reporter and report.reporter.email and is_told:
        write.add(QuestionAsked(names=tuple(missing)), visible=True)
    return _Begun(write, entry, missing, is_told)


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
    stated = report.fact(FactName.IMPACT) if report.kind == "fault" else None
    impact = stated.value if stated else None
    matrix = current_matrix()
    return Opened(
        subject=_one_line(report.subject),
        kind=report.kind,
        customer_id=report.customer.id,
        service_id=report.service.id if report.service else None,
        service_level_id=_service_level_id(report.service),
        reporter_id=report.reporter.id if report.reporter else None,
        impact=impact,
        urgency=report.urgency,
        facts=_facts(report),
        message_id=report.message_id,
        follows=follows.number if follows else "",
        priority=priority_of(matrix, report.kind, impact, report.urgency),
        matrix_version=matrix.version,
        seconds=report.seconds,
        verified=report.verified,
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
