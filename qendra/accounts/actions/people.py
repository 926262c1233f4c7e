"""Writes about people: contacts and staff alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from qendra.accounts.actions.derived import hold_staff
from qendra.accounts.actions.roles import hold
from qendra.accounts.models import Person, Role
from qendra.accounts.rights import RIGHTS, DefaultRole, in_order
from qendra.lib.errors import Refused


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
    roles: Sequence[DefaultRole | Role] = (),
) -> Person:
    """A new person. Without a password they cannot sign in; without e-mail they get no mail.

    ``roles`` may be named by their keys.
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
        created_at=now,
    )
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    person.save(force_insert=True)
    if roles:
        hold_staff()
        hold(person, [_role(each) for each in roles])
    return person


@transaction.atomic
def set_password(*, person: Person, password: str, now: datetime) -> None:
    """Give the person this password. Every session they had, and every link, is over."""
    person.set_password(password)
    person.save(update_fields=["password"])
    end_sessions(person=person, now=now)


@transaction.atomic
def end_sessions(*, person: Person, now: datetime, but: str = "") -> None:
    """Sign the person out everywhere, at once; links for a new password end too.

    The session with the key ``but`` is kept, for a page that then confirms it.
    """
    person.session_salt = get_random_string(32)
    person.save(update_fields=["session_salt"])
    devices = UserSession.objects.filter(user=person).exclude(session_key=but)
    Session.objects.filter(session_key__in=devices.values("session_key")).delete()
    devices.delete()


def _role(role: DefaultRole | Role) -> Role:
    """The row of a delivered role; made, where somebody emptied the tables."""
    if not isinstance(role, DefaultRole):
        return role
    rights = [str(right) for right in in_order(RIGHTS[role])]
    return Role.objects.get_or_create(key=role, defaults={"rights": rights})[0]
