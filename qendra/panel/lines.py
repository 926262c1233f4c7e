"""The timeline as a customer reads it: words of people, and what happened between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from qendra.accounts.actor import Channel
from qendra.catalogue.selectors import provider_of_pages
from qendra.lib import ticket_id
from qendra.panel.events import told
from qendra.tickets.entries import Body, CallLogged, MessageAdded, Opened, ReplySent
from qendra.tickets.models import Entry, Ticket

OURS = (ReplySent, CallLogged)
SPOKEN = (Opened, MessageAdded, *OURS)


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file to download."""

    url: str
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry as parts/entry.html draws it: words of a person, or an event in one sentence."""

    id: int
    at: datetime
    is_event: bool
    text: str = ""
    who: str = ""
    side: str = ""
    channel: str = ""
    is_ours: bool = False
    is_internal: bool = False
    history: str = ""
    badge: str = ""
    files: tuple[ShownFile, ...] = ()
    icon: str = "info"
    tone: str = "neutral"
    sentence: str = ""


def lines_of(entries: Iterable[Entry], ticket: Ticket, provider_name: str) -> list[Line]:
    """The lines of these entries, which are for customers already."""
    return [_line(entry, ticket, provider_name) for entry in entries]


def _line(entry: Entry, ticket: Ticket, provider_name: str) -> Line:
    body = entry.body
    words = getattr(entry, "words", None)
    text = words.text if words else ""
    if not isinstance(body, SPOKEN):
        event = told(body)
        return Line(
            id=entry.id,
            at=entry.at,
            is_event=True,
            icon=event.icon,
            tone=event.tone,
            sentence=event.sentence,
            text=text or event.words,
        )
    is_ours = isinstance(body, OURS)
    # Words on a ticket that was merged into this one are of that one's people.
    home = ticket if entry.ticket_id == ticket.id else entry.ticket
    return Line(
        id=entry.id,
        at=entry.at,
        is_event=False,
        is_ours=is_ours,
        who=_who(entry, home, provider_name, is_ours=is_ours),
        side=provider_name if is_ours else ticket.customer.name,
        channel=_channel(entry, body),
        text=text,
        history=words.history if words else "",
        badge=" · ".join(_badges(body, ticket, home)),
        files=tuple(_files(entry)),
    )


def _badges(body: Body, ticket: Ticket, home: Ticket) -> Iterable[str]:
    if isinstance(body, MessageAdded) and body.automatic:
        yield _("automatic")
    if home is not ticket:
        yield ticket_id.shown(home.number, provider_of_pages().ticket_prefix)


def _files(entry: Entry) -> Iterable[ShownFile]:
    for attachment in entry.files:
        url = reverse("panel:file", args=[attachment.id])
        yield ShownFile(url, attachment.filename, attachment.file.size)


def _who(entry: Entry, ticket: Ticket, provider_name: str, *, is_ours: bool) -> str:
    if is_ours:
        return entry.actor.name if entry.actor else provider_name
    # An agent who logs a report on the telephone writes down the customer's words.
    spoken_for = entry.channel == Channel.PHONE or entry.actor is None
    person = ticket.reporter if spoken_for else entry.actor
    return person.name if person else ticket.customer.name


def _channel(entry: Entry, body: Body) -> str:
    if isinstance(body, CallLogged):
        return _("called you") if body.direction == "out" else _("by telephone")
    return {
        Channel.PANEL: "",
        Channel.EMAIL: _("by mail"),
        Channel.PHONE: _("by telephone"),
        Channel.LINK: _("through the link in a mail"),
        Channel.API: _("through the API"),
    }.get(Channel(entry.channel), "")
