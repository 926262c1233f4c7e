"""The lists of tickets: one page a queue, and what the search found."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.selectors import provider_of_pages
from qendra.desk.addresses import ticket_page
from qendra.desk.gate import staff
from qendra.desk.queues import NAMES, TRIAGE, frame, tickets_in
from qendra.desk.search import search
from qendra.desk.settings.setup import leads
from qendra.desk.shown.rows import Row, rows, rows_of
from qendra.lib.paging import Page, page_of
from qendra.live.pages import draw, live, tag_of, unchanged
from qendra.live.topics import LISTS
from qendra.tickets.finding import Hits
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import Queue

ROWS = 50


@staff(Right.SEE)
@require_safe
def front(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The door of the desk: the search where something was asked, else one's own tickets."""
    if leads(person, provider_of_pages()):
        return redirect("settings:setup")
    if words := request.GET.get("q", "").strip():
        return _found(request, person, words)
    return queue(request, str(Queue.MINE))


@staff(Right.SEE)
@require_safe
def queue(request: HttpRequest, person: Person, name: str) -> HttpResponseBase:
    """One queue, what is due first on top."""
    if name not in NAMES or name == TRIAGE:
        raise Http404
    now = timezone.now()
    context = frame(person, now, name)
    total = next(item.count for item in context["queues"] if item.is_current)
    read = rows_of(tickets_in(name, person, now))
    page = page_of(read, request.GET.get("page"), ROWS, lambda: total)
    context |= {"title": NAMES[name][0], "queue": name, "page": page.of(rows(page.rows))}
    late = [row.due_at is not None and row.due_at < now for row in context["page"]]
    tag = tag_of(person, context["queues"], context["page"], late)
    if same := unchanged(request, tag):
        return same
    context["live"] = live([LISTS], tag, now)
    return draw(request, "desk/list.html", context, tag=tag)


@staff(Right.SEE)
@require_safe
def side(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The queues and their counts alone, for pages that are open."""
    context = frame(person, timezone.now(), request.GET.get("at", ""))
    tag = tag_of(person, context["queues"])
    return unchanged(request, tag) or draw(request, "desk/side.html", context, tag=tag)


def _found(request: HttpRequest, person: Person, words: str) -> HttpResponseBase:
    found = search(words, provider_of_pages().ticket_prefix, person)
    if found.ticket:
        return redirect(ticket_page(found.ticket))
    context = frame(person, timezone.now()) | {
        "words": words,
        "sentence": found.sentence,
        "page": _page(request, found.hits) if found.hits else None,
    }
    return render(request, "desk/found.html", context)


def _page(request: HttpRequest, hits: Hits) -> Page[Row]:
    page = page_of(hits, request.GET.get("page"), ROWS, lambda: hits.total)
    tickets = Ticket.objects.filter(id__in=page.rows).order_by("-opened_at", "-id")
    return page.of(rows(list(rows_of(tickets))))
