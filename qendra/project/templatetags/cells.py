"""The cells of the dense list: one function a column, since a page draws five hundred of them.

``{% load cells %}``: ``{% heading column %}`` and ``{% listed rows columns %}``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qendra.desk.columns import NAMES
from qendra.desk.shown.rows import Row
from qendra.project import kept_parts
from qendra.project.templatetags.shown import (
    Teller,
    house_of,
    icon,
    teller,
    ticket_id,
    ticket_url,
    when,
)

register = template.Library()
_NOTHING = SafeString("")
# Numbers and times stand at the end of their column.
_AT_THE_END = {"level", "due", "opened", "word"}


@register.simple_tag(takes_context=True)
def listed(context: template.Context, rows: Iterable[Row], columns: Sequence[str]) -> SafeString:
    """Rows with their cells in this order; the same row is drawn once, but for its moments."""
    bulk, telling, house = context.get("bulk"), teller(context), house_of(context)
    pieces = (
        _drawn(
            row,
            tuple(columns),
            telling.language,
            house,
            is_late=row.due_at is not None and row.due_at < telling.now,
            is_chosen=row.number in bulk.chosen if bulk else None,
        )
        for row in rows
    )
    return SafeString("".join(_told(piece, telling) for each in pieces for piece in each))


def _told(piece: kept_parts.Piece, telling: Teller) -> str:
    """A row has no gaps but moments."""
    if isinstance(piece, str):
        return piece
    return telling.when(piece.moment, piece.zone) if piece.moment else _NOTHING


@lru_cache(2048)
def _drawn(
    row: Row,
    columns: tuple[str, ...],
    language: str | None,
    house: kept_parts.House,
    *,
    is_late: bool,
    is_chosen: bool | None,
) -> tuple[kept_parts.Piece, ...]:
    """The row, with a gap for each moment. ``is_chosen``: None where nothing can be chosen."""
    known = {"provider": house, kept_parts.IS_KEPT: True, "is_late": is_late}
    context = template.Context(known)
    unread = SafeString(" data-unread") if row.customer_wrote_at else _NOTHING
    start = format_html('<tr id="row-{}"{}>', row.number, unread)
    tick = _NOTHING if is_chosen is None else _tick(row, is_chosen=is_chosen)
    cells = "".join(_CELLS[each](context, row) for each in columns)
    return tuple(kept_parts.cut(f"{start}{tick}{cells}</tr>\n"))


def _tick(row: Row, *, is_chosen: bool) -> SafeString:
    """The box that chooses the row for what is done with many; it belongs to ``#bulk``."""
    return format_html(
        '<td class="tickets__tick"><label class="tick"><input type="checkbox" form="bulk"'
        ' name="ticket" value="{}"{}><span class="sr">{}</span></label></td>',
        row.number,
        SafeString(" checked") if is_chosen else _NOTHING,
        _("Choose %(subject)s") % {"subject": row.subject},
    )


@register.simple_tag
def heading(column: str) -> SafeString:
    """The head of a column."""
    end = ' class="table__end"' if column in _AT_THE_END else ""
    return format_html(
        '<th scope="col"{}><span data-column="{}">{}</span></th>',
        SafeString(end),
        column,
        NAMES[column],
    )


def _id(context: template.Context, row: Row) -> SafeString:
    return format_html('<td class="tickets__id">{}</td>', ticket_id(context, row.number))


def _subject(context: template.Context, row: Row) -> SafeString:
    return format_html(
        '<td class="tickets__subject table__grow" dir="auto"><a class="table__link" data-say'
        ' href="{}" title="{}"><bdi>{}</bdi></a></td>',
        ticket_url(context, "desk:ticket", row.number),
        row.subject,
        row.subject,
    )


def _customer(_context: template.Context, row: Row) -> SafeString:
    return format_html(
        '<td class="tickets__customer"><span class="clip"><bdi>{}</bdi></span></td>', row.customer
    )


def _service(_context: template.Context, row: Row) -> SafeString:
    return format_html(
        '<td class="tickets__service"><span class="table__id">{}</span></td>', row.service or "–"
    )


def _priority(_context: template.Context, row: Row) -> SafeString:
    told = _("Provisional: the impact is not known yet")
    mark = (
        format_html('<span class="faint" title="{}">?<span class="sr">{}</span></span>', told, told)
        if row.is_provisional
        else _NOTHING
    )
    return format_html('<td class="tickets__priority">{}{}</td>', row.priority, mark)


def _state(_context: template.Context, row: Row) -> SafeString:
    return format_html('<td class="tickets__state">{}</td>', row.state)


def _who(_context: template.Context, row: Row) -> SafeString:
    if row.assignee:
        who = format_html("<bdi>{}</bdi>", row.assignee)
    else:
        who = format_html('<span class="faint">{}</span>', row.team or _("nobody"))
    return format_html('<td class="tickets__who"><span class="clip">{}</span></td>', who)


def _level(_context: template.Context, row: Row) -> SafeString:
    level = format_html('<span class="level">{}</span>', row.level) if row.level else _NOTHING
    if not row.is_unheard:
        return format_html('<td class="tickets__level table__end">{}</td>', level)
    told = _("Nobody has taken it")
    return format_html(
        '<td class="tickets__level table__end" data-tone="critical" title="{}">{}'
        '<span class="sr">{}</span>{}</td>',
        told,
        icon("alert"),
        told,
        level,
    )


def _due(context: template.Context, row: Row) -> SafeString:
    told = when(context, row.due_at)
    if not context["is_late"]:
        return format_html('<td class="tickets__due table__end">{}</td>', told)
    return format_html(
        '<td class="tickets__due table__end" data-tone="critical">{}<span class="sr">{}</span>{}'
        "</td>",
        icon("alert"),
        _("late"),
        told,
    )


def _opened(context: template.Context, row: Row) -> SafeString:
    return format_html(
        '<td class="tickets__opened table__end faint">{}</td>', when(context, row.opened_at)
    )


def _word(context: template.Context, row: Row) -> SafeString:
    told = when(context, row.customer_wrote_at)
    return format_html('<td class="tickets__word table__end faint">{}</td>', told)


_CELLS: dict[str, Callable[[template.Context, Row], SafeString]] = {
    "id": _id,
    "subject": _subject,
    "customer": _customer,
    "service": _service,
    "priority": _priority,
    "state": _state,
    "who": _who,
    "level": _level,
    "due": _due,
    "opened": _opened,
    "word": _word,
}
