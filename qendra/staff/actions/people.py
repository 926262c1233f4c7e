"""Writes about people of the staff: who they are, how they are reached, what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.access import check_manages_staff
from qendra.accounts.actions import create_person
from qendra.accounts.actions.derived import hold_staff, keep_an_administrator, lost_rights
from qendra.accounts.actions.roles import PERSON, hold, role_names
from qendra.accounts.actor import Actor
from qendra.accounts.models import Person, Role
from qendra.accounts.written import person_values
from qendra.catalogue.actions import invite_to_set_password
from qendra.history.actions import record_change
from qendra.lib.drawn import Values, require_unchanged
from qendra.lib.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page says of one person."""

    name: str
    email: str
    phone: str
    language: str
    time_zone: str
    roles: Sequence[Role]


@transaction.atomic
def add_staff(*, actor: Actor, now: datetime, about: About) -> Person:
    """Somebody new, invited by mail to set a password. Refused when the address is taken."""
    check_manages_staff(actor)
    person = create_person(
        name=about.name,
        email=about.email,
        phone=about.phone,
        language=about.language,
        time_zone=about.time_zone,
        roles=list(about.roles),
        now=now,
    )
    _record(actor, now, person, {})
    invite_to_set_password(person=person, actor=actor, now=now)
    return person


@transaction.atomic
def change_staff(
    *, actor: Actor, now: datetime, person_id: int, about: About, drawn: Values | None = None
) -> Person:
    """Change a person; roles hold from their next request on.

    Refused when the address is taken, for somebody who left, and when nobody could administer
    any more; Crossed when the person is no longer what the form was ``drawn`` with.
    """
    check_manages_staff(actor)
    hold_staff()
    lost = lost_rights()
    person = Person.objects.select_for_update().get(id=person_id)
    if not person.is_active:
        raise Refused(_("%(name)s has left.") % {"name": person.name})
    require_unchanged(drawn, person_values(person))
    address = about.email.strip().lower()
    if Person.objects.filter(email=address).exclude(id=person.id).exists():
        raise Refused(_("%(address)s already belongs to somebody.") % {"address": address})
    before = person_facts(person)
    person.name, person.email, person.phone = about.name.strip(), address, about.phone.strip()
    person.language, person.time_zone = about.language, about.time_zone
    person.save(update_fields=["name", "email", "phone", "language", "time_zone"])
    hold(person, about.roles)
    keep_an_administrator(lost)
    _record(actor, now, person, before)
    return person


def person_facts(person: Person) -> dict[str, object]:
    """A person as history keeps them."""
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
        "time_zone": person.time_zone,
        "roles": role_names(person),
    }


def _record(actor: Actor, now: datetime, person: Person, before: dict[str, object]) -> None:
    record_change(
        actor=actor,
        now=now,
        subject_kind=PERSON,
        subject_id=person.id,
        before=before,
        after=person_facts(person),
    )
