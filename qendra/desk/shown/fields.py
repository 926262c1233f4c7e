"""Fields of forms as HTML. Those of a form that nobody has filled in yet are drawn once.

What such fields look like is decided by few values: these are the arguments of the functions
here, the language among them, and what was drawn for the same ones is given again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qendra.desk.forms.facts import FactsForm, drawn_facts
from qendra.desk.forms.merging import MergeForm
from qendra.desk.forms.moving import AssignForm, EscalateForm, MoveForm, PriorityForm
from qendra.desk.forms.splitting import Choices, SplitForm
from qendra.desk.shown.facts import zone_of
from qendra.lib.remembering import Known
from qendra.tickets.models import Ticket

_DRAWN = 1024
# A form that is only drawn compares nothing with its moment.
_ANY_TIME = datetime.max.replace(tzinfo=UTC)
ASSIGN_FIELDS = ("assignee", "team")
ESCALATE_FIELDS = ("on_behalf_of", "verified", "pin", "why", "reason", "call_back")
MERGE_FIELDS = ("into",)
SPLIT_FIELDS = ("entry", "subject", "service")
# IDs with their names, as a list of choices.
Names = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The fields of one form. ``returned`` is the form, if it came back: its fold stands open."""

    fields: SafeString
    returned: forms.Form | None = None

    @property
    def is_returned(self) -> bool:
        return self.returned is not None


def drawn(form: forms.Form, names: Sequence[str]) -> SafeString:
    """These fields as they are now."""
    return render_to_string("desk/fields.html", {"fields": [form[name] for name in names]})


def assign_fields(ticket: Ticket, people: Names, teams: Names) -> SafeString:
    """Who has the ticket, and who else could."""
    return _assign(ticket.assignee_id, ticket.team_id, people, teams, get_language())


def escalate_fields(ticket: Ticket, people: Names) -> SafeString:
    """Who at the customer asks, and why."""
    return _escalate(ticket.reporter_id, people, get_language())


def merge_fields(into: str) -> SafeString:
    """Which ticket it goes on in, if somebody named one."""
    return _merge(into, get_language())


def split_fields(choices: Choices, service: str) -> SafeString:
    """Which words, what they are about, and the service."""
    return _split(choices, service, get_language())


def move_fields(to: str, names: tuple[str, ...], zone: str) -> SafeString:
    """What belongs to a move, in the time of this zone."""
    return _move(to, names, zone, get_language())


def priority_fields(ticket: Ticket) -> SafeString:
    """Impact, urgency and why."""
    return _priority(ticket.kind, ticket.impact, ticket.urgency, ticket.reach, get_language())


def names_of_priority(kind: str) -> tuple[str, ...]:
    """The fields of the priority; only faults have impact."""
    return ("impact", "urgency", "reach", "reason") if kind == "fault" else ("urgency", "reason")


def facts_fields(ticket: Ticket, now: datetime) -> SafeString:
    """All facts as they are known."""
    # The form says what time it is at the site.
    minute = now.replace(second=0, microsecond=0)
    known = (*drawn_facts(ticket).items(), zone_of(ticket), minute, get_language())
    return _facts(Known(known, ticket), minute)


@lru_cache(_DRAWN)
def _assign(
    assignee: int | None, team: int | None, people: Names, teams: Names, language: str | None
) -> SafeString:
    form = AssignForm(ticket=Ticket(assignee_id=assignee, team_id=team))
    form.offer("assignee", people)
    form.offer("team", teams)
    return drawn(form, ASSIGN_FIELDS)


@lru_cache(_DRAWN)
def _escalate(reporter: int | None, people: Names, language: str | None) -> SafeString:
    form = EscalateForm(ticket=Ticket(reporter_id=reporter))
    form.offer("on_behalf_of", people)
    return drawn(form, ESCALATE_FIELDS)


@lru_cache(_DRAWN)
def _merge(into: str, language: str | None) -> SafeString:
    return drawn(MergeForm(initial={"into": into}), MERGE_FIELDS)


@lru_cache(_DRAWN)
def _split(choices: Choices, service: str, language: str | None) -> SafeString:
    return drawn(SplitForm(choices=choices, initial={"service": service}), SPLIT_FIELDS)


@lru_cache(_DRAWN)
def _move(to: str, names: tuple[str, ...], zone: str, language: str | None) -> SafeString:
    return drawn(MoveForm(to=to, zone=zone, now=_ANY_TIME), names)


@lru_cache(_DRAWN)
def _facts(ticket: Known[Ticket], now: datetime) -> SafeString:
    form = FactsForm(ticket=ticket.value, now=now)
    return drawn(form, [field.name for field in form.visible_fields()])


@lru_cache(_DRAWN)
def _priority(
    kind: str, impact: str | None, urgency: str, reach: str | None, language: str | None
) -> SafeString:
    form = PriorityForm(ticket=Ticket(impact=impact, urgency=urgency, reach=reach))
    return drawn(form, names_of_priority(kind))
