"""The ticket page and the files on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import staff
from qendra.desk.page import show_ticket, tag_of_ticket
from qendra.desk.shown.held import held_of
from qendra.files.responses import download
from qendra.live.pages import is_fragment, unchanged
from qendra.tickets.access import staff_attachment, staff_ticket


@staff(Right.SEE)
@require_safe
def ticket(request: HttpRequest, person: Person, ticket_id: str) -> HttpResponseBase:
    """One ticket with all that is known of it."""
    found = staff_ticket(person, ticket_id)
    if is_fragment(request):
        tag = tag_of_ticket(person, found, held_of(found, person))
        if same := unchanged(request, tag):
            return same
    return show_ticket(request, person, found)


@staff(Right.SEE)
@require_safe
def file(request: HttpRequest, person: Person, attachment_id: int) -> HttpResponseBase:
    """A file that came with an entry."""
    found = staff_attachment(person, attachment_id)
    return download(found.file, found.filename, found.content_type)
