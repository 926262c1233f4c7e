"""Playing the stories: every event is the real action at its own time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.catalogue.models import Service
from qendra.demo.stories import Event, Story
from qendra.escalation.actions.requests import request_escalation
from qendra.lib.errors import Refused
from qendra.tickets.actions.conversation import (
    CustomerMessage,
    add_customer_message,
    add_note,
    log_call,
    reply,
)
from qendra.tickets.actions.deferring import log_deferral_call
from qendra.tickets.actions.merging import merge_ticket
from qendra.tickets.actions.moving import assign, confirm_repair, move_ticket
from qendra.tickets.actions.opening import open_ticket
from qendra.tickets.actions.reports import Report
from qendra.tickets.actions.writing import Words, Write, locked
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Urgency
from qendra.tickets.states import State

# How much shorter or longer than told each event takes.
QUICKEST, SLOWEST = 0.7, 1.3
SOURCES = {"panel": Source.FORM, "email": Source.MAIL, "phone": Source.CALL}


@dataclass
class Case:
    """One telling of a story: to whom it happens, when, and who works on it."""

    number: int
    story: Story
    service: Service
    contact: Person
    agent: Person
    opened_at: datetime
    places: dict[str, str]
    ticket: Ticket | None = None

    def moments(self, chance: Random) -> Iterator[tuple[datetime, Event]]:
        """When each event happens: the told minutes, a little shorter or longer."""
        at = self.opened_at
        for event in self.story.events:
            at += timedelta(minutes=event.minutes * chance.uniform(QUICKEST, SLOWEST))
            yield at, event

    def told(self, text: str) -> str:
        return text.format(**self.places)

    @property
    def ticket_id(self) -> int:
        if self.ticket is None:
            raise RuntimeError("an event comes before its report")
        return self.ticket.id


def report(case: Case, now: datetime) -> None:
    """The report reaches us on the story's channel."""
    channel = Channel(case.story.channel)
    by = case.agent if channel is Channel.PHONE else case.contact
    case.ticket = open_ticket(actor=Actor(by, channel), now=now, report=_report(case, now))


def play(case: Case, event: Event, now: datetime) -> None:
    """One event of the story, as the action that a person would have caused."""
    text = case.told(event.text)
    if event.does in _MOVES:
        _move(case, event, text, now)
    elif event.does in {"us", "ask", "note", "call"}:
        _say(case, event.does, text, now)
    else:
        _customer(case, event.does, text, now)


_MOVES = {
    "take": State.IN_PROGRESS,
    "carrier": State.WAITING_CARRIER,
    "restored": State.RESTORED,
    "resolved": State.RESOLVED,
    "cancel": State.CANCELLED,
    "defer": State.DEFERRED,
    "merge": State.MERGED,
}


def _move(case: Case, event: Event, text: str, now: datetime) -> None:
    actor = Actor(case.agent, Channel.DESK)
    if event.does == "take":
        team = case.agent.teams.first()
        assign(actor=actor, now=now, ticket_id=case.ticket_id, assignee=case.agent, team=team)
    elif event.does == "defer":
        _defer(case, event, text, now)
    elif event.does == "merge":
        _merge(case, now)
    elif event.does == "resolved":
        words = Words(text=text)
        reply(actor=actor, now=now, ticket_id=case.ticket_id, words=words, then=State.RESOLVED)
    else:
        move_ticket(
            actor=actor,
            now=now,
            ticket_id=case.ticket_id,
            to=_MOVES[event.does],
            reason=text,
            reference=text if event.does == "carrier" else "",
        )


def _defer(case: Case, event: Event, text: str, now: datetime) -> None:
    """Agreed in a call (P5). A story told by day only shows how the state looks."""
    called = Actor(case.agent, Channel.PHONE)
    try:
        log_deferral_call(
            actor=called,
            now=now,
            ticket_id=case.ticket_id,
            contact=case.contact,
            accepts=True,
            words=Words(text=text),
        )
    except Refused:
        _move_by_agreement(case, event, text, now)


