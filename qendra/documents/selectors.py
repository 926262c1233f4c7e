"""Reads of issued documents: the versions of a service, their recipients, and check hashes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Subquery

from qendra.accounts.models import Person
from qendra.catalogue.models import Service
from qendra.catalogue.models.services import ServiceState
from qendra.documents.models import Issue, Receipt
from qendra.outbox.models import Message, State

SHOWN = 20
# Fewer digits of a check hash than the document prints to be read out find nothing.
LEAST_DIGITS, ALL_DIGITS = 16, 64


class Arrival(StrEnum):
    """What is known of a document's way to one recipient; the last that is known."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    BOUNCED = "bounced"
    DOWNLOADED = "downloaded"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient of an issue, how far it came and when."""

    person: Person
    address: str
    arrival: Arrival
    at: datetime | None
    error: str = ""


def issues_of(service: Service, limit: int = SHOWN) -> list[Issue]:
    """The versions that were issued to its present owner, the newest first."""
    mine = Issue.objects.filter(service=service, customer=service.customer_id)
    return list(mine.order_by("-version")[:limit])


def issue_of(service: Service, version: int | None = None) -> Issue | None:
    """One version, or the newest, of those that were issued to its present owner."""
    mine = Issue.objects.filter(service=service, customer=service.customer_id)
    if version is not None:
        mine = mine.filter(version=version)
    return mine.order_by("-version").first()


def receipt_of(issue_id: int, person_id: int) -> Receipt | None:
    """A recipient's part of an issue, while they are with us and with the customer."""
    related = ("issue__service__customer", "person")
    found = Receipt.objects.select_related(*related).filter(issue=issue_id, person=person_id)
    receipt = found.filter(person__is_active=True).first()
    if receipt is None:
        return None
    is_there = receipt.person.memberships.filter(customer=receipt.issue.customer_id).exists()
    return receipt if is_there else None


def newest_version(issue: Issue) -> int:
    """The newest version of the document that this is a version of."""
    newest = Issue.objects.filter(service=issue.service_id).order_by("-version")
    return int(newest.values_list("version", flat=True)[0])


def is_in_force(issue: Issue, newest: int) -> bool:
    """Whether this version holds: the newest one, of a service that has not ended."""
    return issue.version == newest and issue.service.state != ServiceState.CEASED


def issue_of_digest(text: str) -> Issue | None:
    """The issue whose check hash this is, whole or from its sixteenth digit on; typed anyhow."""
    typed = re.sub(r"[^0-9a-f]", "", text.lower())
    if not LEAST_DIGITS <= len(typed) <= ALL_DIGITS:
        return None
    found = Issue.objects.select_related("service").filter(digest__startswith=typed)
    several = list(found[:2])
    return several[0] if len(several) == 1 else None


def deliveries_of(issues: Iterable[Issue]) -> dict[int, list[Delivery]]:
    """The recipients of issues, by the key of the issue; one query."""
    message = Message.objects.filter(id=OuterRef("message_id"))
    receipts = Receipt.objects.filter(issue__in=list(issues)).select_related("person")
    rows = receipts.annotate(
        state=Subquery(message.values("state")[:1]),
        sent_at=Subquery(message.values("sent_at")[:1]),
        error=Subquery(message.values("last_error")[:1]),
    )
    found = dict[int, list[Delivery]]()
    for row in rows.order_by("person__name"):
        arrival, at = _arrival(row, row.state, row.sent_at)
        error = row.error if arrival is Arrival.BOUNCED else ""
        delivery = Delivery(row.person, row.address, arrival, at, error)
        found.setdefault(row.issue_id, []).append(delivery)
    return found


def _arrival(
    row: Receipt, state: str | None, sent_at: datetime | None
) -> tuple[Arrival, datetime | None]:
    if row.confirmed_at:
        return Arrival.CONFIRMED, row.confirmed_at
    if row.downloaded_at:
        return Arrival.DOWNLOADED, row.downloaded_at
    if state == State.DEAD:
        return Arrival.BOUNCED, None
    return (Arrival.ACCEPTED, sent_at) if sent_at else (Arrival.WAITING, None)


def troubles(limit: int = 50) -> list[Receipt]:
    """What came back of documents that hold, the newest first; at most so many.

    Found among the messages that are dead, which are few, not among all that was ever sent.
    """
    dead = Message.objects.filter(state=State.DEAD, purpose="escalation_document")
    errors = dict(dead.order_by("-id").values_list("id", "last_error")[:limit])
    found = Receipt.objects.select_related("issue__service", "issue__customer", "person")
    newer = Issue.objects.filter(service=OuterRef("issue__service"))
    newer = newer.filter(version__gt=OuterRef("issue__version"))
    found = found.filter(message_id__in=errors, downloaded_at=None, confirmed_at=None)
    rows = list(found.exclude(Exists(newer)).order_by("-id"))
    for row in rows:
        row.error = errors[row.message_id or 0]  # type: ignore[attr-defined]  # for the page
    return rows
