"""The timeline entries of a merge: two reports of the same go on as one. Pure: no Django.

A merge moves no words. The ticket that ended says where it goes on, the other says whom it took
in, and whoever reads the other reads both. So a merge can be taken back as long as both stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """On the ticket that ended: it goes on in that one.

    ``through`` is the number of the ticket that brought it along, where that one had taken it in
    and was then merged itself; with that one it goes back.
    """

    KIND: ClassVar[str] = "merged"
    into_id: int
    into: str
    through: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerged:
    """On the ticket that had ended: it stands by itself again."""

    KIND: ClassVar[str] = "unmerged"
    out_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TookIn:
    """On the ticket that goes on: from now on it speaks for that one too.

    ``waits_since``: its customer waits for an answer since then (ISO 8601, UTC); empty: no more.
    """

    KIND: ClassVar[str] = "took_in"
    number: str
    waits_since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GaveBack:
    """On the ticket that went on: that one stands by itself again."""

    KIND: ClassVar[str] = "gave_back"
    number: str