def _move_by_agreement(case: Case, event: Event, text: str, now: datetime) -> None:
    """As it looks: by day nobody defers a fault that weighs so much (P5)."""
    if text:
        _say(case, "call", text, now)
    write = Write(locked(case.ticket_id), actor=Actor(case.agent, Channel.DESK), now=now)
    write.move(_MOVES[event.does])
    write.save()


def _merge(case: Case, now: datetime) -> None:
    """With the report of the same that came before it; where that one has ended, it was none."""
    actor, ticket = Actor(case.agent, Channel.DESK), case.ticket_id
    if other := _sibling(case):
        merge_ticket(actor=actor, now=now, ticket_id=ticket, into_id=other.id)
    else:
        reason = "The fault that it tells of is repaired."
        move_ticket(actor=actor, now=now, ticket_id=ticket, to=State.CANCELLED, reason=reason)


def _say(case: Case, does: str, text: str, now: datetime) -> None:
    actor, words = Actor(case.agent, Channel.DESK), Words(text=text)
    if does == "note":
        add_note(actor=actor, now=now, ticket_id=case.ticket_id, words=words)
    elif does == "call":
        log_call(
            actor=actor,
            now=now,
            ticket_id=case.ticket_id,
            words=words,
            direction="out",
            with_whom=case.contact.name,
        )
    else:
        then = State.WAITING_CUSTOMER if does == "ask" else None
        reply(actor=actor, now=now, ticket_id=case.ticket_id, words=words, then=then)


def _customer(case: Case, does: str, text: str, now: datetime) -> None:
    is_mail = case.story.channel == "email"
    actor = Actor(case.contact, Channel.EMAIL if is_mail else Channel.PANEL)
    if does == "confirm":
        confirm_repair(actor=actor, now=now, ticket_id=case.ticket_id)
    elif does == "escalate":
        request_escalation(
            actor=actor,
            now=now,
            ticket_id=case.ticket_id,
            reason=text,
            call_back=True,
            key=f"demo:{case.number}:escalate",
        )
    else:
        message = CustomerMessage(
            key=f"demo:{case.number}:{now.isoformat()}",
            words=Words(text=text),
            received_at=now,
            source=Source.MAIL if is_mail else Source.FORM,
            is_thanks=does == "thanks",
        )
        add_customer_message(actor=actor, now=now, ticket_id=case.ticket_id, message=message)


def _report(case: Case, now: datetime) -> Report:
    story = case.story
    source = SOURCES[story.channel]
    return Report(
        key=f"demo:{case.number}",
        subject=case.told(story.subject),
        customer=case.service.customer,
        service=case.service,
        reporter=case.contact,
        received_at=now,
        source=source,
        words=Words(text=case.told(story.report)),
        kind=story.kind,
        urgency=Urgency(story.urgency),
        facts=tuple(_facts(case, source, now)),
    )


def _facts(case: Case, source: Source, now: datetime) -> Iterator[Fact]:
    story, places = case.story, case.places
    yield Fact(FactName.SERVICE_ID, case.service.code, source)
    if story.kind == "fault" and story.impact:
        started_at = now - timedelta(minutes=10)
        yield Fact(FactName.STARTED_AT, started_at.isoformat(timespec="seconds"), source)
        yield Fact(FactName.IMPACT, story.impact, source)
    if story.kind == "fault" and places["circuit"] != "—":
        yield Fact(FactName.CIRCUIT_ID, places["circuit"], source)
    if story.permanence:
        yield Fact(FactName.PERMANENCE, story.permanence, source)
    if "{ip}" in story.report + story.subject:
        yield Fact(FactName.IP_ADDRESS, places["ip"], source)
    if story.tests:
        yield Fact(FactName.TEST_RESULTS, story.tests, source)


def _sibling(case: Case) -> Ticket | None:
    """The newest open ticket of the service, or else of its customer."""
    before = Ticket.objects.filter(
        customer=case.service.customer, opened_at__lt=case.opened_at, closed_at__isnull=True
    )
    others = before.order_by("-opened_at")
    return others.filter(service=case.service).first() or others.first()
