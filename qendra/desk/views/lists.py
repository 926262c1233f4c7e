"""The lists of tickets: one page a queue, and what the search found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.selectors import provider_of_pages
from qendra.desk.addresses import ticket_page
from qendra.desk.columns import USUAL, places, read
from qendra.desk.filters import given_in, narrowed
from qendra.desk.forms.bulk import BulkForm
from qendra.desk.forms.views import ViewForm
from qendra.desk.frame import frame
from qendra.desk.gate import staff
from qendra.desk.models import View
from qendra.desk.queues import NAMES, OTHERS, tickets_in
from qendra.desk.saved import columns_of, given_of, view_for
from qendra.desk.search import search
from qendra.desk.settings.setup import leads
from qendra.desk.shown.bulk import bar
from qendra.desk.shown.filters import Filters
from qendra.desk.shown.rows import MOST, Row, rows_of
from qendra.lib.counting import count
from qendra.lib.paging import Page, page_of
from qendra.live.pages import draw, live, tag_of, unchanged
from qendra.live.topics import LISTS
from qendra.tickets.finding import Hits
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import Queue


@staff(Right.SEE)
@require_safe
def front(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The door of the desk: the search where something was asked, else one's own tickets."""
    if leads(person, provider_of_pages()):
        return redirect("settings:setup")
    if request.GET.get("q", "").strip():
        return _found(request, person)
    return queue(request, str(Queue.MINE))


@staff(Right.SEE)
@require_safe
def queue(request: HttpRequest, person: Person, name: str) -> HttpResponseBase:
    """One queue, what is due first on top."""
    return show_list(request, person, may_be_listed(name), given_in(request.GET))


def may_be_listed(name: str) -> str:
    """The name of a queue of tickets; 404 for any other."""
    if name not in NAMES or name in OTHERS:
        raise Http404
    return name


def list_again(
    request: HttpRequest, person: Person, returned: BulkForm, status: int
) -> HttpResponseBase:
    """The list of which many were to be changed, as ``shown.bulk`` writes its address."""
    if request.GET.get("q", "").strip():
        return _found(request, person, returned, status)
    if view := request.GET.get("view", ""):
        found = view_for(person, _number(view))
        return show_list(request, person, found.queue, given_of(found), found, returned, status)
    name = may_be_listed(request.GET.get("queue", str(Queue.ALL)))
    given = given_in(request.GET)
    return show_list(request, person, name, given, None, returned, status)


def show_list(
    request: HttpRequest,
    person: Person,
    name: str,
    given: dict[str, str],
    view: View | None = None,
    returned: BulkForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """A queue, narrowed and in the order that was asked for; ``view`` is the saved one."""
    now = timezone.now()
    context = frame(person, now, "" if view else name, view=view.id if view else None)
    tickets = narrowed(tickets_in(name, person, now), given, person, now)
    ids = tickets.values_list("id", flat=True)
    page = page_of(ids, request.GET.get("page"), MOST, _total(context, tickets, given))
    columns = read(view.columns) if view and view.columns else columns_of(person)
    context |= {
        "title": view.name if view else NAMES[name][0],
        "queue": name,
        "page": page.of(rows_of(page.rows)),
        "columns": columns,
        "bulk": bar(person, _place(name, given, view), page.number, returned),
    } | _controls(person, given, columns, view)
    late = [row.due_at is not None and row.due_at < now for row in context["page"]]
    tag = tag_of(person, context["queues"], context["saved"], context["page"], columns, late)
    if same := unchanged(request, tag):
        return same
    # A form that came back has an address of its own, at which nothing new is to be had.
    context["live"] = None if returned else live([LISTS], tag, now)
    return draw(request, "desk/list.html", context, tag=tag, status=status)


def _place(name: str, given: dict[str, str], view: View | None) -> dict[str, str]:
    """What leads back to this list."""
    return {"view": str(view.id)} if view else {"queue": name} | given


def _total(
    context: dict[str, Any], tickets: QuerySet[Ticket], given: dict[str, str]
) -> Callable[[], int]:
    """The count at the side says it for a whole queue."""
    known = next((item.count for item in context["queues"] if item.is_current), None)
    return lambda: count(tickets) if known is None or given else known


def _controls(
    person: Person, given: dict[str, str], columns: tuple[str, ...], view: View | None
) -> dict[str, Any]:
    """The forms above the list."""
    filters = Filters(given)
    return {
        "filters": filters,
        "query": filters.query,
        "places": places(columns),
        "view_form": ViewForm(person=person),
        "view": view,
        "is_own_view": view is not None and view.owner_id == person.id,
    }


@staff(Right.SEE)
@require_safe
def side(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The queues and their counts alone, for pages that are open."""
    place = request.GET.get("at", "")
    number = place.removeprefix("view-")
    view = _number(number) if number != place else None
    context = frame(person, timezone.now(), place, view=view)
    tag = tag_of(person, context["queues"], context["saved"])
    return unchanged(request, tag) or draw(request, "desk/side.html", context, tag=tag)


def _found(
    request: HttpRequest, person: Person, returned: BulkForm | None = None, status: int = 200
) -> HttpResponseBase:
    words = request.GET.get("q", "").strip()
    found = search(words, provider_of_pages().ticket_prefix, person)
    if found.ticket:
        return redirect(ticket_page(found.ticket))
    page = _page(request, found.hits) if found.hits else None
    context = frame(person, timezone.now()) | {
        "words": words,
        "columns": USUAL,
        "sentence": found.sentence,
        "page": page,
        "bulk": bar(person, {"q": words}, page.number, returned) if page else None,
    }
    return render(request, "desk/found.html", context, status=status)


def _number(text: str) -> int:
    """What can be the ID of a row; else 0, which none has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _page(request: HttpRequest, hits: Hits) -> Page[Row]:
    page = page_of(hits, request.GET.get("page"), MOST, lambda: hits.total)
    return page.of(rows_of(page.rows))
