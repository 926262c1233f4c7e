"""The signed link behind which a person sets a password: after an invitation, or for a lost one.

It is worth something until it expires, until a password is set, until the person's sessions are
ended, or until the address or the person goes: whichever comes first.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from qendra.accounts.models import Person
from qendra.lib.links import link_token, read_link_token

INVITED_FOR = timedelta(days=7)
RESET_WITHIN = timedelta(hours=1)
_PURPOSE = "new-password"


def new_password_url(person: Person, *, until: datetime) -> str:
    """The address of the page where this person sets a password."""
    token = link_token(_PURPOSE, f"{person.id}:{_standing(person)}", until=until)
    return str(settings.BASE_URL) + reverse("signing_in:new_password", args=[token])


def person_of_link(token: str, now: datetime) -> Person | None:
    """Whose link it is, while it is worth something."""
    person_id, standing = _read(token, now)
    person = Person.objects.filter(id=person_id, is_active=True).first() if person_id else None
    if person is None or not constant_time_compare(_standing(person), standing):
        return None
    return person


def locked_person_of_link(token: str, now: datetime) -> Person | None:
    """The same inside a transaction, so that of two at once only one uses the link."""
    person_id, _standing_then = _read(token, now)
    if person_id:
        list(Person.objects.select_for_update().filter(id=person_id))
    return person_of_link(token, now)


def _read(token: str, now: datetime) -> tuple[int, str]:
    number, _, standing = (read_link_token(_PURPOSE, token, now=now) or "").partition(":")
    return int(number or 0), standing


def _standing(person: Person) -> str:
    """Changes with everything that makes an older link worth nothing."""
    about = f"{person.email}:{person.password}:{person.session_salt}"
    return salted_hmac("qendra.new-password", about, algorithm="sha256").hexdigest()[:32]
