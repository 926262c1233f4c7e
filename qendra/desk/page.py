"""The ticket page: everything on it, and how it is shown again when a form was not taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.call_backs.selectors import waiting_for_a_call
from qendra.catalogue.selectors import provider_of_pages
from qendra.desk.acts import acts_of
from qendra.desk.forms.composing import ComposeForm, modes_of
from qendra.desk.forms.drawn import DrawnForm
from qendra.desk.forms.facts import FactsForm
from qendra.desk.forms.splitting import choices_of
from qendra.desk.frame import frame
from qendra.desk.shown.clocks import clocks_of
from qendra.desk.shown.composer import composer_of, fresh_composer
from qendra.desk.shown.deferral import deferral_of
from qendra.desk.shown.duplicates import duplicates_of
from qendra.desk.shown.facts import facts_of, zone_of
from qendra.desk.shown.fields import (
    Drawn,
    drawn,
    facts_fields,
    names_of_priority,
    priority_fields,
)
from qendra.desk.shown.held import HeldLine, held_of
from qendra.desk.shown.lines import crossing, lines_of
from qendra.desk.shown.matrix import corrected_by, rows_of, sentence_of
from qendra.desk.shown.people import people_of
from qendra.desk.shown.sheet import sheet_of
from qendra.desk.shown.there import CALLS, FILES, HELD, PEOPLE, there_of
from qendra.desk.tabs import keep, numbers_of, with_one
from qendra.escalation.addresses import step_path
from qendra.escalation.selectors import ladder_of
from qendra.files.fields import file_limits
from qendra.lib.spelling import spelled
from qendra.live.pages import HEADER, draw, live, tag_of
from qendra.live.selectors import others_at
from qendra.live.topics import LISTS, people
from qendra.live.topics import ticket as ticket_topic
from qendra.tickets.addresses import shown_id
from qendra.tickets.matrices import matrix_at
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import (
    NEWEST,
    Past,
    members_for,
    newest,
    participants_among,
    past_of,
)

COMPOSE, FACTS, PRIORITY = "compose", "facts", "priority"
# What ``?shown=`` says of the timeline, besides a number.
ALL = "all"
MOST_DIGITS = 6
MOST_OF_AN_ID = 30


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that was not taken: its name on the page, and whether somebody crossed it."""

    name: str
    form: DrawnForm
    has_crossed: bool = False
    # Words that their author took back, with the names of the files that have to be chosen again.
    taken_back: tuple[str, ...] | None = None


def show_ticket(
    request: HttpRequest, person: Person, ticket: Ticket, returned: Returned | None = None
) -> HttpResponse:
    """The page; with ``returned`` that form as it was sent, and what changed since it was drawn."""
    now = timezone.now()
    past, members, there = past_of(ticket), members_for(ticket), there_of(ticket)
    context = frame(person, now) | _content(person, ticket, past, there, now)
    context |= _timeline(request, ticket, there)
    context["reads_back"] = "read" in request.GET
    context["drawn"] = _drawn_from(request, ticket, context["seen"])
    context["people"] = people_of(participants_among(members, ticket, past), ticket)
    if person.has_right(Right.NOTE) and ticket.merged_into_id is None:
        context |= _compose(person, returned, request.GET.get("write", ""))
    if person.has_right(Right.WORK):
        context |= _facts_and_priority(ticket, returned, now)
    names = tuple((each.id, each.name) for each in members)
    opened = request.GET.get("act", "")
    context["deferral"] = deferral_of(person, ticket, _of_acts(returned), now)
    into = request.GET.get("into", "")[:MOST_OF_AN_ID]
    context["acts"] = acts_of(
        person, ticket, names, _of_acts(returned), opened, into, context["said"]
    )
    context |= _what_happened(request, context["lines"], returned)
    here = others_at(ticket, person, now) if there[PEOPLE] else []
    context |= {"here": here, "page_id": uuid4()}
    context["crossing"] = crossing(context["lines"], _writes_since(request, returned), person)
    context["meanwhile"] = _meanwhile(request, context)
    tag = tag_of_ticket(person, ticket, context["held"])
    context["live"] = live([LISTS, ticket_topic(ticket.number), people(ticket.number)], tag, now)
    response = draw(request, "desk/ticket.html", context, tag=tag, status=_status(returned))
    known = numbers_of(request)
    if (numbers := with_one(known, ticket.number)) != known:
        keep(response, numbers)
    return response


def tag_of_ticket(person: Person, ticket: Ticket, held: Sequence[HeldLine]) -> str:
    """Of the page as this person has it: every change of a ticket moves its version.

    What is late is so by time alone.
    """
    now = timezone.now()
    due = (ticket.response_due_at, ticket.repair_due_at, ticket.update_due_at)
    late = [each is not None and each < now for each in due]
    return tag_of(
        person, ticket.id, ticket.version, late, [(each.id, each.refused) for each in held]
    )


def _meanwhile(request: HttpRequest, context: dict[str, Any]) -> SafeString:
    """Of this page's context only what it tells of: nobody else is asked for theirs again."""
    shown = {name: context[name] for name in ("ticket", "here", "crossing", "now")}
    known = {"provider": provider_of_pages(), "request": request}
    return render_to_string("desk/meanwhile.html", shown | known)


