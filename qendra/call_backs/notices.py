"""Who is told of a call that a customer waits for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.call_backs.models import CallBack
from qendra.tickets.models import Ticket
from qendra.tickets.notices import Letter, send_letters


def tell_wanted(
    call_back: CallBack, ticket: Ticket, people: Iterable[Person], now: datetime
) -> None:
    """That it is theirs to call."""
    _tell(call_back, ticket, people, "wanted", now)


def tell_waiting(
    call_back: CallBack, ticket: Ticket, people: Iterable[Person], now: datetime
) -> None:
    """That nobody has called yet; once for every round."""
    _tell(call_back, ticket, people, "waiting", now)


def _tell(
    call_back: CallBack, ticket: Ticket, people: Iterable[Person], what: str, now: datetime
) -> None:
    person = call_back.person
    told = {
        "call_back": {
            "reason": call_back.reason,
            "who": person.name if person else "",
            "number": call_back.number,
            "words": call_back.words,
            "wanted_at": call_back.wanted_at,
            "due_at": call_back.due_at,
            "holder": call_back.holder.name if call_back.holder else "",
        }
    }
    letters = [
        Letter(
            ticket=ticket,
            to=each,
            key=f"call-back:{call_back.id}:{what}:{call_back.reminders}:{each.id}",
            purpose=f"call_back_{what}",
            template=f"call_backs/mail/{what}.txt",
            told=told,
            headline=_headline(each.language),
        )
        for each in people
    ]
    send_letters(letters, now)


def _headline(language: str) -> str:
    with translation.override(language):
        return _("Please call the customer")
