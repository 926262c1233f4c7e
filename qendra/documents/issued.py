"""Issued versions as pages list them: date, what changed, whether it holds, who received it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.models import Service
from qendra.documents import words
from qendra.documents.content import short
from qendra.documents.matrix import issued_on, part_name
from qendra.documents.models import Issue
from qendra.documents.selectors import Arrival, Delivery, deliveries_of, is_in_force, issues_of


@dataclass(frozen=True, slots=True)
class Version:
    """One version; ``asks`` whether this reader has it still to confirm."""

    issue: Issue
    made: str
    check: str
    changed: Sequence[str]
    holds: bool
    deliveries: list[Delivery]
    asks: bool = False


def versions_of(service: Service, reader: Person | None = None) -> list[Version]:
    """The versions of a service's escalation matrix, the newest first; two queries."""
    issues = issues_of(service)
    for issue in issues:
        issue.service = service
    sent = deliveries_of(issues)
    newest = issues[0].version if issues else 0
    return [_version(issue, sent.get(issue.id, []), newest, reader) for issue in issues]


def _version(issue: Issue, sent: list[Delivery], newest: int, reader: Person | None) -> Version:
    holds = is_in_force(issue, newest)
    mine = next((each for each in sent if reader and each.person == reader), None)
    return Version(
        issue=issue,
        made=words.shown_date(issued_on(issue)),
        check=short(issue.digest),
        changed=[part_name(part) for part in issue.differences],
        holds=holds,
        deliveries=sent,
        asks=holds and mine is not None and mine.arrival is not Arrival.CONFIRMED,
    )


def arrival_name(arrival: str) -> str:
    """How far a document has come to a recipient, in words."""
    names = {
        Arrival.WAITING: _("on its way"),
        Arrival.ACCEPTED: _("accepted by their mail server"),
        Arrival.BOUNCED: _("could not be delivered"),
        Arrival.DOWNLOADED: _("downloaded"),
        Arrival.CONFIRMED: _("received, they say"),
    }
    return names[Arrival(arrival)]