def _content(
    person: Person,
    ticket: Ticket,
    entries: Sequence[Past],
    there: Mapping[str, bool],
    now: datetime,
) -> dict[str, Any]:
    cells = matrix_at(ticket.matrix_version).cells
    return {
        "ticket": ticket,
        "zone": zone_of(ticket),
        "facts": facts_of(ticket),
        "matrix": rows_of(ticket, cells),
        "matrix_sentence": sentence_of(ticket, cells),
        "correction": corrected_by(entries),
        "clocks": clocks_of(ticket, entries, person.time_zone, now),
        **_ladder(person, ticket, now),
        "sheet": sheet_of(ticket),
        "others": duplicates_of(ticket, person),
        "held": held_of(ticket, person) if there[HELD] else [],
        "call_backs": waiting_for_a_call(ticket.id) if there[CALLS] else [],
        "draft": f"compose:{ticket.number}",
        "read_back": spelled(shown_id(ticket, provider_of_pages())),
    }


def _ladder(person: Person, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """The ladder; and for the person of the present level, the page where they decide about it."""
    ladder = ladder_of(ticket, at=now)
    here = ladder.here
    is_theirs = here is not None and here.holder_id == person.id and ticket.is_open
    return {
        "ladder": ladder,
        "decide_url": step_path(here.step_id, here.at) if here and is_theirs else "",
    }


def _timeline(request: HttpRequest, ticket: Ticket, there: Mapping[str, bool]) -> dict[str, Any]:
    """The newest entries; ``?shown=`` asks for more, or for all."""
    most = _asked_for(request.GET.get("shown", ""))
    found = newest(ticket, most, has_files=there[FILES])
    lines = lines_of(ticket, found.entries)
    return {
        "lines": lines,
        "said": choices_of(found.entries, ticket),
        "seen": lines[-1].id if lines else 0,
        "earlier": (most or 0) + NEWEST if found.has_earlier else None,
    }


def _asked_for(shown: str) -> int | None:
    if shown == ALL:
        return None
    is_number = shown.isascii() and shown.isdigit() and len(shown) <= MOST_DIGITS
    return max(int(shown), NEWEST) if is_number else NEWEST


def _drawn_from(request: HttpRequest, ticket: Ticket, seen: int) -> SafeString:
    """What every form of the page begins with: from which ticket, in which state, it was drawn."""
    shown = {"csrf_token": get_token(request), "ticket": ticket, "seen": seen}
    return render_to_string("desk/drawn.html", shown)


def _compose(person: Person, returned: Returned | None, wanted: str) -> dict[str, Any]:
    shown: dict[str, Any] = dict(file_limits())
    if returned and isinstance(returned.form, ComposeForm):
        form = returned.form
        return shown | {"compose": composer_of(form), "token": form["token"].value()}
    modes = modes_of(person)
    return shown | {
        "compose": fresh_composer(tuple(modes), _first(modes, wanted)),
        "token": uuid4(),
    }


def _first(modes: Sequence[str], wanted: str) -> str:
    """The mode that is chosen at first: the one that was asked for, if it may be."""
    return wanted if wanted in modes else modes[0]


def _facts_and_priority(
    ticket: Ticket, returned: Returned | None, now: datetime
) -> dict[str, Drawn]:
    came_back = {returned.name: returned.form} if returned else {}
    form = came_back.get(FACTS)
    if isinstance(form, FactsForm) and returned and returned.has_crossed:
        form = form.redrawn(ticket)
    return {
        "facts_form": _drawn(form, [field.name for field in form.visible_fields()])
        if form
        else Drawn(facts_fields(ticket, now)),
        "priority_form": _drawn(came_back[PRIORITY], names_of_priority(ticket.kind))
        if PRIORITY in came_back
        else Drawn(priority_fields(ticket)),
    }


def _drawn(form: forms.Form, names: Sequence[str]) -> Drawn:
    return Drawn(drawn(form, names), form)


def _of_acts(returned: Returned | None) -> dict[str, forms.Form]:
    return {returned.name: returned.form} if returned else {}


def _writes_since(request: HttpRequest, returned: Returned | None) -> int | None:
    """The last entry that whoever is writing had before them; None when nobody writes."""
    if returned is not None:
        return returned.form.last_seen() if returned.name == COMPOSE else None
    since = request.headers.get(HEADER, "")
    return int(since) or None if since.isascii() and since.isdigit() else None


def _what_happened(
    request: HttpRequest, lines: Sequence[Any], returned: Returned | None
) -> dict[str, Any]:
    """What to tell about a form that was not taken; also which files have to be chosen again."""
    if returned is None:
        return {}
    seen = returned.form.last_seen()
    return {
        "returned": returned,
        "changes": [line for line in lines if seen is not None and line.id > seen],
        "is_taken_back": returned.taken_back is not None,
        "lost_files": returned.taken_back
        or [file.name for file in request.FILES.getlist("attachments")],
    }


def _status(returned: Returned | None) -> int:
    if returned is None or returned.taken_back is not None:
        return 200
    return 409 if returned.has_crossed else 422
