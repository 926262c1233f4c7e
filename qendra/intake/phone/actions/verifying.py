"""Being sure who calls, before anything is told or decided; and the PINs for it.

A number alone proves nothing: anybody can show it. So it is the number on file and a PIN that
only the contact knows, or our own call to the number on file.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.catalogue.selectors import provider
from qendra.intake.phone.models import CallerPin, Method, Verification
from qendra.intake.phone.notices import tell_pin_changed
from qendra.intake.phone.pins import is_easy, is_pin, new_pin
from qendra.intake.phone.selectors import method_of, tries_left
from qendra.lib.errors import Refused
from qendra.lib.telephone import is_same_number


@transaction.atomic
def check_pin(
    *, actor: Actor, now: datetime, call: str, person: Person, number: str, pin: str
) -> bool:
    """Whether the caller knows the PIN of this contact and calls from the number on file.

    ``call`` is the token of the call's form. Every try is kept, and a few wrong ones shut the
    door for an hour. Refused when there is no number or PIN on file, when the call comes from
    another number, and while the door is shut.
    """
    own = CallerPin.objects.select_for_update().filter(person=person).first()
    if own is None:
        raise Refused(_("%(name)s has no PIN. Call the number on file.") % {"name": person.name})
    if not is_same_number(person.phone, number, provider().country):
        raise Refused(_("This is not the number on file. Hang up and call that number."))
    if not tries_left(person, now):
        raise Refused(_("Too many wrong PINs: for an hour none is taken. Call the number on file."))
    is_right = check_password(pin.strip(), own.hash)
    _note(actor, now, call, person, Method.PIN, number, succeeded=is_right)
    return is_right


@transaction.atomic
def confirm_call_back(*, actor: Actor, now: datetime, call: str, person: Person) -> None:
    """We hung up, called the number on file, and the contact answered."""
    if not person.phone.strip():
        raise Refused(_("There is no number on file for %(name)s.") % {"name": person.name})
    _note(actor, now, call, person, Method.CALL_BACK, person.phone, succeeded=True)


@transaction.atomic
def set_pin(*, actor: Actor, now: datetime, pin: str) -> None:
    """The contact's own choice, in the panel; they are told by mail."""
    person = _author(actor)
    if not is_pin(pin):
        raise Refused(_("A PIN is six to eight digits."))
    if is_easy(pin, person.phone):
        raise Refused(_("Somebody would try this one first. Please choose another."))
    _keep(actor, now, person, pin)
    tell_pin_changed(person, by_us=False, is_gone=False, now=now)


@transaction.atomic
def remove_pin(*, actor: Actor, now: datetime) -> None:
    """From now on only a call to the number on file verifies them; again is no error."""
    person = _author(actor)
    if CallerPin.objects.filter(person=person).delete()[0]:
        tell_pin_changed(person, by_us=False, is_gone=True, now=now)


@transaction.atomic
def give_pin(*, actor: Actor, now: datetime, call: str, person: Person) -> str:
    """A new PIN to be told to a caller whom we verified by calling them; it is told this once.

    Refused when they were verified in another way, or not at all: whoever knows only a PIN, or
    nothing, must not be given one.
    """
    if method_of(call, person) != Method.CALL_BACK:
        raise Refused(_("Call the number on file first: a PIN is given to nobody else."))
    pin = new_pin(person.phone)
    _keep(actor, now, person, pin)
    tell_pin_changed(person, by_us=True, is_gone=False, now=now)
    return pin


def _keep(actor: Actor, now: datetime, person: Person, pin: str) -> None:
    kept = {"hash": make_password(pin), "set_at": now, "set_by": _author(actor)}
    CallerPin.objects.update_or_create(person=person, defaults=kept)


def _note(
    actor: Actor,
    now: datetime,
    call: str,
    person: Person,
    method: Method,
    number: str,
    *,
    succeeded: bool,
) -> None:
    Verification.objects.create(
        call=call[:40],
        person=person,
        method=method,
        number=number.strip()[:40],
        succeeded=succeeded,
        at=now,
        by=_author(actor),
    )


def _author(actor: Actor) -> Person:
    if actor.person is None:
        raise ValueError("only people verify callers and set PINs")
    return actor.person
