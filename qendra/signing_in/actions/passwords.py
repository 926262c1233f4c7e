"""Setting and changing passwords, and the mails that lead there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actions import set_password
from qendra.accounts.models import Person
from qendra.accounts.password_links import locked_person_of_link
from qendra.lib.errors import Refused
from qendra.signing_in.notices import Change, tell_changed, tell_code, tell_reset


@transaction.atomic
def set_password_by_link(*, token: str, password: str, now: datetime) -> Person:
    """Set the password of whom the link belongs to; with that the link is used up.

    Refused when the link is worth nothing (any more).
    """
    person = locked_person_of_link(token, now)
    if person is None:
        raise Refused(_("This link has expired"))
    had_one = person.has_usable_password()
    set_password(person=person, password=password, now=now)
    if had_one:
        tell_changed(person, Change.WORDS, now)
    return person


@transaction.atomic
def change_password(*, person: Person, password: str, now: datetime) -> None:
    """Give oneself another password. Every session ends; the page at hand signs in anew."""
    set_password(person=person, password=password, now=now)
    tell_changed(person, Change.WORDS, now)


@transaction.atomic
def mail_reset_link(*, person: Person | None, now: datetime) -> None:
    """Send the link for a new password. For nobody the same is done, and undone.

    So neither the answer nor the time that it takes tells whether an address is known.
    """
    tell_reset(person or _nobody(), now)
    transaction.set_rollback(person is None)


@transaction.atomic
def mail_code(*, person: Person | None, code: str, now: datetime) -> None:
    """Send the code for signing in; for nobody as ``mail_reset_link``."""
    tell_code(person or _nobody(), code, now)
    transaction.set_rollback(person is None)


def _nobody() -> Person:
    return Person(id=0, name="", email="nobody@localhost.invalid")
