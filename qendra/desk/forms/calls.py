"""A call that opens a ticket: the facts of S6, who calls, and for which customer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.accounts.models import Person
from qendra.catalogue.access import seen_by
from qendra.catalogue.models import Customer, Membership, Service
from qendra.desk.forms.facts import StatedFacts
from qendra.intake.phone.actions import Call
from qendra.lib.fields import MomentField, TokenField
from qendra.lib.moments import zone_named
from qendra.tickets import bounds
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import IMPACT_NAMES, KIND_NAMES, URGENCY_NAMES
from qendra.tickets.priority import Urgency

# Longer than anybody stays on the telephone: then somebody forgot the page.
LONGEST = 4 * 3600


class SubjectForm(forms.Form):
    """Which service, customer or contact was chosen; anything else reads as none."""

    service = forms.ModelChoiceField[Service](
        queryset=Service.objects.select_related("customer", "contract", "product", "site"),
        to_field_name="code",
        required=False,
    )
    customer = forms.ModelChoiceField[Customer](queryset=Customer.objects.all(), required=False)
    contact = forms.ModelChoiceField[Membership](
        queryset=Membership.objects.select_related("person", "customer"), required=False
    )

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        ways = {"service": "customer", "customer": "id", "contact": "customer"}
        for name, customer in ways.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                field.queryset = field.queryset.filter(seen_by(person, customer))


class CallForm(StatedFacts):
    """Only the description has to be filled in, once we know which customer calls."""

    token = TokenField()
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=list(KIND_NAMES.items()), initial="fault"
    )
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        required=False,
        max_length=bounds.SUBJECT,
        help_text=gettext_lazy("Empty: the first sentence of the description."),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=bounds.WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Write down what the caller says; a few words are enough.")
        },
    )
    impact = forms.ChoiceField(
        label=gettext_lazy("Impact"),
        required=False,
        choices=[("", gettext_lazy("Not known yet")), *IMPACT_NAMES.items()],
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"),
        choices=list(URGENCY_NAMES.items()),
        initial=Urgency.MEDIUM.value,
    )
    caller = forms.ModelChoiceField[Person](
        label=gettext_lazy("Who calls"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Somebody else"),
    )
    caller_name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=200)
    caller_phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
    )
    caller_email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    pin = forms.CharField(
        label=gettext_lazy("PIN"),
        required=False,
        max_length=8,
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr", "size": 8}
        ),
    )
    seconds = forms.IntegerField(
        required=False, min_value=0, max_value=LONGEST, widget=forms.HiddenInput
    )
    called_at = MomentField(
        label=gettext_lazy("When did they call?"), required=False, within=timedelta(days=7)
    )

    def __init__(
        self,
        *args: Any,
        customer: Customer | None,
        service: Service | None,
        zone: str,
        now: datetime,
        **options: Any,
    ) -> None:
        super().__init__(*args, zone=zone, now=now, **options)
        self.customer, self.service = customer, service
        people = Person.objects.filter(memberships__customer=customer, is_active=True)
        self.fields["caller"].queryset = (  # type: ignore[attr-defined]  # a ModelChoiceField
            people.order_by("name") if customer else Person.objects.none()
        )
        called_at = self.fields["called_at"]
        if isinstance(called_at, MomentField):
            called_at.zone = zone_named(zone)
        called_at.help_text = gettext_lazy("Empty: just now. The ticket's age counts from it.")

    def chosen_caller(self) -> Person | None:
        """Whoever the form shows as the caller, sent or not."""
        field = self.fields["caller"]
        try:
            found: Person | None = field.clean(self["caller"].value())
        except forms.ValidationError:
            return None
        return found

    def clean_called_at(self) -> datetime:
        moment: datetime | None = self.cleaned_data["called_at"]
        if moment and moment > self.now:
            raise forms.ValidationError(_("This moment is still to come."))
        return moment or self.now

    def clean(self) -> dict[str, Any]:
        """The one thing that nobody can do without: whose ticket it is."""
        given = super().clean() or self.cleaned_data
        if self.customer is None:
            raise forms.ValidationError(
                _("Which customer calls? Find the service or the customer above.")
            )
        return given

    def call(self, verified: str) -> Call:
        """The call, as it was written down; ``verified``: how we know who it was, if we do."""
        given = self.cleaned_data
        if self.customer is None:
            raise ValueError("a call without a customer is not valid")
        return Call(
            token=str(given["token"]),
            customer=self.customer,
            service=self.service,
            description=given["description"],
            called_at=given["called_at"],
            subject=given["subject"],
            kind=given["kind"],
            urgency=Urgency(given["urgency"]),
            facts=self._facts(),
            caller=given["caller"],
            caller_name=given["caller_name"],
            caller_phone=given["caller_phone"],
            caller_email=given["caller_email"],
            # Of a call that was earlier, the page counted something else.
            seconds=given["seconds"] or 0 if given["called_at"] == self.now else 0,
            verified=verified or "no",
        )

    def _facts(self) -> list[Fact]:
        facts = self.stated(Source.CALL)
        if self.cleaned_data["impact"] and self.cleaned_data["kind"] == "fault":
            facts.append(Fact(FactName.IMPACT, self.cleaned_data["impact"], Source.CALL))
        return facts
