"""What reaches us: a report, whatever the channel (G1, S6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qendra.accounts.models import Person
from qendra.catalogue.models import Customer, Service
from qendra.tickets.actions.writing import NO_WORDS, Words
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.priority import Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One fault or request as it came in.

    ``key`` names the report itself (a mail's row, a form's token): the same key never opens
    two tickets. ``received_at`` is when it reached us; the ticket's age counts from it.
    ``source`` is where its words came from.
    ``seconds`` and ``verified`` are of a call, as its entry has them.
    ``is_automatic``: a machine wrote it, so no machine answers (RFC 3834).
    """

    key: str
    subject: str
    customer: Customer
    service: Service | None
    reporter: Person | None
    received_at: datetime
    source: Source
    words: Words = NO_WORDS
    kind: str = "fault"
    urgency: Urgency = Urgency.MEDIUM
    facts: Sequence[Fact] = ()
    message_id: str = ""
    is_automatic: bool = False
    seconds: int = 0
    verified: str = ""

    def fact(self, name: FactName) -> Fact | None:
        """The fact of this name, if the report states it."""
        return next((fact for fact in self.facts if fact.name is name), None)
