"""The facts of a report (S6), as staff state and correct them."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.catalogue.models import Service
from qendra.catalogue.selectors import service_by_code
from qendra.desk.forms.drawn import DrawnForm
from qendra.desk.shown.facts import started_at, value_of, zone_of
from qendra.desk.shown.names import FACT_NAMES, PERMANENCE_NAMES
from qendra.lib.fields import MomentField
from qendra.lib.moments import exact, zone_named
from qendra.lib.plausible import is_still_to_come
from qendra.tickets import bounds
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket

CODE = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
PERMANENCES = [("", gettext_lazy("Not known")), *PERMANENCE_NAMES.items()]


class StatedFacts(forms.Form):
    """The facts that a person states in words; service and impact are chosen elsewhere.

    ``zone`` is the time zone in which the start is meant.
    """

    started_at = MomentField(label=FACT_NAMES[FactName.STARTED_AT], required=False)
    circuit_id = forms.CharField(
        label=FACT_NAMES[FactName.CIRCUIT_ID],
        required=False,
        max_length=bounds.CIRCUIT_ID,
        widget=forms.TextInput(attrs=CODE),
    )
    permanence = forms.ChoiceField(
        label=FACT_NAMES[FactName.PERMANENCE], choices=PERMANENCES, required=False
    )
    ip_address = forms.CharField(
        label=FACT_NAMES[FactName.IP_ADDRESS],
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs=CODE),
    )
    test_results = forms.CharField(
        label=FACT_NAMES[FactName.TEST_RESULTS],
        required=False,
        max_length=bounds.TEST_RESULTS,
        strip=False,
        widget=forms.Textarea(attrs={**CODE, "rows": 3, "class": "mono"}),
    )

    def __init__(self, *args: Any, zone: str, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone, self.now = zone, now
        moment = self.fields["started_at"]
        if isinstance(moment, MomentField):
            moment.zone = zone_named(zone)
        moment.help_text = _("In the time of %(zone)s, where it is now %(now)s.") % {
            "zone": zone,
            "now": f"{now.astimezone(zone_named(zone)):%H:%M}",
        }

    def clean_started_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["started_at"]
        if moment and is_still_to_come(moment, self.now):
            raise forms.ValidationError(
                _("This moment is still to come. There it is now %(now)s.")
                % {"now": exact(self.now, self.zone, self.now)}
            )
        return min(moment, self.now) if moment else None

    def clean_circuit_id(self) -> str:
        return str(self.cleaned_data["circuit_id"]).upper()

    def clean_ip_address(self) -> str:
        address = str(self.cleaned_data["ip_address"]).strip()
        try:
            return str(ipaddress.ip_address(address)) if address else ""
        except ValueError as error:
            raise forms.ValidationError(
                _("This is not an IP address. It looks like 192.0.2.17 or 2001:db8::17.")
            ) from error

    def stated(self, source: Source) -> list[Fact]:
        """What was filled in, as facts."""
        values = {
            FactName.STARTED_AT: _iso(self.cleaned_data.get("started_at")),
            FactName.CIRCUIT_ID: self.cleaned_data.get("circuit_id", ""),
            FactName.PERMANENCE: self.cleaned_data.get("permanence", ""),
            FactName.TEST_RESULTS: self.cleaned_data.get("test_results", ""),
            FactName.IP_ADDRESS: self.cleaned_data.get("ip_address", ""),
        }
        return [Fact(name, value, source) for name, value in values.items() if value.strip()]


class FactsForm(StatedFacts, DrawnForm):
    """The facts of an existing ticket. Only what was changed is stated.

    Each field carries what it held when it was drawn, so that of two people who correct
    different facts at once neither takes back what the other one wrote.
    """

    service_id = forms.CharField(
        label=FACT_NAMES[FactName.SERVICE_ID],
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=CODE),
    )
    description = forms.CharField(
        label=FACT_NAMES[FactName.DESCRIPTION],
        required=False,
        max_length=bounds.DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("service_id", "started_at", "description")
    service: Service | None = None

    def __init__(self, *args: Any, ticket: Ticket, now: datetime, **options: Any) -> None:
        self.ticket = ticket
        options["initial"] = drawn_facts(ticket)
        super().__init__(*args, zone=zone_of(ticket), now=now, auto_id="id_facts_%s", **options)
        for name in self.initial:
            self.fields[name].show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        """A fact can be corrected, not taken back: what was said stays readable."""
        given = super().clean() or self.cleaned_data
        for name in self.changed_facts():
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("A fact is corrected, not removed. Write what is right."))
        return given

    def clean_service_id(self) -> str:
        code = str(self.cleaned_data["service_id"]).strip().upper()
        if code and "service_id" in self.changed_data:
            self.service = service_by_code(code, [self.ticket.customer_id])
            if self.service is None:
                raise forms.ValidationError(
                    _("%(customer)s has no service %(code)s.")
                    % {"customer": self.ticket.customer.name, "code": code}
                )
        return code

    def changed_facts(self) -> list[str]:
        """The facts whose fields differ from what they were drawn with."""
        return [name for name in self.changed_data if name in self.initial]

    def news(self) -> list[Fact]:
        """The changed facts."""
        stated = self.stated(Source.AGENT)
        words = self.cleaned_data.get("description", "")
        if words:
            stated.append(Fact(FactName.DESCRIPTION, words, Source.AGENT))
        return [fact for fact in stated if str(fact.name) in self.changed_data]

    def redrawn(self, ticket: Ticket) -> FactsForm:
        """The same form on the ticket as it is now: fields that were touched keep their words."""
        data: dict[str, Any] = {name: self.data[name] for name in self.data}
        fresh = FactsForm(ticket=ticket, now=self.now)
        for name in self.initial:
            drawn = fresh[name].value()
            data[fresh.add_initial_prefix(name)] = drawn
            if name not in self.changed_data:
                data[name] = drawn
        return FactsForm(data, ticket=ticket, now=self.now)


def drawn_facts(ticket: Ticket) -> dict[str, Any]:
    """What the fields of the ticket's facts are drawn with."""
    moment = started_at(ticket)
    names = (FactName.CIRCUIT_ID, FactName.PERMANENCE, FactName.IP_ADDRESS, FactName.TEST_RESULTS)
    return {
        "service_id": ticket.service.code if ticket.service else "",
        # Fields show minutes; seconds would make every form look changed.
        "started_at": moment.replace(second=0, microsecond=0) if moment else None,
        "description": value_of(ticket, FactName.DESCRIPTION),
        **{str(name): value_of(ticket, name) for name in names},
    }


def _iso(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""
