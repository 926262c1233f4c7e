"""The timeline as programs read it; for customers without what is for staff only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from ninja import Schema

from qendra.accounts.actor import Channel
from qendra.tickets.entries import encode
from qendra.tickets.models import Entry

# What customers read of each kind; row IDs, reasons for staff and mail headers are not for them.
FOR_CUSTOMERS: dict[str, tuple[str, ...]] = {
    "opened": ("subject", "kind", "impact", "urgency"),
    "message": ("automatic",),
    "reply": (),
    "call": ("direction",),
    "facts": ("facts",),
    "question": ("names",),
    "priority": (
        "impact",
        "urgency",
        "before",
        "after",
        "reason",
        "matrix_version",
        "reach",
    ),
    "service": ("code",),
    "assigned": ("team", "assignee"),
    "state": ("before", "after", "confirmed"),
    "reminded": ("number",),
    "linked": ("number", "how"),
    "escalation_requested": ("reason", "call_back", "outcome", "why"),
    "escalation_stepped": ("level", "role", "cause"),
    "escalation_skipped": ("level", "role"),
    "escalation_page_lost": ("level", "role"),
    "escalation_held": ("level", "role", "reason", "hours"),
    "escalation_lowered": ("level", "role", "to_level", "to_role", "reason", "hours"),
    "escalation_acknowledged": ("level", "role"),
    "escalation_handed_over": ("level", "role"),
    "deferral_proposed": ("side", "until", "hours"),
    "deferral_answered": ("side", "accepted", "until"),
    "deferral_ended": ("cause", "agreed"),
    "merged": ("into",),
    "unmerged": ("out_of",),
    "took_in": ("number",),
    "gave_back": ("number",),
}
FOR_STAFF: dict[str, tuple[str, ...]] = FOR_CUSTOMERS | {
    "note": (),
    "call": ("direction", "with_whom", "seconds", "verified"),
    "opened": ("subject", "kind", "impact", "urgency", "seconds", "verified"),
    "state": ("before", "after", "confirmed", "reason", "reference"),
    "escalation_stepped": ("level", "role", "holder", "cause"),
    "escalation_skipped": ("level", "role", "rota"),
    "escalation_acknowledged": ("level", "role", "holder"),
    "escalation_handed_over": ("level", "role", "holder", "former"),
    "escalation_page_lost": ("level", "role", "holder", "error"),
    "deferral_answered": ("side", "accepted", "until", "contact"),
}
# Words and consents of a person; whose they are is told to customers, too.
SPOKEN = frozenset({"opened", "message", "reply", "call", "deferral_proposed", "deferral_answered"})


class FileOut(Schema):
    """A file of an entry; ``url`` gives its content to the same token."""

    id: int
    name: str
    size: int
    content_type: str
    url: str


class EntryOut(Schema):
    """One thing that happened; ``id`` grows, so that it says from where to go on."""

    id: int
    kind: str
    at: datetime
    recorded_at: datetime
    channel: str
    by: str | None
    is_internal: bool
    text: str
    data: dict[str, Any]
    files: list[FileOut]


class Timeline(Schema):
    """Entries in order; ``more`` when others follow the last one."""

    items: list[EntryOut]
    more: bool


def entry_out(entry: Entry, *, for_staff: bool) -> EntryOut:
    words = getattr(entry, "words", None)
    kept = FOR_STAFF if for_staff else FOR_CUSTOMERS
    data = encode(entry.body)
    return EntryOut(
        id=entry.id,
        kind=entry.kind,
        at=entry.at,
        recorded_at=entry.recorded_at,
        channel=entry.channel,
        by=_by(entry, for_staff=for_staff),
        is_internal=entry.is_internal,
        text=words.text if words else "",
        data={name: _value(data[name]) for name in kept.get(entry.kind, ())},
        files=[
            FileOut(
                id=each.id,
                name=each.filename,
                size=each.file.size,
                content_type=each.content_type,
                url=reverse("api:file", args=[each.id]),
            )
            for each in entry.attachments.all()
        ],
    )


def _value(value: object) -> object:
    """A fact without the piece of text that it was read from."""
    if isinstance(value, list | tuple):
        return [_value(each) for each in value]
    if isinstance(value, dict):
        return {name: str(value[name]) for name in ("name", "value", "source")}
    return value


def _by(entry: Entry, *, for_staff: bool) -> str | None:
    is_told = for_staff or (entry.kind in SPOKEN and entry.channel != Channel.PHONE)
    return entry.actor.name if entry.actor and is_told else None
