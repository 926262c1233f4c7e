"""Reads of mails: what waits in triage, and what a mail says."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from qendra.intake.email.mail import ParsedMail
from qendra.intake.email.models import RawMail, State
from qendra.intake.email.parse import parse_mail


def mails_in_triage() -> QuerySet[RawMail]:
    """What waits for a person, the oldest first; without the raw bytes."""
    waiting = RawMail.objects.filter(state__in=[State.TRIAGE, State.FAILED])
    return waiting.select_related("seems_to_be").defer("raw").order_by("received_at", "id")


def mails_of_ticket(ticket_id: int) -> QuerySet[RawMail]:
    """The mails that are on a ticket, oldest first; without the raw bytes."""
    return RawMail.objects.filter(ticket=ticket_id).defer("raw").order_by("id")


def last_mail_at() -> datetime | None:
    """When the last mail came in, by any door."""
    return RawMail.objects.order_by("-id").values_list("received_at", flat=True).first()


def has_come_back(message_id: str) -> bool:
    """Whether a mail of ours with this Message-ID came in again."""
    return RawMail.objects.filter(message_id=message_id).exists()


def parsed(row: RawMail) -> ParsedMail:
    """The mail as it reads; never fails."""
    return parse_mail(bytes(row.raw), envelope_from=row.envelope_from)
