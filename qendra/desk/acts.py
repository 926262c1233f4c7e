"""What this person can do with a ticket in its present state: one small form each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.accounts.selectors import names_of_teams, names_of_workers
from qendra.desk.forms.splitting import Choices
from qendra.desk.shown.facts import zone_of
from qendra.desk.shown.fields import (
    ASSIGN_FIELDS,
    ESCALATE_FIELDS,
    MERGE_FIELDS,
    SPLIT_FIELDS,
    Names,
    assign_fields,
    drawn,
    escalate_fields,
    merge_fields,
    move_fields,
    split_fields,
)
from qendra.tickets import states
from qendra.tickets.models import Ticket
from qendra.tickets.states import State

ASSIGN, ESCALATE = "assign", "escalate"
MERGE, UNMERGE, SPLIT = "merge", "unmerge", "split"
Words = Promise | str


@dataclass(frozen=True, slots=True)
class Move:
    """One move as people say it; ``fields`` of the form that belong to it."""

    to: State
    name: Words
    icon: str
    word: Words
    fields: tuple[str, ...] = ()
    told: Words = ""


MOVES = (
    Move(
        State.WAITING_CUSTOMER,
        _("Wait for customer"),
        "state-waiting_customer",
        _("Wait for the customer"),
        ("reason",),
        _("The repair clock stands still. We remind after 24 and 48 hours; after 72 it is ours."),
    ),
    Move(
        State.WAITING_CARRIER,
        _("Wait for carrier"),
        "state-waiting_carrier",
        _("Wait for the carrier"),
        ("reference", "reason"),
        _("The clocks go on: a carrier's time counts against us."),
    ),
    Move(
        State.RESTORED,
        pgettext_lazy("a move", "Restored"),
        "state-restored",
        _("The service works again"),
        ("happened_at", "reason"),
        _("The repair clock stops at that moment, and the customer is told."),
    ),
    Move(
        State.RESOLVED,
        _("Resolve"),
        "state-resolved",
        _("Resolve and ask the customer"),
        ("reason",),
        _("The customer is asked to confirm; without a word it closes after 72 hours."),
    ),
    Move(
        State.CLOSED,
        pgettext_lazy("a move", "Close"),
        "state-closed",
        _("Close the ticket"),
        ("reason",),
        _("The customer is told. A reply within 14 days opens it again."),
    ),
    Move(
        State.CANCELLED,
        pgettext_lazy("a move", "Cancel"),
        "state-cancelled",
        _("Cancel the ticket"),
        ("reason",),
        _("For a report that was none: a test, a duplicate by mistake. The customer is not told."),
    ),
)
CONTINUE = Move(State.IN_PROGRESS, _("Continue"), "refresh", _("Go on working"), ("reason",))
REOPEN = Move(State.IN_PROGRESS, _("Reopen"), "undo", _("Open it again"), ("reason",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing to do: a button that opens its form.

    ``form`` is the one that came back, if it did; ``to`` and ``token`` are sent with it.
    """

    key: str
    name: Words
    icon: str
    word: Words
    url: str
    fields: SafeString
    form: forms.Form | None
    told: Words = ""
    is_open: bool = False
    to: str = ""
    token: object = ""


def acts_of(
    person: Person,
    ticket: Ticket,
    members: Names,
    returned: Mapping[str, forms.Form],
    opened: str = "",
    into: str = "",
    said: Choices = (),
) -> list[Act]:
    """All that this person may do now; ``returned`` forms are shown open, as they were sent.

    ``members`` are the people at the customer; ``opened`` names the form that was asked for,
    ``into`` the ticket that it may be merged with, ``said`` what the customer said after the
    report.
    """
    acts: list[Act] = []
    if person.has_right(Right.WORK):
        acts += [_assign(person, ticket, returned), *_moves(ticket, returned)]
    if person.has_right(Right.ESCALATE) and ticket.is_open:
        acts.append(_escalate(ticket, members, returned))
    if person.has_right(Right.WORK):
        acts += _merges(ticket, returned, into)
        if said or SPLIT in returned:
            acts.append(_split(ticket, returned, said))
    return [replace(act, is_open=True) if act.key == opened else act for act in acts]


