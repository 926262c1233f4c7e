"""The command palette and the map of the keys: plain pages, which scripts show as dialogs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.selectors import provider_of_pages
from qendra.desk.frame import frame
from qendra.desk.gate import staff
from qendra.desk.palette import groups
from qendra.tickets.access import staff_ticket

# A script asks for the inner part alone.
PART = "part"


@staff(Right.SEE)
@require_safe
def palette(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What fits the words; ``ticket`` is the one on the page that asks."""
    words = request.GET.get("q", "").replace("\x00", "")
    number = request.GET.get("ticket", "")
    present = staff_ticket(person, number) if number else None
    prefix = provider_of_pages().ticket_prefix
    shown = {
        "words": words,
        "ticket_number": number,
        "groups": groups(person, words, prefix, present),
        "came_from": request.GET.get("from") or reverse("desk:front"),
    }
    if PART in request.GET:
        return render(request, "desk/palette_offers.html", shown)
    return render(request, "desk/palette.html", frame(person, timezone.now()) | shown)


@staff(Right.SEE)
@require_safe
def keys(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Every key and what it does."""
    if PART in request.GET:
        return render(request, "desk/keys_list.html")
    return render(request, "desk/keys.html", frame(person, timezone.now()))
