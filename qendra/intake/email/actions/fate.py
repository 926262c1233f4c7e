"""What becomes of one mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from qendra.accounts.models import Person
from qendra.accounts.selectors import person_by_address
from qendra.catalogue.access import memberships_in_order
from qendra.catalogue.models import Membership, Provider
from qendra.catalogue.selectors import provider as the_provider
from qendra.intake.email.mail import ParsedMail
from qendra.intake.email.models import RawMail, State
from qendra.intake.email.proof import proven_ticket
from qendra.intake.email.reasons import Reason
from qendra.intake.email.selectors import parsed
from qendra.tickets.models import Ticket


@dataclass
class Case:
    """One mail under decision; what is looked up is looked up once."""

    row: RawMail
    now: datetime

    @cached_property
    def mail(self) -> ParsedMail:
        return parsed(self.row)

    @cached_property
    def provider(self) -> Provider:
        return the_provider()

    @cached_property
    def person(self) -> Person | None:
        """The active person with the author's address."""
        return person_by_address(self.mail.from_address) if self.mail.from_address else None

    @cached_property
    def memberships(self) -> list[Membership]:
        """The author's places at customers."""
        return memberships_in_order(self.person) if self.person else []

    @cached_property
    def proven(self) -> Ticket | None:
        return proven_ticket(self.mail, self.row.envelope_to)


@dataclass(frozen=True, kw_only=True)
class Fate:
    """The row's end. ``is_answered``: the sender gets the neutral acknowledgement."""

    state: State
    reason: Reason | None = None
    ticket: Ticket | None = None
    entry_id: int | None = None
    seems_to_be: Ticket | None = None
    is_answered: bool = False


def in_triage(
    reason: Reason, *, seems_to_be: Ticket | None = None, is_answered: bool = False
) -> Fate:
    """A person has to look."""
    return Fate(state=State.TRIAGE, reason=reason, seems_to_be=seems_to_be, is_answered=is_answered)


def ignored(reason: Reason) -> Fate:
    """Kept, and nobody has to look."""
    return Fate(state=State.IGNORED, reason=reason)
