"""How an attempt to send may end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """The other side took the responsibility."""


@dataclass(frozen=True)
class Temporary:
    """It may work later. ``may_be_accepted``: all was handed over and no answer came."""

    reason: str
    may_be_accepted: bool = False


@dataclass(frozen=True)
class Permanent:
    """It will never work as it is."""

    reason: str


Result = Accepted | Temporary | Permanent


class Unreachable(Exception):
    """No connection, or no sign-in. The text says why; no message is at fault."""
