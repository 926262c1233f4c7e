"""Which words of the customer go on as a ticket of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.catalogue.models import Service
from qendra.catalogue.selectors import service_by_code
from qendra.desk.forms.drawn import DrawnForm
from qendra.tickets.actions.opening import SUBJECT_LENGTH
from qendra.tickets.entries import CallLogged, MessageAdded
from qendra.tickets.models import Entry, Ticket

# An entry's ID and the beginning of its words.
Choices = tuple[tuple[int, str], ...]
_MOST_SHOWN = 60


def choices_of(entries: Iterable[Entry], ticket: Ticket) -> Choices:
    """What the customer said on this ticket after the report, newest first."""
    said = [each for each in entries if each.ticket_id == ticket.id and _is_theirs(each)]
    return tuple((each.id, _beginning(each)) for each in sorted(said, key=lambda one: -one.id))


def _is_theirs(entry: Entry) -> bool:
    body = entry.body
    return isinstance(body, MessageAdded) or (
        isinstance(body, CallLogged) and body.direction == "in"
    )


def _beginning(entry: Entry) -> str:
    words = getattr(entry, "words", None)
    text = Truncator(" ".join(words.text.split()) if words else "").chars(_MOST_SHOWN)
    return f"{entry.actor.name}: {text}" if entry.actor else text


class SplitForm(DrawnForm):
    """What was said about another matter, what it is about, and which service."""

    entry = forms.TypedChoiceField(
        label=gettext_lazy("What they wrote"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose what they wrote.")},
    )
    subject = forms.CharField(
        label=gettext_lazy("What the new ticket is about"),
        max_length=SUBJECT_LENGTH,
        error_messages={
            "required": gettext_lazy("Say in a few words what the new ticket is about.")
        },
    )
    service = forms.CharField(
        label=gettext_lazy("Service ID, if known"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self, *args: Any, choices: Choices, ticket: Ticket | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **{"auto_id": "id_split_%s"} | options)
        self.fields["entry"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.ticket = ticket

    def clean_service(self) -> Service | None:
        code = self.cleaned_data["service"].strip()
        if not code:
            return None
        if self.ticket is None:
            raise TypeError("a form that is only drawn is not cleaned")
        service = service_by_code(code, [self.ticket.customer_id])
        if service is None:
            raise forms.ValidationError(
                _("%(customer)s has no service %(code)s.")
                % {"customer": self.ticket.customer.name, "code": code.upper()}
            )
        return service
