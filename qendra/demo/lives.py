"""Lives of the many tickets of a large demo: who, what, when, as timeline entries to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from qendra.accounts.actor import Channel
from qendra.tickets.entries import (
    Assigned,
    Body,
    MessageAdded,
    NoteAdded,
    Opened,
    ReplySent,
    StateChanged,
)
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.priority import Impact, Urgency
from qendra.tickets.states import CONFIRM_WITHIN, State

SYMPTOMS = (
    "Packet loss", "Link down", "High latency", "BGP session flaps", "No light on the port",
    "Server not reachable", "Disk failure", "Power feed lost", "Slow throughput",
    "DNS not answering",
)  # fmt: skip
PARTS = ("edge", "core", "access", "ring", "cabinet", "port", "rack", "splice")
SENTENCES = (
    "It began without warning and our monitoring has been red since then.",
    "We restarted the router and changed the cable; it did not help.",
    "The backup carries the traffic for now, but it will not for long.",
    "Please tell us what you see from your side and how long it will take.",
    "Our users notice it every few minutes, mostly in the afternoon.",
    "A trace from our office ends at your first router.",
    "We measured it with two laptops and see the same on both.",
    "Could somebody call the site contact before coming by?",
)
CHANNELS = (Channel.EMAIL, Channel.EMAIL, Channel.PANEL, Channel.PHONE)
SOURCES = {Channel.EMAIL: Source.MAIL, Channel.PANEL: Source.FORM, Channel.PHONE: Source.CALL}
# One part in so many tickets bears the same name: a rare word for whoever searches.
TICKETS_A_PART = 10


@dataclass(frozen=True, slots=True)
class ServiceOfLife:
    """A service that tickets are about, and its customer's contacts."""

    id: int
    code: str
    customer_id: int
    service_level_id: int
    contacts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works on the tickets."""

    team_id: int
    team: str
    agents: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One timeline entry to be; it was recorded when it happened."""

    at: datetime
    body: Body
    channel: Channel
    actor_id: int | None = None
    is_visible: bool = True
    text: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Whose ticket it is and who works on it."""

    number: int
    service: ServiceOfLife
    contact: int
    agent: tuple[int, str]
    staff: Staff
    channel: Channel
    opened_at: datetime


def ended_life(chance: Random, case: Case) -> list[Happening]:
    """Reported, worked on, resolved before anybody had to be woken, and closed."""
    at = case.opened_at
    life = list(_reported(chance, case))
    life += _taken(case, at + timedelta(minutes=chance.uniform(1, 6)))
    life.append(_reply(chance, case, at + timedelta(minutes=chance.uniform(6, 12))))
    if chance.random() < 0.4:
        life.append(_message(chance, case, at + timedelta(minutes=chance.uniform(12, 20))))
    if chance.random() < 0.3:
        life.append(_note(chance, case, at + timedelta(minutes=chance.uniform(20, 24))))
    resolved_at = at + timedelta(minutes=chance.uniform(25, 55))
    life.append(_reply(chance, case, resolved_at))
    life.append(_moved(case, resolved_at, State.IN_PROGRESS, State.RESOLVED))
    closed_at = resolved_at + CONFIRM_WITHIN
    life.append(
        Happening(
            closed_at,
            StateChanged(before=State.RESOLVED, after=State.CLOSED),
            Channel.SYSTEM,
        )
    )
    return life


def open_life(chance: Random, case: Case, now: datetime) -> list[Happening]:
    """Reported and on its way; whatever would have happened after ``now`` is left out."""
    life, at = list(_reported(chance, case)), case.opened_at
    progress = chance.random()
    if progress > 0.1:
        life += _taken(case, at + timedelta(minutes=chance.uniform(1, 10)))
    if progress > 0.3:
        life.append(_reply(chance, case, at + timedelta(minutes=chance.uniform(10, 20))))
    if progress > 0.5:
        life.append(_message(chance, case, at + timedelta(minutes=chance.uniform(20, 30))))
    after = {0.85: State.WAITING_CARRIER, 0.9: State.WAITING_CUSTOMER, 0.97: State.RESTORED}
    for least, state in sorted(after.items(), reverse=True):
        if progress > least:
            moved_at = at + timedelta(minutes=chance.uniform(30, 50))
            life.append(_moved(case, moved_at, State.IN_PROGRESS, state))
            break
    return [each for each in life if each.at <= now]


def opened_when(chance: Random, now: datetime, place: float, *, is_open: bool) -> datetime:
    """Ended ones over three years, in order of ``place`` (0 … 1); open ones of the last day.

    A customer who is waited for was asked less than a day ago, so that no reminder is due.
    """
    if is_open:
        moment = now - timedelta(minutes=chance.uniform(2, 23 * 60))
    else:
        moment = now - timedelta(days=4) - timedelta(days=3 * 365) * (1 - place)
    return moment.replace(microsecond=0)


def _reported(chance: Random, case: Case) -> Iterator[Happening]:
    is_fault = chance.random() < 0.85
    impact = chance.choice(_IMPACTS) if is_fault else None
    part = f"{chance.choice(PARTS)}-{case.number // TICKETS_A_PART}"
    subject = f"{chance.choice(SYMPTOMS)} on {case.service.code}, {part}"
    text = " ".join(chance.sample(SENTENCES, 3))
    source = SOURCES[case.channel]
    facts = [
        Fact(FactName.SERVICE_ID, case.service.code, source),
        Fact(FactName.DESCRIPTION, text, source),
    ]
    if impact:
        facts.append(Fact(FactName.STARTED_AT, case.opened_at.isoformat(), source))
        facts.append(Fact(FactName.IMPACT, impact, source))
    body = Opened(
        subject=subject,
        kind="fault" if is_fault else "request",
        customer_id=case.service.customer_id,
        service_id=case.service.id,
        service_level_id=case.service.service_level_id,
        reporter_id=case.contact,
        impact=impact,
        urgency=chance.choice(_URGENCIES),
        facts=tuple(facts),
    )
    by = case.agent[0] if case.channel is Channel.PHONE else case.contact
    yield Happening(case.opened_at, body, case.channel, by, text=text)
    given = Assigned(team_id=case.staff.team_id, assignee_id=None, team=case.staff.team)
    yield Happening(case.opened_at, given, case.channel, by)


# Most faults are small ones.
_IMPACTS = (
    str(Impact.SERVICE_AFFECTING), str(Impact.DEGRADATION), str(Impact.DEGRADATION),
    str(Impact.NON_SERVICE_AFFECTING), str(Impact.NON_SERVICE_AFFECTING),
)  # fmt: skip
_URGENCIES = (str(Urgency.HIGH), str(Urgency.MEDIUM), str(Urgency.LOW), str(Urgency.LOW))


def _taken(case: Case, at: datetime) -> list[Happening]:
    agent_id, name = case.agent
    given = Assigned(
        team_id=case.staff.team_id, assignee_id=agent_id, team=case.staff.team, assignee=name
    )
    moved = _moved(case, at, State.NEW, State.IN_PROGRESS)
    return [Happening(at, given, Channel.DESK, agent_id), moved]


def _moved(case: Case, at: datetime, before: State, after: State) -> Happening:
    reference = f"C-{case.number}" if after is State.WAITING_CARRIER else ""
    body = StateChanged(before=before, after=after, reference=reference)
    return Happening(at, body, Channel.DESK, case.agent[0])


def _reply(chance: Random, case: Case, at: datetime) -> Happening:
    text = f"Hello,\nwe are looking at {case.service.code}. {chance.choice(SENTENCES)}"
    return Happening(at, ReplySent(), Channel.DESK, case.agent[0], text=text)


def _message(chance: Random, case: Case, at: datetime) -> Happening:
    is_mail = case.channel is Channel.EMAIL
    text = " ".join(chance.sample(SENTENCES, 2))
    channel = Channel.EMAIL if is_mail else Channel.PANEL
    return Happening(at, MessageAdded(), channel, case.contact, text=text)


def _note(chance: Random, case: Case, at: datetime) -> Happening:
    text = chance.choice(SENTENCES)
    return Happening(at, NoteAdded(), Channel.DESK, case.agent[0], is_visible=False, text=text)
