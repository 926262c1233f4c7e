"""What becomes of a mail in triage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.accounts.models import Person
from qendra.catalogue.access import seen_by, sees_customer
from qendra.catalogue.models import Customer, Service
from qendra.catalogue.selectors import provider_of_pages
from qendra.lib.ticket_id import Reading
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import find_ticket


class OpenFromMailForm(forms.Form):
    """The service is enough; without one, the customer."""

    service = forms.ModelChoiceField[Service](
        label=gettext_lazy("Service ID"),
        queryset=Service.objects.select_related("customer", "site", "product", "contract"),
        to_field_name="code",
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid_choice": gettext_lazy("There is no service with this ID.")},
    )
    customer = forms.ModelChoiceField[Customer](
        label=gettext_lazy("Customer"),
        queryset=Customer.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("The one of the service"),
    )

    def __init__(
        self, data: Mapping[str, str] | None = None, *, person: Person, **options: Any
    ) -> None:
        if data is not None:
            # Service IDs are read in any case and with spaces around them.
            data = {name: data[name] for name in data}
            data["service"] = str(data.get("service", "")).strip().upper()
        super().__init__(data, **options)
        for name, customer in (("service", "customer"), ("customer", "id")):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                field.queryset = field.queryset.filter(seen_by(person, customer))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        service: Service | None = given.get("service")
        if service and not given.get("customer"):
            given["customer"] = service.customer
        if not given.get("customer") and not self.errors:
            raise forms.ValidationError(_("Name the service, or choose the customer."))
        return given


class JoinForm(forms.Form):
    """The ticket that a mail belongs to, by its ID in any spelling."""

    ticket_id = forms.CharField(
        label=gettext_lazy("Ticket ID"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    ticket: Ticket | None = None

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person

    def clean_ticket_id(self) -> str:
        words = str(self.cleaned_data["ticket_id"])
        ticket, as_id = find_ticket(words, provider_of_pages().ticket_prefix)
        if ticket and sees_customer(self.person, ticket.customer_id):
            self.ticket = ticket
            return words
        if as_id and as_id.reading is Reading.MISTYPED:
            raise forms.ValidationError(_("A digit of this ticket ID is mistyped."))
        raise forms.ValidationError(_("There is no ticket with this ID."))
