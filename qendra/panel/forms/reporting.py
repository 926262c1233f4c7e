"""The new ticket (S2, S6)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from qendra.catalogue.models import Circuit, Service
from qendra.files.fields import FilesField
from qendra.lib.fields import MomentField, TokenField
from qendra.lib.moments import exact, zone_named
from qendra.lib.plausible import is_still_to_come
from qendra.tickets import bounds
from qendra.tickets.facts import Permanence
from qendra.tickets.models import IMPACT_NAMES, URGENCY_NAMES
from qendra.tickets.priority import Impact, Urgency

KINDS = [
    ("fault", gettext_lazy("Something does not work"), gettext_lazy("A fault of this service.")),
    ("request", gettext_lazy("I need something"), gettext_lazy("A change, an answer, a document.")),
]
# The definitions of P2, P3 and P4, where one of them is chosen.
IMPACTS = [
    (
        str(Impact.SERVICE_AFFECTING),
        IMPACT_NAMES[Impact.SERVICE_AFFECTING],
        gettext_lazy(
            "The basic function of the service is hit, such as the loss of its operation."
        ),
    ),
    (
        str(Impact.DEGRADATION),
        IMPACT_NAMES[Impact.DEGRADATION],
        gettext_lazy(
            "Less traffic than on a normal day, such as a high rate of packet loss"
            " or excessive delay."
        ),
    ),
    (
        str(Impact.NON_SERVICE_AFFECTING),
        IMPACT_NAMES[Impact.NON_SERVICE_AFFECTING],
        gettext_lazy("A fault or condition that does not directly interrupt your traffic."),
    ),
]
URGENCIES = [
    (
        str(Urgency.HIGH),
        URGENCY_NAMES[Urgency.HIGH],
        gettext_lazy("We cannot work, and there is no way round it."),
    ),
    (
        str(Urgency.MEDIUM),
        URGENCY_NAMES[Urgency.MEDIUM],
        gettext_lazy("There is a way round it, or it comes and goes."),
    ),
    (str(Urgency.LOW), URGENCY_NAMES[Urgency.LOW], gettext_lazy("For your information.")),
]
PERMANENCES = [
    ("", pgettext_lazy("permanence", "Not sure"), ""),
    (str(Permanence.INTERMITTENT), gettext_lazy("It comes and goes"), ""),
    (str(Permanence.PERMANENT), gettext_lazy("All the time"), ""),
]


def _pairs(explained: Iterable[tuple[str, Any, Any]]) -> list[tuple[str, Any]]:
    return [(value, name) for value, name, _help in explained]


class NewTicketForm(forms.Form):
    """What the guide asks (S6); what belongs to the service is chosen, not typed."""

    token = TokenField()
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it about?"), choices=_pairs(KINDS), initial="fault"
    )
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=bounds.SUBJECT,
        help_text=gettext_lazy("In a few words."),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=bounds.WORDS,
        help_text=gettext_lazy("What do you see, what did you try, what changed just before?"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    started_at = MomentField(label=gettext_lazy("When did it start?"), required=False)
    circuit = forms.ChoiceField(
        label=gettext_lazy("Circuit"),
        required=False,
        help_text=gettext_lazy("If it is about one of them."),
    )
    impact = forms.ChoiceField(
        label=gettext_lazy("What does it do to your service?"),
        choices=_pairs(IMPACTS),
        required=False,
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Priority level"),
        help_text=gettext_lazy("How much does it press?"),
        choices=_pairs(URGENCIES),
        initial=str(Urgency.MEDIUM),
    )
    permanence = forms.ChoiceField(
        label=gettext_lazy("Does it come and go?"), choices=_pairs(PERMANENCES), required=False
    )
    ip_address = forms.CharField(
        label=gettext_lazy("IP address"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("IPv4 or IPv6, if it is about one address."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    test_results = forms.CharField(
        label=gettext_lazy("Test results or logs"),
        required=False,
        max_length=bounds.TEST_RESULTS,
        help_text=gettext_lazy("Paste them as they are: ping, traceroute, log lines."),
        widget=forms.Textarea(
            attrs={"rows": 4, "class": "mono", "dir": "ltr", "spellcheck": "false"}
        ),
    )
    attachments = FilesField(label=gettext_lazy("Files"), required=False)

    def __init__(
        self, *args: Any, service: Service, circuits: list[Circuit], now: datetime, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.now = now
        self.zone = service.site.time_zone if service.site else service.customer.time_zone
        moment = self.fields["started_at"]
        if isinstance(moment, MomentField):
            moment.zone = zone_named(self.zone)
        moment.help_text = _("Time at the site (%(zone)s), now %(now)s.") % {
            "zone": self.zone,
            "now": f"{now.astimezone(zone_named(self.zone)):%H:%M}",
        }
        lines = [(line.code, f"{line.code}: {line.a_end} – {line.z_end}") for line in circuits]
        self.fields["circuit"].choices = [("", _("Not sure")), *lines]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_started_at(self) -> datetime | None:
        started_at: datetime | None = self.cleaned_data["started_at"]
        if started_at and is_still_to_come(started_at, self.now):
            raise forms.ValidationError(
                _("This moment is still to come. There it is now %(now)s.")
                % {"now": exact(self.now, self.zone, self.now)}
            )
        return min(started_at, self.now) if started_at else None

    def clean_ip_address(self) -> str:
        address: str = self.cleaned_data["ip_address"].strip()
        if not address:
            return ""
        try:
            return str(ipaddress.ip_address(address))
        except ValueError as error:
            raise forms.ValidationError(
                _("This is not an IP address. It looks like 192.0.2.17 or 2001:db8::17.")
            ) from error

    def clean(self) -> dict[str, Any]:
        """A fault needs its start and its impact (S6); a request has neither."""
        given = super().clean() or self.cleaned_data
        if given.get("kind") != "fault":
            return given | {"started_at": None, "impact": "", "permanence": ""}
        if not given.get("started_at") and "started_at" not in self.errors:
            self.add_error("started_at", _("Say when it started; about is good enough."))
        if not given.get("impact") and "impact" not in self.errors:
            self.add_error("impact", _("Choose what comes nearest."))
        return given
