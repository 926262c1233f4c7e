"""Somebody of the customer's own people, and what they may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qendra.catalogue.rights import CustomerRight

# Every right in plain words, in the order in which a manager thinks of them.
RIGHTS = [
    (
        CustomerRight.SEE_OWN,
        _("See their own tickets"),
        _("What they reported themselves, and what we answered."),
    ),
    (
        CustomerRight.SEE_ALL,
        _("See all tickets"),
        _("Everything that anybody of your organisation reported."),
    ),
    (CustomerRight.REPORT, _("Report"), _("Open tickets for your services.")),
    (
        CustomerRight.ESCALATE,
        _("Escalate"),
        _("Ask for the next level when a repair takes too long."),
    ),
    (
        CustomerRight.AGREE_DEFERRAL,
        _("Agree to a deferral"),
        _("Accept that a fault that hurts nobody waits for the next business day."),
    ),
    (
        CustomerRight.REQUEST_RFO,
        _("Ask for the RFO"),
        _("The written reason for an outage, and what we do so that it stays the only one."),
    ),
    (
        CustomerRight.AUTHORISE_WORK,
        _("Authorise work"),
        _("Say yes to work on site, to remote hands, and to a maintenance window."),
    ),
    (
        CustomerRight.MANAGE_PEOPLE,
        _("Manage people"),
        _("Invite colleagues, change what they may do, and remove them."),
    ),
]
AT_FIRST = [CustomerRight.SEE_OWN, CustomerRight.REPORT]


class RightsForm(forms.Form):
    """What somebody may do."""

    rights = forms.MultipleChoiceField(
        label=_("What they may do"),
        required=False,
        choices=[(str(right), name) for right, name, _help in RIGHTS],
    )

    def clean_rights(self) -> list[CustomerRight]:
        return [CustomerRight(each) for each in self.cleaned_data["rights"]]

    def explained(self) -> list[dict[str, Any]]:
        """Every right with its words, and whether it is ticked."""
        ticked = {str(each) for each in self["rights"].value() or []}
        return [
            {"value": str(right), "name": name, "help": told, "on": str(right) in ticked}
            for right, name, told in RIGHTS
        ]


class InviteForm(RightsForm):
    """A colleague who is to come in."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("We send a link there, behind which they choose a password."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="en")
    field_order = ["name", "email", "language", "rights"]
