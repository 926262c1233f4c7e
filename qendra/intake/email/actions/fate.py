"""What becomes of one mail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.accounts.selectors import person_by_address
from qendra.catalogue.access import memberships_in_order
from qendra.catalogue.models import Membership, Provider
from qendra.catalogue.selectors import provider as the_provider
from qendra.intake.email.mail import ParsedMail
from qendra.intake.email.matching import (
    Match,
    Mentions,
    Named,
    match_service,
    mentions_in,
    named_by,
)
from qendra.intake.email.models import RawMail, State
from qendra.intake.email.proof import is_own_message, proven_ticket
from qendra.intake.email.reasons import Reason
from qendra.intake.email.selectors import parsed
from qendra.intake.email.stated import identifiers_in
from qendra.tickets.actions.reports import Report
from qendra.tickets.models import Ticket


@dataclass
class Case:
    """One mail under decision; what is looked up is looked up once."""

    row: RawMail
    now: datetime
    # Where it was looked up for several mails at once.
    named: Named | None = None

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
    def is_own(self) -> bool:
        """Whether the mail left from here."""
        return is_own_message(self.mail.message_id)

    @cached_property
    def mentions(self) -> Mentions:
        """The services that it names."""
        return mentions_in(self.mail, identifiers_in(self.mail, self.row.received_at))

    @cached_property
    def proven(self) -> Ticket | None:
        return proven_ticket(self.mail, self.row.envelope_to)

    def service_among(self, customers: Collection[int]) -> Match:
        """The service of these customers that the mail is about."""
        mentions = self.mentions
        named = self.named or named_by(mentions.words, customers)
        return match_service(mentions, customers, named)


@dataclass(frozen=True, kw_only=True)
class Filing:
    """A new report that was read from a mail: its ticket has still to be opened."""

    case: Case
    actor: Actor
    report: Report


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
