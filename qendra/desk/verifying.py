"""Being sure who calls, on the page of a call: what was pressed, and what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.selectors import provider_of_pages
from qendra.desk.forms.calls import CallForm
from qendra.desk.gate import on_the_phone
from qendra.intake.phone.actions import check_pin, confirm_call_back, give_pin
from qendra.intake.phone.models import Method
from qendra.intake.phone.selectors import method_of, pin_of, tries_left
from qendra.lib.errors import Refused
from qendra.lib.telephone import is_same_number, shown_number


def method_stated(person: Person, given: Mapping[str, Any], contact: Person, now: datetime) -> str:
    """How a form of the ticket page says that this contact was verified; kept as a try.

    Refused when the PIN in it is not theirs.
    """
    method, call = str(given["verified"] or "no"), f"form:{given['token']}"[:40]
    actor = on_the_phone(person)
    if method == Method.CALL_BACK:
        confirm_call_back(actor=actor, now=now, call=call, person=contact)
    if method == Method.PIN:
        number, pin = contact.phone, given["pin"]
        if not check_pin(actor=actor, now=now, call=call, person=contact, number=number, pin=pin):
            raise Refused(_("This is not the PIN. Nothing was written down yet."))
    return method


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press of *Check the PIN*, *They answered* or *Give a PIN* led to."""

    refusal: str = ""
    new_pin: str = ""


NOTHING = Pressed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whoever is chosen as the caller, and how sure we are of them."""

    name: str
    number: str
    is_on_file: bool
    has_pin: bool
    tries_left: int
    method: str


def meant(sent: Mapping[str, str]) -> Mapping[str, str]:
    """Enter in any field presses the first button, *Find*; in that of the PIN it checks it."""
    if not sent.get("pin") or "find" not in sent:
        return sent
    return {name: sent[name] for name in sent if name != "find"} | {"verify": "pin"}


def press(person: Person, data: Mapping[str, str], form: CallForm, now: datetime) -> Pressed:
    """Do what was pressed; nothing when it was another button."""
    pressed, caller = data.get("verify", ""), form.chosen_caller()
    if not pressed:
        return NOTHING
    if caller is None:
        return Pressed(refusal=_("Choose who calls first."))
    actor, token = on_the_phone(person), str(form["token"].value())
    try:
        if pressed == "give":
            return Pressed(new_pin=give_pin(actor=actor, now=now, call=token, person=caller))
        if pressed == "call_back":
            confirm_call_back(actor=actor, now=now, call=token, person=caller)
            return NOTHING
        return _pin(person, form, caller, data.get("pin", ""), now)
    except Refused as refusal:
        return Pressed(refusal=str(refusal))


def verified(person: Person, form: CallForm, now: datetime) -> tuple[str, str]:
    """How the caller of a form that was sent is verified, and what is wrong with a PIN in it."""
    caller, token = form.cleaned_data["caller"], str(form.cleaned_data["token"])
    method, pin = method_of(token, caller), form.cleaned_data["pin"]
    if caller is None or method or not pin:
        return method, ""
    try:
        said = _pin(person, form, caller, pin, now)
    except Refused as refusal:
        return "", str(refusal)
    return method_of(token, caller), said.refusal


def caller_of(form: CallForm, now: datetime) -> Caller | None:
    """What the page says of the caller; None while nobody is chosen."""
    person = form.chosen_caller()
    if person is None:
        return None
    country, calls_from = provider_of_pages().country, str(form["caller_phone"].value() or "")
    return Caller(
        name=person.name,
        number=shown_number(person.phone, country),
        is_on_file=is_same_number(person.phone, calls_from, country),
        has_pin=pin_of(person) is not None,
        tries_left=tries_left(person, now),
        method=method_of(str(form["token"].value()), person),
    )


def _pin(person: Person, form: CallForm, caller: Person, pin: str, now: datetime) -> Pressed:
    is_right = check_pin(
        actor=on_the_phone(person),
        now=now,
        call=str(form["token"].value()),
        person=caller,
        number=str(form["caller_phone"].value() or ""),
        pin=pin,
    )
    return NOTHING if is_right else Pressed(refusal=_("This is not the PIN. Nothing was told."))
