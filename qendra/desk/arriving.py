"""Where the page of a call comes from: a ringing telephone, or a customer who waits for a call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from qendra.accounts.models import Person
from qendra.call_backs.actions import answer_call_back
from qendra.call_backs.models import CallBack
from qendra.call_backs.selectors import open_call_back
from qendra.desk.gate import on_the_phone
from qendra.intake.phone.access import phone_call_for
from qendra.intake.phone.actions import note_written_down
from qendra.tickets.models import Ticket

# Longer than any key.
_MOST_DIGITS = 18


def arrived(given: Mapping[str, str], person: Person) -> Mapping[str, str]:
    """What the address says, and what is known of the call or of the promised one in it."""
    if key := _key(given, "phone_call"):
        call = phone_call_for(person, key)
        return {**_searched(call.number), "token": str(call.token), "caller_phone": call.number}
    if waiting := waiting_call(given, person):
        return {**_searched(waiting.number), "call_back": str(waiting.id)}
    return given


def waiting_call(given: Mapping[str, str], person: Person) -> CallBack | None:
    """The promised call that this one is."""
    key = _key(given, "call_back")
    return open_call_back(person, key) if key else None


def done_by(person: Person, given: Mapping[str, str], ticket: Ticket, now: datetime) -> None:
    """The call stands on a ticket: nobody waits for it any more."""
    actor = on_the_phone(person)
    note_written_down(actor=actor, now=now, token=given["token"], ticket=ticket)
    if waiting := waiting_call(given, person):
        outcome = "Logged on a ticket."
        answer_call_back(actor=actor, call_back_id=waiting.id, outcome=outcome, now=now)


def _searched(number: str) -> dict[str, str]:
    return {"q": number, "find": "1"} if number else {}


def _key(given: Mapping[str, str], name: str) -> int:
    text = str(given.get(name, ""))
    is_key = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_key else 0
