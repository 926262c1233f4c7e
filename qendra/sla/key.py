"""The key of a clock's picture (``bar``): its colours in words, for staff and for customers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from qendra.sla.facts import Party
from qendra.sla.wording import Audience, length

# Whose time it was.
OWNERS = {
    Audience.STAFF: {
        Party.PROVIDER: gettext_lazy("ours"),
        Party.CARRIER: gettext_lazy("the carrier's"),
        Party.CUSTOMER: gettext_lazy("the customer's"),
        Party.MAINTENANCE: gettext_lazy("planned maintenance"),
        Party.DEFERRAL: gettext_lazy("agreed deferral"),
        Party.RESTORED: gettext_lazy("restored"),
    },
    Audience.CUSTOMER: {
        Party.PROVIDER: gettext_lazy("we worked on it"),
        Party.CARRIER: gettext_lazy("we waited for the carrier"),
        Party.CUSTOMER: gettext_lazy("we waited for you"),
        Party.MAINTENANCE: gettext_lazy("planned maintenance"),
        Party.DEFERRAL: gettext_lazy("put off, as you agreed"),
        Party.RESTORED: gettext_lazy("it worked"),
    },
}


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One colour of the picture in words: whose time, and how much of it."""

    party: Party
    name: str
    length: str


def key_of(shares: Iterable[tuple[Party, int]], audience: Audience) -> tuple[KeyLine, ...]:
    """The key of a picture; what lasted under a minute is not worth a word."""
    return tuple(
        KeyLine(party, str(OWNERS[audience][party]), length(seconds))
        for party, seconds in shares
        if seconds >= 60
    )
