"""Which ticket another one goes on in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.forms.drawn import DrawnForm
from qendra.tickets.access import staff_ticket
from qendra.tickets.models import Ticket


class MergeForm(DrawnForm):
    """The other ticket, by its ID as people see it."""

    into = forms.CharField(
        label=gettext_lazy("Goes on in"),
        max_length=30,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=gettext_lazy("The ID of another open ticket of this customer."),
        error_messages={"required": gettext_lazy("Name the ticket that it goes on in.")},
    )

    def __init__(self, *args: Any, person: Person | None = None, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_merge_%s"} | options)
        self.person = person

    def clean_into(self) -> Ticket:
        if self.person is None:
            raise TypeError("a form that is only drawn is not cleaned")
        try:
            return staff_ticket(self.person, self.cleaned_data["into"], Right.WORK)
        except Http404:
            raise forms.ValidationError(_("There is no such ticket.")) from None
