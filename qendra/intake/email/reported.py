"""What a mail reports: its sender's words, and those that they pass on, but never ours."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from qendra.catalogue.selectors import provider as the_provider
from qendra.intake.email.mail import ParsedMail
from qendra.intake.email.reading.letter import Letter
from qendra.intake.email.reading.ours import is_from_us
from qendra.intake.email.reading.passed_on import letters_of


def letters_in(mail: ParsedMail, received_at: datetime, zone: tzinfo) -> list[Letter]:
    """The letters that the mail reports with, each with the time it was written."""
    return letters_of(mail, received_at, zone, _is_ours)


def reported_text(mail: ParsedMail) -> str:
    """Their words as one text, whenever they were written."""
    letters = letters_of(mail, datetime(2000, 1, 1, tzinfo=UTC), UTC, _is_ours)
    return "\n\n".join(letter.text for letter in letters)


def _is_ours(head: str) -> bool:
    provider = the_provider()
    return is_from_us(
        head,
        address=provider.support_address,
        name=provider.name,
        prefix=provider.ticket_prefix,
    )
