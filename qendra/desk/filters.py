"""Narrowing and sorting a list of open tickets: one plain form, whose address can be passed on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from qendra.accounts.models import Person
from qendra.accounts.selectors import names_of_teams, names_of_workers
from qendra.desk.shown.names import CHANNEL_NAMES
from qendra.tickets.entries import Opened
from qendra.tickets.finding import with_words
from qendra.tickets.models import PRIORITY_NAMES, STATE_NAMES, Entry, Ticket
from qendra.tickets.states import OPEN, State

Names = tuple[tuple[int, str], ...]
ME, NOBODY = "me", "nobody"
DUE = {
    "late": (_("late"), timedelta()),
    "1h": (_("within an hour"), timedelta(hours=1)),
    "8h": (_("within 8 hours"), timedelta(hours=8)),
    "24h": (_("within 24 hours"), timedelta(hours=24)),
}
AGE = {
    "1h": (_("over an hour"), timedelta(hours=1)),
    "4h": (_("over 4 hours"), timedelta(hours=4)),
    "1d": (_("over a day"), timedelta(days=1)),
    "7d": (_("over a week"), timedelta(days=7)),
}
# Each has an index of the open tickets in this order.
SORTS = {
    "": (_("due first"), ()),
    "newest": (_("newest first"), ("-opened_at", "-id")),
    "oldest": (_("oldest first"), ("opened_at", "id")),
    "word": (_("waiting for our answer longest"), ("customer_wrote_at", "id")),
}
_ANY = ("", _("any"))
_STATES = [_ANY, *((s.value, STATE_NAMES[s]) for s in State if s in OPEN)]


def _choice(label: Any, choices: Any) -> forms.ChoiceField:  # noqa: ANN401 (what Django takes)
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _text(label: Any) -> forms.CharField:  # noqa: ANN401 (as above)
    return forms.CharField(label=label, required=False, max_length=100)


def _choices(names: Names) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in names]


class FilterForm(forms.Form):
    """What is not understood narrows nothing."""

    words = _text(_("Words of the subject"))
    state = _choice(_("State"), _STATES)
    priority = _choice(_("Priority"), [_ANY, *((p.value, n) for p, n in PRIORITY_NAMES.items())])
    customer = _text(_("Customer"))
    service = _text(_("Service ID"))
    team = _choice(_("Team"), ())
    assignee = _choice(_("Who has it"), ())
    due = _choice(_("Due"), [_ANY, *((key, name) for key, (name, _by) in DUE.items())])
    age = _choice(_("Age"), [_ANY, *((key, name) for key, (name, _by) in AGE.items())])
    channel = _choice(
        _("Channel"), [_ANY, *((each.value, name) for each, name in CHANNEL_NAMES.items())]
    )
    sort = _choice(_("Order"), [(key, name) for key, (name, _by) in SORTS.items()])

    def __init__(
        self, data: QueryDict, *, teams: Names | None = None, workers: Names | None = None
    ) -> None:
        super().__init__(data, auto_id="id_filter_%s")
        some, people = _choices(teams or names_of_teams()), _choices(workers or names_of_workers())
        nobody = (NOBODY, _("nobody"))
        self.fields["team"].choices = [_ANY, nobody, *some]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["assignee"].choices = [_ANY, (ME, _("me")), nobody, *people]  # type: ignore[attr-defined]  # as above
        self.is_valid()

    @property
    def given(self) -> dict[str, str]:
        """What narrows or sorts."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        return urlencode(self.given)


def given_in(data: QueryDict) -> dict[str, str]:
    """What an address narrows and sorts by; most name nothing of it."""
    is_plain = FilterForm.base_fields.keys().isdisjoint(data)
    return {} if is_plain else FilterForm(data).given


def narrowed(
    tickets: QuerySet[Ticket], given: dict[str, str], person: Person, now: datetime
) -> QuerySet[Ticket]:
    """Those of the tickets that all filters leave, in the order that was asked for."""
    for name, value in given.items():
        if name in _FILTERS:
            tickets = tickets.filter(_FILTERS[name](value, now))
    if words := given.get("words"):
        tickets = with_words(tickets, words, Q(pk__in=[]))
    if assignee := given.get("assignee"):
        tickets = tickets.filter(_who(assignee, person))
    if given.get("sort") == "word":
        tickets = tickets.filter(customer_wrote_at__isnull=False)
    order = SORTS[given.get("sort", "")][1]
    return tickets.order_by(*order) if order else tickets


def _who(assignee: str, person: Person) -> Q:
    if assignee == NOBODY:
        return Q(assignee__isnull=True)
    return Q(assignee=person.id if assignee == ME else int(assignee))


def _team(value: str, _now: datetime) -> Q:
    return Q(team__isnull=True) if value == NOBODY else Q(team=int(value))


def _channel(value: str, _now: datetime) -> Q:
    reports = Entry.objects.filter(ticket=OuterRef("pk"), kind=Opened.KIND, channel=value)
    return Q(Exists(reports))


_FILTERS: dict[str, Callable[[str, datetime], Q]] = {
    "state": lambda value, _now: Q(state=value),
    "priority": lambda value, _now: Q(priority=value),
    "customer": lambda value, _now: Q(customer__name__icontains=value),
    "service": lambda value, _now: Q(service__code__icontains=value),
    "team": _team,
    "due": lambda value, now: Q(due_at__lte=now + DUE[value][1]),
    "age": lambda value, now: Q(opened_at__lte=now - AGE[value][1]),
    "channel": _channel,
}
