"""Loading the demo: an installation that looks as after 90 days of work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from random import Random

from django.db import transaction
from django.db.models import Min

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.accounts.rights import DefaultRole
from qendra.catalogue.models import Service
from qendra.demo.announcements import load_announcements
from qendra.demo.catalogue import let_everybody_sign_in, load_customers, load_provider
from qendra.demo.documents import issue_documents
from qendra.demo.matrices import load_matrices
from qendra.demo.playing import SLOWEST, Case, play, report
from qendra.demo.stories import FAULTS, STORIES, Event, Story
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.actions.defaults import install_defaults
from qendra.escalation.actions.sweeps import catch_up, step_due
from qendra.escalation.models import Run, Step
from qendra.outbox.actions import count_as_sent
from qendra.tickets.actions.timers import run_due_timers
from qendra.tickets.models import Ticket

SPAN = timedelta(days=90)
TICKETS = 150
# So many of them are still being told: the desk has something to do.
FRESH = 40
FRESH_SPAN = timedelta(days=2)
# How soon a step is acknowledged; one in so many is not.
ANSWERED_WITHIN = timedelta(seconds=40)
UNHEARD = 6
STOPS = ("take", "ask", "carrier", "defer", "restored", "resolved", "merge", "ask", "carrier")

Happening = tuple[datetime, Case, Event | None]


@transaction.atomic
def load_demo(*, now: datetime) -> None:
    """Make an empty installation the demo provider *Interspace*, as of ``now``.

    The same ``now`` gives the same demo. Nobody receives the mails of its history.
    """
    load_interspace(now=now - SPAN)
    chance = Random(2026)  # noqa: S311 - a believable order, not a secret
    cases = _cases(chance, now)
    for at, case, event in _happenings(cases, chance, now):
        _work_until(at)
        if event is None:
            report(case, at)
        elif _still_makes_sense(case, event):
            play(case, event, at)
            _take_up(at)
        catch_up(now=at)
    _work_until(now)
    load_announcements(now)
    count_as_sent(queued_before=now)


@transaction.atomic
def load_interspace(*, now: datetime) -> None:
    """The demo provider with its staff and customers, without tickets."""
    load_provider(now)
    install_defaults(now=now)
    load_customers(now)
    load_matrices(now)
    issue_documents(now)
    let_everybody_sign_in()


def _cases(chance: Random, now: datetime) -> list[Case]:
    """Who has which story when; every story is told, and every service may be hit."""
    services = list(Service.objects.select_related("customer", "product", "site").order_by("id"))
    agents = list(Person.objects.filter(roles__key=DefaultRole.AGENT).order_by("id"))
    stories = list(STORIES) * (TICKETS // len(STORIES) + 1)
    chance.shuffle(stories)
    return [
        _case(chance, number, _told(chance, number, story), services, agents, now)
        for number, story in enumerate(stories[:TICKETS])
    ]


def _told(chance: Random, number: int, story: Story) -> Story:
    """The story of an old ticket whole; of a fresh one only what happened so far.

    The first fresh ones stop where a story is worth seeing, so that every state is there.
    """
    if number < TICKETS - FRESH:
        return story
    place = number - (TICKETS - FRESH)
    if place < len(STOPS):
        return _stopped_at(chance, STOPS[place])
    return replace(story, events=story.events[: chance.randint(0, len(story.events))])


def _stopped_at(chance: Random, does: str) -> Story:
    story = chance.choice([each for each in FAULTS if does in {e.does for e in each.events}])
    end = [event.does for event in story.events].index(does)
    return replace(story, events=story.events[: end + 1])


def _opened_at(chance: Random, number: int, story: Story, now: datetime) -> datetime:
    """Long ago for old tickets; for fresh ones just so long that the story fits."""
    if number < TICKETS - FRESH:
        moment = now - FRESH_SPAN - chance.random() * (SPAN - FRESH_SPAN)
    else:
        minutes = sum(event.minutes for event in story.events) * SLOWEST
        moment = now - timedelta(minutes=minutes + chance.uniform(2, 90))
    return moment.replace(microsecond=0)


def _case(
    chance: Random,
    number: int,
    story: Story,
    services: Sequence[Service],
    agents: Sequence[Person],
    now: datetime,
) -> Case:
    service = chance.choice([s for s in services if s.product.code in story.products])
    contacts = Person.objects.filter(memberships__customer=service.customer, email__isnull=False)
    contact = chance.choice(list(contacts.order_by("id")))
    return Case(
        number=number,
        story=story,
        service=service,
        contact=contact,
        agent=chance.choice(agents),
        opened_at=_opened_at(chance, number, story, now),
        places=_places(service, contact),
    )


def _places(service: Service, contact: Person) -> dict[str, str]:
    circuit = service.circuits.select_related("carrier").first()
    prefix = service.prefixes.order_by("id").first()
    carrier = circuit.carrier if circuit else None
    return {
        "service": service.code,
        "circuit": circuit.code if circuit else "—",
        "ip": str(prefix.network.network_address + 2) if prefix else "our address",
        "site": service.site.name if service.site else "our site",
        "carrier": carrier.name if carrier else "our fibre team",
        "reference": circuit.carrier_reference if circuit and carrier else "our own ticket",
        "first": contact.name.split()[0],
    }


def _happenings(cases: Sequence[Case], chance: Random, now: datetime) -> Iterator[Happening]:
    """Everything that happened up to now, in order."""
    reports: list[Happening] = [(case.opened_at, case, None) for case in cases]
    events: list[Happening] = [
        (at, case, event) for case in cases for at, event in case.moments(chance)
    ]
    past = (happening for happening in chain(reports, events) if happening[0] < now)
    yield from sorted(past, key=lambda happening: (happening[0], happening[1].number))


def _work_until(until: datetime) -> None:
    """Let the worker of the past do what is due, at the moment when it became due."""
    while moment := _next_due(until):
        step_due(now=moment)
        _take_up(moment)
        run_due_timers(now=moment)
        catch_up(now=moment)


def _take_up(now: datetime) -> None:
    """Who is told has the ticket at once, the way of the house; every sixth time nobody looks."""
    for step in Step.objects.filter(at=now, acknowledged_at__isnull=True).select_related("holder"):
        if step.id % UNHEARD:
            actor = Actor(step.holder, Channel.LINK)
            acknowledge_step(actor=actor, now=now + ANSWERED_WITHIN, step_id=step.id)


def _next_due(until: datetime) -> datetime | None:
    steps = Run.objects.filter(next_step_at__lte=until).aggregate(at=Min("next_step_at"))
    timers = Ticket.objects.filter(next_timer_at__lte=until).aggregate(at=Min("next_timer_at"))
    return min((each["at"] for each in (steps, timers) if each["at"]), default=None)


def _still_makes_sense(case: Case, event: Event) -> bool:
    """Time may have closed a ticket before its story was told to the end."""
    if case.ticket is None:
        return False
    case.ticket.refresh_from_db()
    return case.ticket.closed_at is None or event.does in {"thanks", "note"}