def key_of_move(to: str) -> str:
    """The name of a move's form on the page."""
    return f"move-{to}"


def _assign(person: Person, ticket: Ticket, returned: Mapping[str, forms.Form]) -> Act:
    form = returned.get(ASSIGN)
    return Act(
        key=ASSIGN,
        name=_("Assign"),
        icon="person",
        word=_("Give it to them"),
        url=reverse("desk:assignment", args=[ticket.number]),
        fields=drawn(form, ASSIGN_FIELDS)
        if form
        else assign_fields(ticket, names_of_workers(), names_of_teams()),
        form=form,
        is_open=ASSIGN in returned,
    )


def _moves(ticket: Ticket, returned: Mapping[str, forms.Form]) -> Iterator[Act]:
    before = State(ticket.state)
    if states.can_move(before, State.IN_PROGRESS) and before is not State.NEW:
        works_again = before in states.WORKS_AGAIN
        yield _move(REOPEN if works_again else CONTINUE, ticket, returned)
    for move in MOVES:
        if states.can_move(before, move.to):
            yield _move(move, ticket, returned)


def _move(move: Move, ticket: Ticket, returned: Mapping[str, forms.Form]) -> Act:
    key = key_of_move(move.to)
    form = returned.get(key)
    return Act(
        key=key,
        name=move.name,
        icon=move.icon,
        word=move.word,
        url=reverse("desk:moves", args=[ticket.number]),
        fields=drawn(form, move.fields)
        if form
        else move_fields(move.to, move.fields, zone_of(ticket)),
        form=form,
        told=move.told,
        is_open=key in returned,
        to=move.to.value,
    )


def _merges(ticket: Ticket, returned: Mapping[str, forms.Form], into: str) -> Iterator[Act]:
    """With another ticket; and from there back, whenever it turns out to be another matter."""
    if states.can_move(State(ticket.state), State.MERGED):
        form = returned.get(MERGE)
        yield Act(
            key=MERGE,
            name=_("Merge"),
            icon="state-merged",
            word=_("Merge them"),
            url=reverse("desk:merge", args=[ticket.number]),
            fields=drawn(form, MERGE_FIELDS) if form else merge_fields(into),
            form=form,
            told=_(
                "For two reports of the same. Both are read there, by the people of both, who are"
                " told; answers to either land there. It can be taken back at any time."
            ),
            is_open=MERGE in returned,
        )
    if ticket.merged_into_id:
        yield Act(
            key=UNMERGE,
            name=_("Take apart"),
            icon="undo",
            word=_("Let it stand by itself again"),
            url=reverse("desk:unmerge", args=[ticket.number]),
            fields=SafeString(),
            form=returned.get(UNMERGE),
            told=_(
                "For another matter after all. It goes on where it was, with the clocks that it"
                " had; its people are told."
            ),
            is_open=UNMERGE in returned,
        )


def _split(ticket: Ticket, returned: Mapping[str, forms.Form], said: Choices) -> Act:
    form = returned.get(SPLIT)
    service = ticket.service.code if ticket.service else ""
    return Act(
        key=SPLIT,
        name=_("Split"),
        icon="circuit",
        word=_("Make it a ticket of its own"),
        url=reverse("desk:split", args=[ticket.number]),
        fields=drawn(form, SPLIT_FIELDS) if form else split_fields(said, service),
        form=form,
        told=_(
            "For words about another matter. They become a report, as old as they are, and whoever"
            " wrote them is told its ticket ID. They stay readable here."
        ),
        is_open=SPLIT in returned,
    )


def _escalate(ticket: Ticket, members: Names, returned: Mapping[str, forms.Form]) -> Act:
    form = returned.get(ESCALATE)
    return Act(
        key=ESCALATE,
        name=_("Escalate"),
        icon="escalate",
        word=_("Ask for the next level"),
        url=reverse("desk:escalation", args=[ticket.number]),
        fields=drawn(form, ESCALATE_FIELDS) if form else escalate_fields(ticket, members),
        form=form,
        told=_(
            "For a customer on the telephone: it is always taken, recorded and answered. Or by"
            " ourselves: the next level is told at once."
        ),
        is_open=ESCALATE in returned,
        token=form["token"].value() if form else uuid4(),
    )
