"""The entries of a timeline that tell of its escalation: what ``tickets`` writes down for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRequested:
    """A person asked for the next level (E2, E4). ``outcome``: stepped or reminded.

    ``number`` is where they asked to be called back, if they did; ``why`` one of
    ``escalation.Reason``; ``verified`` how we knew them on the telephone, as in ``CallLogged``.
    """

    KIND: ClassVar[str] = "escalation_requested"
    reason: str
    call_back: bool
    outcome: str
    number: str = ""
    why: str = ""
    verified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationStepped:
    """The ticket advanced to a level of its matrix. ``cause`` is one of ``escalation.Cause``."""

    KIND: ClassVar[str] = "escalation_stepped"
    level: int
    role: str
    holder: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationLevelSkipped:
    """A level without anybody who can be reached was passed over.

    ``rota``: the one in which nobody was on call, if a rota holds the level.
    """

    KIND: ClassVar[str] = "escalation_skipped"
    level: int
    role: str
    rota: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationAcknowledged:
    """The level's person took the step."""

    KIND: ClassVar[str] = "escalation_acknowledged"
    level: int
    role: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationHandedOver:
    """A step that nobody had taken went to another person, because its holder left."""

    KIND: ClassVar[str] = "escalation_handed_over"
    level: int
    role: str
    holder: str
    former: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPageLost:
    """What should have told a level's person could not be delivered."""

    KIND: ClassVar[str] = "escalation_page_lost"
    level: int
    role: str
    holder: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationHeld:
    """The person of the present level holds back the next step for so many hours."""

    KIND: ClassVar[str] = "escalation_held"
    level: int
    role: str
    holder: str
    reason: str
    hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationLowered:
    """They gave the ticket back to a level below, for so many hours at least."""

    KIND: ClassVar[str] = "escalation_lowered"
    level: int
    role: str
    holder: str
    to_level: int
    to_role: str
    to_holder: str
    reason: str
    hours: int
