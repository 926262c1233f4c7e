"""Absences and shifts that a calendar file of somebody says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.lib.errors import Refused
from qendra.lib.moments import zone_named
from qendra.rotas.actions.absences import check_may_enter, enter_absence, withdraw_absence
from qendra.rotas.actions.checks import FURTHEST, check_manages, current_rota, lock
from qendra.rotas.actions.overrides import make_override, withdraw_override
from qendra.rotas.ical.reading import Found, Unreadable, events_of
from qendra.rotas.models import Absence, Override
from qendra.rotas.notices import tell_of_shifts
from qendra.rotas.selectors import newest_plan, on_duty_people


@dataclass(slots=True)
class Read:
    """What came of a file: how much is new, how much was known, and what could not be taken."""

    made: int = 0
    known: int = 0
    refused: list[str] = field(default_factory=list)


@transaction.atomic
def read_absences(*, actor: Actor, now: datetime, person_id: int, content: bytes) -> Read:
    """Each event of the file that is not over is an absence of this person.

    The same file again changes nothing; an event that was moved moves its absence. One's own,
    or with the right to manage rotas anybody's. Refused for what is no calendar.
    """
    check_may_enter(actor, person_id)
    lock()
    person, read = Person.objects.get(id=person_id), Read()
    for event in _events(content, person.time_zone, now):
        known = Absence.objects.filter(
            person=person, source=event.source, withdrawn_at__isnull=True
        ).first()
        if known and _is_same(known, event, now):
            read.known += 1
            continue
        if known:
            withdraw_absence(actor=actor, now=now, absence_id=known.id)
            Absence.objects.filter(id=known.id).update(source="")
        enter_absence(
            actor=actor,
            now=now,
            person_id=person.id,
            starts_at=event.start,
            ends_at=event.end,
            reason=event.title,
            source=event.source,
        )
        read.made += 1
    return read


@transaction.atomic
def read_shifts(*, actor: Actor, now: datetime, rota_id: int, content: bytes) -> Read:
    """Each event of the file that is not over puts somebody on call: who takes part in it, by
    mail address, or else whose name its title says.

    The same file again changes nothing; an event that was moved moves its override. Whoever
    gets shifts is told of all of them in one mail. Needs the right to manage rotas.
    """
    check_manages(actor)
    lock()
    rota, read = current_rota(rota_id), Read()
    people, made = list(on_duty_people()), list[Override]()
    for event in _events(content, newest_plan(rota).time_zone, now):
        person = _person_of(event, people)
        known = Override.objects.filter(
            rota=rota, source=event.source, withdrawn_at__isnull=True
        ).first()
        if person is None:
            read.refused.append(event.title or "–")
        elif known and known.person_id == person.id and _is_same(known, event, now):
            read.known += 1
        else:
            made += _put_in(actor, now, rota.id, person, event, known, read)
    read.made = len(made)
    tell_of_shifts(made, but=actor.person, now=now)
    return read


def _put_in(
    actor: Actor,
    now: datetime,
    rota_id: int,
    person: Person,
    event: Found,
    known: Override | None,
    read: Read,
) -> list[Override]:
    if known:
        withdraw_override(actor=actor, now=now, override_id=known.id)
        Override.objects.filter(id=known.id).update(source="")
    try:
        made = make_override(
            actor=actor,
            now=now,
            rota_id=rota_id,
            person_id=person.id,
            starts_at=event.start,
            ends_at=event.end,
            source=event.source,
            is_told=False,
        )
    except Refused as refusal:
        read.refused.append(str(refusal))
        return []
    return [made]


def _events(content: bytes, zone: str, now: datetime) -> list[Found]:
    try:
        found = events_of(content, zone_named(zone), now, now + FURTHEST)
    except Unreadable as error:
        raise Refused(
            _(
                "This is no calendar that can be read here, and nothing was changed. Export it as"
                " iCalendar (.ics), of 1 MB and 500 events at most, and try again."
            )
        ) from error
    return [each for each in found if each.end <= now + FURTHEST]


def _is_same(known: Absence | Override, event: Found, now: datetime) -> bool:
    """What has begun was entered from the moment on at which it was read."""
    has_begun = known.starts_at <= now and event.start <= now
    return known.ends_at == event.end and (known.starts_at == event.start or has_begun)


def _person_of(event: Found, people: list[Person]) -> Person | None:
    by_address = {person.email.lower(): person for person in people if person.email}
    for address in event.people:
        if address in by_address:
            return by_address[address]
    title = event.title.casefold()
    named = [person for person in people if person.name.casefold() in title]
    return max(named, key=lambda person: len(person.name), default=None)
