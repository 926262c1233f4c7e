"""Writes about oneself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.history.actions import record_change
from qendra.preferences.kinds import Kind, StaffKind
from qendra.preferences.models import StaffMails, Unwanted
from qendra.preferences.selectors import staff_kinds

PERSON = "person"


@transaction.atomic
def change_profile(
    *,
    actor: Actor,
    now: datetime,
    person: Person,
    name: str,
    phone: str,
    language: str,
    time_zone: str,
    wanted: Iterable[Kind],
    of_staff: Iterable[StaffKind] = (),
) -> Person:
    """How somebody is called, reached and written to, as they want it themselves.

    ``of_staff`` counts for members of staff alone.
    """
    person = Person.objects.select_for_update().get(id=person.id)
    row, _made = Unwanted.objects.get_or_create(person=person)
    before = _told(person, row, _staff_mails(person))
    person.name, person.phone = name.strip(), phone.strip()
    person.language, person.time_zone = language, time_zone
    person.save(update_fields=["name", "phone", "language", "time_zone"])
    given = set(wanted)
    row.kinds = [str(kind) for kind in Kind if kind not in given]
    row.save(update_fields=["kinds"])
    if person.is_staff_member:
        chosen = set(of_staff)
        kinds = [str(kind) for kind in StaffKind if kind in chosen]
        StaffMails.objects.update_or_create(person=person, defaults={"kinds": kinds})
    record_change(
        actor=actor,
        now=now,
        subject_kind=PERSON,
        subject_id=person.id,
        before=before,
        after=_told(person, row, _staff_mails(person)),
    )
    return person


def _staff_mails(person: Person) -> list[str]:
    return sorted(staff_kinds([person.id])[person.id]) if person.is_staff_member else []


def _told(person: Person, row: Unwanted, of_staff: list[str]) -> dict[str, object]:
    return {
        "name": person.name,
        "phone": person.phone,
        "language": person.language,
        "time_zone": person.time_zone,
        "unwanted": list(row.kinds),
        "staff_mails": of_staff,
    }
