"""What the timeline tells of a deferral by agreement (P5): both consents, and how it ended.

Pure: no Django. Who, when and through which door stand in the entry itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferralProposed:
    """One party wants to wait until business hours begin. Its consent.

    ``side`` is whose; ``until`` the moment (ISO 8601, UTC) and ``hours`` the calendar's name.
    """

    KIND: ClassVar[str] = "deferral_proposed"
    side: str
    until: str
    hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferralAnswered:
    """The other party agreed, or did not.

    ``contact`` and ``contact_id`` are who said it on the telephone; the entry's own person is
    then who wrote it down.
    """

    KIND: ClassVar[str] = "deferral_answered"
    side: str
    accepted: bool
    until: str
    contact: str = ""
    contact_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferralEnded:
    """A proposal ended without an answer, or a deferral before its time.

    ``cause``: opening, impact, withdrawn or repaired; ``agreed``: both had agreed already.
    """

    KIND: ClassVar[str] = "deferral_ended"
    cause: str
    agreed: bool = False
