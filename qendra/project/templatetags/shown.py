"""How things are shown: icons, moments, ticket IDs, initials.

``{% load shown %}``

- ``{% icon "clock" %}``: an icon of ``svg/icons.svg``; decoration, the word stands beside it.
- ``{% when moment %}``: relative in sight, exact with its zone on hover, tap or focus.
  ``{% when moment zone=site.time_zone %}`` names another zone than the reader's.
- ``{% kept "parts/badge_state.html" value=ticket.state label=ticket.state_name %}``: a part that
  is the same for the same values, drawn once; ``late_token=token`` names a value, ``token`` in
  the part, that is put in each time. Moments are told anew by themselves.
- ``{% entries lines %}``: the entries of a timeline, each as parts/entry.html draws it.
- ``{% exact moment %}``: the exact time, its zone and UTC, as text.
- ``{% ticket_id ticket.number %}``: ``IS-1234-5678-9``, never broken, never mirrored;
  ``{% ticket_id_text number %}`` without markup, for titles;
  ``{% ticket_url "panel:ticket" number %}`` its address.
- ``{{ person.name|initials }}``, ``{{ counts|at:key }}``, ``{{ state|state_tone }}``,
  ``{{ page.total|counted }}``.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, Protocol

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString

from qendra.lib import counting, moments
from qendra.lib import ticket_id as ids
from qendra.project import kept_parts

register = template.Library()

# Icons that point somewhere turn round in right-to-left languages.
MIRRORED = frozenset({"forward", "back", "arrow", "leave", "send", "undo", "escalate"})

_SOME_ID = "ANY-TICKET-ID"
# Stands in an entry for its moment. Words of people never hold a tag.
_MOMENT = SafeString("<moment>")
# Entries of so many letters are remembered; the few long ones would fill the memory.
_SHORT = 4_000
# A part that no page of the provider draws.
_NOWHERE = kept_parts.House("", "UTC")


@dataclass(frozen=True, slots=True)
class Teller:
    """How this page tells its reader moments: looked up once for all of a list."""

    now: datetime
    zone: str
    language: str | None

    def when(self, moment: datetime, zone: str = "") -> SafeString:
        exactly, told = moments.both(moment, zone or self.zone, self.now, self.language)
        return _time(moment, exactly, told)


class Line(Protocol):
    """What ``{% entries %}`` shows, in the words of either face; it can be compared and hashed."""

    @property
    def at(self) -> datetime: ...
    @property
    def text(self) -> str: ...
    @property
    def history(self) -> str: ...
    def __hash__(self) -> int: ...


STATE_TONES = {
    "new": "info",
    "in_progress": "info",
    "waiting_customer": "wait",
    "waiting_carrier": "wait",
    "deferred": "low",
    "restored": "good",
    "resolved": "good",
    "closed": "neutral",
    "cancelled": "neutral",
    "merged": "neutral",
    "ordered": "info",
    "active": "good",
    "suspended": "major",
    "ceased": "neutral",
}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon beside words that say the same."""
    mirrored = " icon--mirror" if name in MIRRORED else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        mirrored,
        static("svg/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def kept(context: template.Context, part: str, **shown: Hashable) -> SafeString:
    """A part that shows nothing but these values, drawn once for each language and values."""
    late = {name[5:]: value for name, value in shown.items() if name.startswith("late_")}
    # Words that are translated when they are asked for would be so with every comparison.
    fixed = tuple(
        (name, str(value) if isinstance(value, Promise) else value)
        for name, value in shown.items()
        if not name.startswith("late_")
    )
    language = translation.get_language()
    pieces = kept_parts.pieces(part, language, house_of(context), fixed, tuple(late))
    return filled(context, pieces, late)


def filled(
    context: template.Context, pieces: Sequence[kept_parts.Piece], late: Mapping[str, object]
) -> SafeString:
    """What was kept, with its gaps filled for this page."""
    if len(pieces) == 1 and isinstance(pieces[0], SafeString):
        return pieces[0]
    shown = (piece if isinstance(piece, str) else _filled(context, piece, late) for piece in pieces)
    return SafeString("".join(shown))


@register.simple_tag(takes_context=True)
def when(context: template.Context, moment: datetime | None, zone: str = "") -> SafeString | str:
    """A moment as people say it; nothing for None."""
    if moment is None:
        return ""
    if kept_parts.IS_KEPT in context:
        return kept_parts.gap("when", moment, zone)
    known = zone or _zone_of_reader(context)
    return Teller(_now(context), known, translation.get_language()).when(moment)


@register.simple_tag(takes_context=True)
def exact(context: template.Context, moment: datetime | None, zone: str = "") -> str:
    """A moment with date, time and zone, and in UTC where that is another hour."""
    if moment is None:
        return ""
    if kept_parts.IS_KEPT in context:
        return kept_parts.gap("exact", moment, zone)
    return moments.exact(moment, zone or _zone_of_reader(context), _now(context))


@register.simple_tag(takes_context=True)
def entries(context: template.Context, lines: Sequence[Line]) -> SafeString:
    """Entries of a timeline (parts/entry.html); what the same line once was is given again."""
    telling = teller(context)
    return SafeString("".join(_told_entry(line, telling) for line in lines))


@register.simple_tag(takes_context=True)
def ticket_id(context: template.Context, number: str, size: str = "") -> SafeString:
    """The ticket ID with the provider's prefix; ``size="large"`` on the page after sending."""
    return _ticket_id(ids.shown(number, context["provider"].ticket_prefix), size)


@register.simple_tag(takes_context=True)
def ticket_id_text(context: template.Context, number: str) -> str:
    """The ticket ID as plain text, for titles and for copying."""
    return ids.shown(number, context["provider"].ticket_prefix)


@register.simple_tag(takes_context=True)
def ticket_url(context: template.Context, page: str, number: str) -> str:
    """The address of a ticket's page, with the ticket ID as people see it."""
    # A ticket ID is letters, digits and hyphens, which every address takes as they are.
    return _address(page).replace(_SOME_ID, ids.shown(number, context["provider"].ticket_prefix))


@register.simple_tag
def relative_time_words() -> str:
    """The sentences with which js/when.js keeps an open page true."""
    return _time_words(translation.get_language())


@register.filter
def counted(number: int) -> str:
    """A count of qendra.lib.counting: ``999+`` where it went no further."""
    return counting.counted(number)


@register.filter
def initials(name: str) -> str:
    """Two letters for an avatar."""
    words = [word for word in name.split() if word[0].isalpha()]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper() or "?"


@register.filter
def at(mapping: Mapping[object, object], key: object) -> object:
    """What a mapping has at a key; None where it has nothing: ``{{ counts|at:service.id }}``."""
    return mapping.get(key)


@register.filter
def state_tone(state: str) -> str:
    """The tone of a ticket's or a service's state."""
    return STATE_TONES.get(state, "neutral")


def house_of(context: template.Context) -> kept_parts.House:
    """What a part that is kept may know of the provider."""
    provider = context.get("provider")
    if isinstance(provider, kept_parts.House):
        return provider
    if provider is None:
        return _NOWHERE
    return kept_parts.House(provider.ticket_prefix, provider.time_zone)


def teller(context: template.Context) -> Teller:
    """As ``when`` tells moments on this page."""
    return Teller(_now(context), _zone_of_reader(context), translation.get_language())


def _told_entry(line: Line, telling: Teller) -> str:
    is_short = len(line.text) + len(line.history) <= _SHORT
    draw = _entry if is_short else _entry.__wrapped__
    before, after = draw(line, telling.language)
    return f"{before}{telling.when(line.at)}{after}"


def _filled(context: template.Context, gap: kept_parts.Gap, late: Mapping[str, object]) -> str:
    if gap.kind == "when":
        return when(context, gap.moment, gap.zone)
    if gap.kind == "exact":
        return conditional_escape(exact(context, gap.moment, gap.zone))
    value = late[gap.kind]
    return value if isinstance(value, SafeString) else escape(str(value))


@lru_cache(4096)
def _entry(line: Line, language: str | None) -> tuple[str, str]:
    """What stands before and after the moment, which alone is told anew every time.

    All that is shown is in the line, so that a line with other words is another one.
    """
    drawn = render_to_string("parts/entry.html", {"line": line, "moment": _MOMENT})
    before, _, after = drawn.partition(_MOMENT)
    return before, after


@lru_cache(8192)
def _time(moment: datetime, exactly: str, told: str) -> SafeString:
    return format_html(
        '<time class="when" datetime="{}" title="{}" data-exact="{}" tabindex="-1">{}</time>',
        moment.astimezone(UTC).isoformat(timespec="seconds"),
        exactly,
        exactly,
        told,
    )


@lru_cache(8192)
def _ticket_id(shown: str, size: str) -> SafeString:
    large = " ticket-id--large" if size == "large" else ""
    return format_html('<span class="ticket-id{}" translate="no">{}</span>', large, shown)


@cache
def _address(page: str) -> str:
    return reverse(page, args=[_SOME_ID])


@cache
def _time_words(language: str | None) -> str:
    return json.dumps(moments.patterns())


def _zone_of_reader(context: template.Context) -> str:
    user: Any = getattr(context.get("request"), "user", None)
    return getattr(user, "time_zone", "") or context["provider"].time_zone


def _now(context: template.Context) -> datetime:
    """The page's own moment where the view gave one, so that a page agrees with itself."""
    now = context.get("now")
    return now if isinstance(now, datetime) else timezone.now()
