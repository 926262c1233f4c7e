"""Writes about how people sign in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actions import set_password
from qendra.accounts.models import Person
from qendra.accounts.password_links import locked_person_of_link
from qendra.lib.errors import Refused


@transaction.atomic
def set_password_by_link(*, token: str, password: str, now: datetime) -> Person:
    """Set the password of whom the link belongs to; with that the link is used up.

    Refused when the link is worth nothing (any more).
    """
    person = locked_person_of_link(token, now)
    if person is None:
        raise Refused(_("This link has expired"))
    set_password(person=person, password=password, now=now)
    return person
