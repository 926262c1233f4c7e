"""The kinds of timeline entries, one dataclass each. Pure: no Django.

A kind never changes its meaning. A new field gets a default; anything else is a new version
with an upcast in ``decode``. Words that people wrote are not here but beside the entry, so
that they can be redacted while the record of who, when and why stays.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

from qendra.tickets.deferral_entries import DeferralAnswered, DeferralEnded, DeferralProposed
from qendra.tickets.escalation_entries import (
    EscalationAcknowledged,
    EscalationHandedOver,
    EscalationHeld,
    EscalationLevelSkipped,
    EscalationLowered,
    EscalationPageLost,
    EscalationRequested,
    EscalationStepped,
)
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.merge_entries import GaveBack, Merged, TookIn, Unmerged


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The report reached us; ``at`` is that moment, and the ticket's age counts from it.

    ``priority`` is what this version of the matrix made of impact and urgency; reports older
    than the versions do not say it, and were all taken by the first. Of a call also how long
    it took, and how the caller was verified (see ``CallLogged``).
    """

    KIND: ClassVar[str] = "opened"
    subject: str
    kind: str
    customer_id: int
    service_id: int | None
    service_level_id: int | None
    reporter_id: int | None
    impact: str | None
    urgency: str
    facts: tuple[Fact, ...] = ()
    message_id: str = ""
    follows: str = ""
    priority: str = ""
    matrix_version: int = 1
    seconds: int = 0
    verified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAdded:
    """Somebody at the customer wrote. ``thanks`` and ``automatic`` ones move nothing."""

    KIND: ClassVar[str] = "message"
    message_id: str = ""
    automatic: bool = False
    thanks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySent:
    """A person of ours wrote to the customer."""

    KIND: ClassVar[str] = "reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded:
    """An internal note."""

    KIND: ClassVar[str] = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLogged:
    """A telephone call with the customer. ``direction``: in (they called) or out (we called).

    ``verified``: how we know who it was (``pin``, ``call_back``), ``no`` when we did not; empty
    in calls of which nobody said. ``seconds``: how long it took, where that was counted.
    """

    KIND: ClassVar[str] = "call"
    direction: str
    with_whom: str = ""
    seconds: int = 0
    verified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsStated:
    """Facts were given, or corrected by an agent."""

    KIND: ClassVar[str] = "facts"
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked:
    """The one automatic question for missing facts left (S6)."""

    KIND: ClassVar[str] = "question"
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityChanged:
    """Impact, urgency or reach changed; the priority follows by the matrix (P1).

    Where other faults showed the reach, ``shared`` is what they have in common (of this ``name``),
    ``count`` how many were hit, within ``minutes``; otherwise a person gives the ``reason``.
    """

    KIND: ClassVar[str] = "priority"
    impact: str | None
    urgency: str
    before: str
    after: str
    reason: str
    matrix_version: int
    reach: str | None = None
    shared: str = ""
    name: str = ""
    count: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSet:
    """The main service became known, or was corrected; its targets hold from now on."""

    KIND: ClassVar[str] = "service"
    service_id: int | None
    service_level_id: int | None
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Who has the ticket."""

    KIND: ClassVar[str] = "assigned"
    team_id: int | None
    assignee_id: int | None
    team: str = ""
    assignee: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged:
    """The ticket moved. ``reason`` is for the staff; ``reference`` is the carrier's."""

    KIND: ClassVar[str] = "state"
    before: str
    after: str
    reason: str = ""
    reference: str = ""
    disproves_restoration: bool = False
    confirmed: bool = False
    # Its author took back the move before.
    undone: bool = False
    # Until when a deferral was agreed (ISO 8601, UTC).
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """We reminded the customer that we wait for an answer."""

    KIND: ClassVar[str] = "reminded"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """This ticket belongs together with another one.

    ``how``: follows or is_followed_by; split_from, or split_off with the ``entry_id`` of the words
    that went on there.
    """

    KIND: ClassVar[str] = "linked"
    number: str
    how: str
    entry_id: int = 0


Body = (
    Opened
    | MessageAdded
    | ReplySent
    | NoteAdded
    | CallLogged
    | FactsStated
    | QuestionAsked
    | PriorityChanged
    | ServiceSet
    | Assigned
    | StateChanged
    | Reminded
    | Linked
    | EscalationRequested
    | EscalationStepped
    | EscalationLevelSkipped
    | EscalationAcknowledged
    | EscalationHandedOver
    | DeferralProposed
    | DeferralAnswered
    | DeferralEnded
    | EscalationPageLost
    | EscalationHeld
    | EscalationLowered
    | Merged
    | Unmerged
    | TookIn
    | GaveBack
)

KINDS: dict[str, type[Body]] = {kind.KIND: kind for kind in Body.__args__}
_names = {
    kind: tuple(field.name for field in dataclasses.fields(kind)) for kind in (*Body.__args__, Fact)
}


def encode(body: Body) -> dict[str, Any]:
    """The JSON of an entry."""
    return _encoded(body)


def _encoded(values: Body | Fact) -> dict[str, Any]:
    # As dataclasses.asdict, which copies what cannot change and takes five times as long.
    return {name: _plain(getattr(values, name)) for name in _names[type(values)]}


def _plain(value: Any) -> Any:  # noqa: ANN401 (whatever an entry may hold)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return _encoded(value) if isinstance(value, Fact) else value


def decode(kind: str, version: int, data: dict[str, Any]) -> Body:
    """The entry of stored JSON. Version 1 is the only one so far."""
    if version != 1:
        raise ValueError(f"an entry of kind {kind} has the unknown version {version}")
    values = dict(data)
    if "facts" in values:
        values["facts"] = tuple(_fact(each) for each in values["facts"])
    if "names" in values:
        values["names"] = tuple(values["names"])
    return KINDS[kind](**values)


def _fact(data: dict[str, str]) -> Fact:
    return Fact(
        name=FactName(data["name"]),
        value=data["value"],
        source=Source(data["source"]),
        quote=data["quote"],
    )
