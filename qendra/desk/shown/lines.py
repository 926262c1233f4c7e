"""The timeline as the staff reads it: every entry one line, internal ones too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.catalogue.selectors import provider_of_pages
from qendra.desk.shown.events import OF_OTHERS, Event, event_of, event_of_other
from qendra.desk.shown.names import VERIFIED_NAMES, channel_name
from qendra.files.names import safe_name
from qendra.lib import ticket_id
from qendra.tickets.entries import (
    Assigned,
    Body,
    CallLogged,
    MessageAdded,
    NoteAdded,
    Opened,
    QuestionAsked,
    ReplySent,
)
from qendra.tickets.models import Entry, Ticket

# Kinds that are the words of a person; all others are events.
WORDS = (Opened, MessageAdded, ReplySent, NoteAdded, CallLogged)


MOST_CROSSING = 3


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file to download."""

    url: str
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry for ``parts/entry.html``."""

    id: int
    at: datetime
    is_event: bool
    text: str = ""
    # An event.
    icon: str = ""
    tone: str = "neutral"
    sentence: str = ""
    # Words of a person.
    who: str = ""
    side: str = ""
    channel: str = ""
    badge: str = ""
    is_ours: bool = False
    is_internal: bool = False
    history: str = ""
    author_id: int | None = None
    files: tuple[FileLine, ...] = ()


def lines_of(ticket: Ticket, entries: Sequence[Entry]) -> list[Line]:
    """The lines of these entries, in order."""
    prefix = provider_of_pages().ticket_prefix
    return [_line(ticket, entry, prefix) for entry in entries]


def crossing(lines: Sequence[Line], since: int | None, reader: Person) -> list[Line]:
    """The last words of others after this entry: what an answer under way may cross."""
    if since is None:
        return []
    words = [line for line in lines if line.id > since and not line.is_event]
    return [line for line in words if line.author_id != reader.id][-MOST_CROSSING:]


def _line(ticket: Ticket, entry: Entry, prefix: str) -> Line:
    body = entry.body
    if isinstance(body, WORDS):
        is_own = entry.ticket_id == ticket.id
        line = _words(ticket if is_own else entry.ticket, entry, body)
        return line if is_own else _said_elsewhere(line, entry.ticket, prefix)
    if isinstance(body, OF_OTHERS):
        return _event(entry, event_of_other(body, prefix))
    return _event(entry, event_of(body))


def _said_elsewhere(line: Line, ticket: Ticket, prefix: str) -> Line:
    """Words on a ticket that was merged into the one that is read."""
    shown = ticket_id.shown(ticket.number, prefix)
    return replace(line, badge=" · ".join(part for part in (line.badge, shown) if part))


def _event(entry: Entry, event: Event) -> Line:
    who = _who_did_it(entry)
    sentence = f"{event.sentence} · {who}" if who else event.sentence
    return Line(
        id=entry.id,
        at=entry.at,
        is_event=True,
        icon=event.icon,
        tone=event.tone,
        sentence=sentence,
        text=event.text or _words_of(entry),
    )


def _words_of(entry: Entry) -> str:
    words = getattr(entry, "words", None)
    return words.text if words else ""


def _who_did_it(entry: Entry) -> str:
    """The person behind an event; nobody for what follows by itself from a customer's report."""
    follows_by_itself = isinstance(entry.body, Assigned | QuestionAsked)
    if entry.actor is None or (follows_by_itself and not entry.actor.is_staff_member):
        return ""
    return entry.actor.name


def _words(ticket: Ticket, entry: Entry, body: Body) -> Line:
    words = getattr(entry, "words", None)
    is_report = isinstance(body, Opened)
    is_ours = isinstance(body, ReplySent | NoteAdded | CallLogged)
    return Line(
        id=entry.id,
        at=entry.at,
        is_event=False,
        who=_reporter(ticket) if is_report else _author(entry),
        side=_side(ticket, entry, body),
        channel=_channel(entry, body),
        badge=_badge(body),
        is_ours=is_ours,
        is_internal=entry.is_internal,
        text=_words_of(entry),
        history=words.history if words else "",
        author_id=entry.actor_id,
        files=_files(entry),
    )


def _channel(entry: Entry, body: Body) -> str:
    """The channel; of a call also how long it took and whether we knew who it was."""
    told = [channel_name(entry.channel, get_language())]
    if isinstance(body, Opened | CallLogged):
        if body.seconds:
            told.append(f"{body.seconds // 60}:{body.seconds % 60:02d}")
        if body.verified:
            told.append(str(VERIFIED_NAMES[body.verified]))
    return ", ".join(told)


def _author(entry: Entry) -> str:
    return entry.actor.name if entry.actor else _("Nobody we know")


def _reporter(ticket: Ticket) -> str:
    return ticket.reporter.name if ticket.reporter else _("Nobody we know")


def _side(ticket: Ticket, entry: Entry, body: Body) -> str:
    """Whom the author belongs to, or who wrote it down for them."""
    if isinstance(body, MessageAdded):
        return ticket.customer.name
    if isinstance(body, CallLogged):
        return _("with %(name)s") % {"name": body.with_whom} if body.with_whom else ""
    if not isinstance(body, Opened):
        return ""
    if entry.actor and entry.actor != ticket.reporter:
        return _("%(customer)s, written down by %(name)s") % {
            "customer": ticket.customer.name,
            "name": entry.actor.name,
        }
    return ticket.customer.name


def _badge(body: Body) -> str:
    match body:
        case Opened():
            return _("Report")
        case NoteAdded():
            return _("Internal note")
        case CallLogged(direction="in"):
            return _("They called us")
        case CallLogged():
            return _("We called them")
        case MessageAdded(automatic=True):
            return _("Automatic")
        case MessageAdded(thanks=True):
            return _("Thanks")
        case _:
            return ""


def _files(entry: Entry) -> tuple[FileLine, ...]:
    return tuple(
        FileLine(
            url=reverse("desk:file", args=[attachment.id]),
            name=safe_name(attachment.filename),
            size=attachment.file.size,
        )
        for attachment in entry.files
    )
