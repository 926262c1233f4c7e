"""The calls that ring at this moment, each with who it probably is. Plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from qendra.accounts.models import Person
from qendra.catalogue.access import customers_seen
from qendra.catalogue.selectors import provider_of_pages
from qendra.intake.phone.models import PhoneCall
from qendra.intake.phone.selectors import still_ring, who_calls
from qendra.lib.telephone import shown_number

# More names than this say nothing.
MOST_NAMES = 2


@dataclass(frozen=True, slots=True)
class Ringing:
    """``names``: each a contact and their customer. Nobody: it is nobody whom we know."""

    id: int
    number: str
    names: tuple[tuple[str, str], ...]
    more: int


def ringing_of(calls: Iterable[PhoneCall], person: Person, now: datetime) -> tuple[Ringing, ...]:
    """Of these what somebody may know; who is limited sees those of their customers alone."""
    found = (_ringing(call, person) for call in still_ring(calls, now))
    is_limited = customers_seen(person) is not None
    return tuple(each for each in found if each.names or not is_limited)


def _ringing(call: PhoneCall, person: Person) -> Ringing:
    contacts = who_calls(call, person)
    names = [(each.person.name, each.customer.name) for each in contacts]
    return Ringing(
        id=call.id,
        number=shown_number(call.number, provider_of_pages().country),
        names=tuple(names[:MOST_NAMES]),
        more=max(0, len(names) - MOST_NAMES),
    )
