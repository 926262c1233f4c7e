"""Who acts, and through which door."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qendra.accounts.models import Person


class Channel(StrEnum):
    """The door through which something reached the ticket.

    ``link`` is a signed page that works without signing in; ``api`` is a program with a token;
    ``system`` is Qendra itself.
    """

    PANEL = "panel"
    DESK = "desk"
    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    API = "api"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts (None: Qendra itself) and the channel."""

    person: Person | None
    channel: Channel


SYSTEM = Actor(person=None, channel=Channel.SYSTEM)
