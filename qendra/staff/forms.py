"""The forms of people, roles, teams and leaving: they turn text into values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qendra.accounts.models import Person, Role, Team
from qendra.accounts.rights import Right
from qendra.accounts.selectors import staff
from qendra.accounts.wording import RIGHTS
from qendra.accounts.written import OF_PERSON
from qendra.catalogue.models import Customer
from qendra.desk.settings.forms import languages, zone_field

CHECKS = forms.CheckboxSelectMultiple


class PersonForm(forms.Form):
    """One person of the staff."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"dir": "ltr"}))
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "type": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages)
    time_zone = zone_field()
    roles = forms.ModelMultipleChoiceField[Role](
        label=_("Roles"), queryset=Role.objects.order_by("id"), widget=CHECKS
    )

    @staticmethod
    def of(person: Person) -> dict[str, Any]:
        """The form's beginning: the person as they are."""
        roles = list(person.roles.values_list("id", flat=True))
        return {name: getattr(person, name) for name in OF_PERSON} | {"roles": roles}


class RoleForm(forms.Form):
    """One role and what it allows."""

    name = forms.CharField(label=_("Name"), max_length=100)
    description = forms.CharField(label=_("Description"), max_length=300, required=False)
    rights = forms.MultipleChoiceField(
        label=_("Rights"),
        choices=[(right.value, RIGHTS[right].name) for right in Right],
        widget=CHECKS,
    )
    requires_second_factor = forms.BooleanField(
        label=_("Whoever holds it signs in with a second factor"), required=False
    )

    @staticmethod
    def of(role: Role) -> dict[str, Any]:
        return {
            "name": role.shown_name,
            "description": role.description,
            "rights": role.rights,
            "requires_second_factor": role.requires_second_factor,
        }


class TeamForm(forms.Form):
    """One team, who is in it, and for whom it is there."""

    name = forms.CharField(label=_("Name"), max_length=100)
    is_first_line = forms.BooleanField(
        label=_("First line: new tickets come to this team"), required=False
    )
    members = forms.ModelMultipleChoiceField[Person](
        label=_("Members"), queryset=Person.objects.none(), required=False, widget=CHECKS
    )
    is_limited = forms.BooleanField(label=_("Limited to some customers"), required=False)
    customers = forms.ModelMultipleChoiceField[Customer](
        label=_("Customers"),
        queryset=Customer.objects.order_by("name"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["members"].queryset = staff()  # type: ignore[attr-defined]  # a ModelChoiceField

    @staticmethod
    def of(team: Team) -> dict[str, Any]:
        return {
            "name": team.name,
            "is_first_line": team.is_first_line,
            "members": list(team.members.values_list("id", flat=True)),
            "is_limited": team.is_limited,
            "customers": list(team.limits.values_list("customer_id", flat=True)),
        }


class LeavingForm(forms.Form):
    """Who gets what of somebody who leaves."""

    tickets = forms.ModelChoiceField[Person](
        label=_("Open tickets go to"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Their teams"),
    )
    places = forms.ModelChoiceField[Person](
        label=_("Escalation levels and turns in rotas go to"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody"),
    )
    webhooks = forms.ModelChoiceField[Person](
        label=_("Webhooks go to"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody: they are disabled"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("tickets", "places", "webhooks"):
            self.fields[name].queryset = staff().exclude(id=person.id)  # type: ignore[attr-defined]  # a ModelChoiceField
