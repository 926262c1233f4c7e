"""How an attempt to send may end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """The other side took the responsibility."""


@dataclass(frozen=True)
class Temporary:
    """It may work later. Without a connection, nothing more can be sent now.

    ``may_be_accepted``: everything was handed over and no answer came.
    """

    reason: str
    is_connection_lost: bool = False
    may_be_accepted: bool = False


@dataclass(frozen=True)
class Permanent:
    """It will never work as it is."""

    reason: str


Result = Accepted | Temporary | Permanent


class Unreachable(Exception):
    """No connection, or no sign-in. The text says why; no message is at fault."""
