"""Writes about people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from qendra.accounts.models import Person, Team
from qendra.accounts.rights import Role
from qendra.lib.errors import Refused
from qendra.lib.work import forget


@transaction.atomic
def create_person(
    *,
    name: str,
    email: str | None,
    now: datetime,
    password: str | None = None,
    phone: str = "",
    language: str = "en",
    time_zone: str = "UTC",
    roles: Sequence[Role] = (),
) -> Person:
    """A new person. Without a password they cannot sign in; without e-mail they get no mail.

    Refused when another person already has the address.
    """
    address = email.strip().lower() if email and email.strip() else None
    if address and Person.objects.filter(email=address).exists():
        raise Refused(_("%(address)s already belongs to somebody.") % {"address": address})
    person = Person(
        name=name.strip(),
        email=address,
        phone=phone,
        language=language,
        time_zone=time_zone,
        roles=[str(role) for role in roles],
        created_at=now,
    )
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    person.save(force_insert=True)
    return person


@transaction.atomic
def set_password(*, person: Person, password: str, now: datetime) -> None:
    """Give the person this password. Every session they had, and every link, is over."""
    person.set_password(password)
    person.save(update_fields=["password"])
    end_sessions(person=person, now=now)


@transaction.atomic
def end_sessions(*, person: Person, now: datetime) -> None:
    """Sign the person out everywhere, at once; links for a new password end too."""
    person.session_salt = get_random_string(32)
    person.save(update_fields=["session_salt"])


@transaction.atomic
def create_team(*, name: str, members: Sequence[Person], is_first_line: bool = False) -> Team:
    """A new team with its members; at most one team is the first line."""
    forget()
    team = Team.objects.create(name=name, is_first_line=is_first_line)
    team.members.set(members)
    return team
