"""Small forms beside a ticket: move it, give it to somebody, change its priority, escalate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.accounts.models import Person, Team
from qendra.accounts.selectors import staff_who_can_work, teams
from qendra.desk.forms.drawn import DrawnForm
from qendra.desk.forms.verifying import BY_CALL_BACK, BY_PIN, NOT_VERIFIED, VerifyingForm
from qendra.escalation.models import Reason
from qendra.lib.fields import MomentField, TokenField
from qendra.lib.moments import zone_named
from qendra.tickets import bounds
from qendra.tickets.models import IMPACT_NAMES, REACH_NAMES, URGENCY_NAMES, Ticket
from qendra.tickets.priority import Impact, Reach, Urgency
from qendra.tickets.states import State


class MoveForm(DrawnForm):
    """A move to another state, with what belongs to it."""

    to = forms.ChoiceField(choices=[(state.value, state.value) for state in State])
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=bounds.REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reference = forms.CharField(
        label=gettext_lazy("Carrier's reference"), required=False, max_length=100
    )
    happened_at = MomentField(label=gettext_lazy("When did it come back?"), required=False)

    def __init__(self, *args: Any, to: str = "", zone: str, now: datetime, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": f"id_move_{to}_%s"} | options)
        self.now = now
        moment = self.fields["happened_at"]
        if isinstance(moment, MomentField):
            moment.zone = zone_named(zone)
        moment.help_text = _("In the time of %(zone)s; empty means now.") % {"zone": zone}

    def clean_happened_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["happened_at"]
        if moment and moment > self.now:
            raise forms.ValidationError(_("This moment is still to come."))
        return moment

    def state(self) -> State:
        """Where to."""
        return State(self.cleaned_data["to"])


class _ChoosingForm(DrawnForm):
    """A form in which people are chosen."""

    def offer(self, name: str, choices: Iterable[tuple[int, str]]) -> None:
        """Offer these in the list of a field, which then asks the database for none."""
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            nobody = [("", field.empty_label)] if field.empty_label is not None else []
            field.choices = [*nobody, *choices]


class AssignForm(_ChoosingForm):
    """A person, a team or both."""

    assignee = forms.ModelChoiceField[Person](
        label=gettext_lazy("Person"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )
    team = forms.ModelChoiceField[Team](
        label=gettext_lazy("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("No team"),
    )

    def __init__(self, *args: Any, ticket: Ticket, **options: Any) -> None:
        options["initial"] = {"assignee": ticket.assignee_id, "team": ticket.team_id}
        super().__init__(*args, **{"auto_id": "id_assign_%s"} | options)
        self.fields["assignee"].queryset = staff_who_can_work()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["team"].queryset = teams()  # type: ignore[attr-defined]  # a ModelChoiceField


class PriorityForm(DrawnForm):
    """Impact, urgency, how far it reaches, and why."""

    impact = forms.ChoiceField(label=gettext_lazy("Impact"), required=False)
    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), choices=list(URGENCY_NAMES.items()))
    reach = forms.ChoiceField(
        label=gettext_lazy("Reach"),
        required=False,
        help_text=gettext_lazy("A whole site or many customers count one step more."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The customer reads it."),
        max_length=bounds.REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why: the customer reads the reason.")},
    )

    def __init__(self, *args: Any, ticket: Ticket, **options: Any) -> None:
        options["initial"] = {
            "impact": ticket.impact or "",
            "urgency": ticket.urgency,
            "reach": ticket.reach or "",
        }
        super().__init__(*args, **{"auto_id": "id_priority_%s"} | options)
        self.ticket = ticket
        choices = [("", _("Not known yet")), *IMPACT_NAMES.items()]
        self.fields["impact"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        # Once somebody or other faults have said it, it can be corrected but not unsaid.
        unsaid = [] if ticket.reach else [("", _("Not said"))]
        self.fields["reach"].choices = [*unsaid, *REACH_NAMES.items()]  # type: ignore[attr-defined]  # as above

    def impact_chosen(self) -> Impact | None:
        """The impact; None for one that is not known, and for a request."""
        value = self.cleaned_data["impact"]
        return Impact(value) if value else None

    def reach_chosen(self) -> Reach | None:
        """How far it reaches; None leaves that as it is."""
        value = self.cleaned_data["reach"]
        return Reach(value) if value else None

    def urgency_chosen(self) -> Urgency:
        return Urgency(self.cleaned_data["urgency"])


class EscalateForm(VerifyingForm, _ChoosingForm):
    """What a customer asks for on the telephone (E2, E4): always accepted, verified or not."""

    token = TokenField()
    on_behalf_of = forms.ModelChoiceField[Person](
        label=gettext_lazy("Who asks"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody: we send it up ourselves"),
    )
    why = forms.ChoiceField(
        label=gettext_lazy("What is it about?"), choices=Reason.choices, required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=bounds.REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write down what the customer says.")},
    )
    call_back = forms.BooleanField(label=gettext_lazy("Wants to be called back"), required=False)

    def __init__(self, *args: Any, ticket: Ticket, **options: Any) -> None:
        options["initial"] = {"on_behalf_of": ticket.reporter_id}
        super().__init__(*args, **{"auto_id": "id_escalate_%s"} | options)
        verified = self.fields["verified"]
        verified.required = False
        verified.choices = [NOT_VERIFIED, BY_CALL_BACK, BY_PIN]  # type: ignore[attr-defined]  # a ChoiceField
        people = Person.objects.filter(
            memberships__customer=ticket.customer_id, is_active=True
        ).order_by("name")
        self.fields["on_behalf_of"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField
