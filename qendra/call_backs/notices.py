"""Who is told of a call that a customer waits for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.call_backs.models import CallBack
from qendra.catalogue.models import Provider
from qendra.catalogue.notices import tell_person
from qendra.catalogue.selectors import provider
from qendra.lib.links import address_tag
from qendra.tickets.models import Ticket
from qendra.tickets.notices import Letter, send_letters

ABOUT = "call_back"


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


def tell_missed(call_back: CallBack, people: Iterable[Person], now: datetime) -> None:
    """That nobody has called back who called us and belongs to no ticket; once for every round."""
    house, customer = provider(), call_back.whose
    told = {
        "number": call_back.number,
        "who": call_back.person.name if call_back.person else "",
        "customer": customer.name if customer else "",
        "words": call_back.words,
        "calls": call_back.calls,
        "wanted_at": call_back.wanted_at,
        "url": str(settings.BASE_URL) + reverse("desk:call_backs"),
    }
    for person in people:
        key = f"call-back:{call_back.id}:missed:{call_back.reminders}:{person.id}"
        if person.email:
            tell_person(
                person,
                provider=house,
                key=key,
                purpose="call_back_missed",
                subject=_headline(person.language),
                template="call_backs/mail/missed.txt",
                told=told,
                about=(ABOUT, call_back.id),
                message_id=_message_id(key, house),
                now=now,
            )


def _message_id(key: str, house: Provider) -> str:
    domain = house.support_address.rpartition("@")[2]
    return f"{key.replace(':', '.')}.{address_tag(ABOUT, key)}@{domain}"


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
