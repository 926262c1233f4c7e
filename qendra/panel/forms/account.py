"""One's own account: name, number, language, time zone, and which mails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qendra.preferences.kinds import Kind, StaffKind

MAILS = [
    (Kind.NEW_TICKET, _("A new ticket"), _("That your report has reached us, with its ticket ID.")),
    (Kind.ANSWERS, _("Answers"), _("Everything that we write to you on a ticket.")),
    (Kind.STATES, _("Progress"), _("When a service works again, and when a ticket is closed.")),
    (Kind.PRIORITY, _("Priority"), _("When we correct impact or urgency, with the reason.")),
    (Kind.ESCALATIONS, _("Escalations"), _("What became of your request for the next level.")),
    (Kind.SATISFACTION, _("How was our help?"), _("One question when a ticket is closed.")),
]
STAFF_MAILS = [
    (StaffKind.ASSIGNED, _("A ticket given to you"), _("When somebody else gives you a ticket.")),
    (
        StaffKind.ANSWERED,
        _("Answers of customers"),
        _("When a customer writes on a ticket of yours."),
    ),
    (
        StaffKind.TEAM,
        _("New tickets of your teams"),
        _("Gathered, one mail in five minutes at most."),
    ),
]
ZONES = [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"]


class AccountForm(forms.Form):
    """What people decide about themselves."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Number"),
        required=False,
        max_length=40,
        help_text=_("Where we reach you when you ask to be called back."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of the fixed sentences in mails; people write to you in English."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=ZONES, help_text=_("Of the times in pages and mails.")
    )
    mails = forms.MultipleChoiceField(
        label=_("Mails that you get"),
        required=False,
        choices=[(str(kind), name) for kind, name, _help in MAILS],
    )

    staff_mails = forms.MultipleChoiceField(
        label=_("Mails about your tickets"),
        required=False,
        choices=[(str(kind), name) for kind, name, _help in STAFF_MAILS],
    )

    def clean_mails(self) -> list[Kind]:
        return [Kind(each) for each in self.cleaned_data["mails"]]

    def clean_staff_mails(self) -> list[StaffKind]:
        return [StaffKind(each) for each in self.cleaned_data["staff_mails"]]

    def explained(self) -> list[dict[str, Any]]:
        """Every kind of mail with its words, and whether it is ticked."""
        return _explained(self["mails"], MAILS)

    def explained_for_staff(self) -> list[dict[str, Any]]:
        return _explained(self["staff_mails"], STAFF_MAILS)


def _explained(
    field: forms.BoundField, mails: Sequence[tuple[str, Any, Any]]
) -> list[dict[str, Any]]:
    ticked = {str(each) for each in field.value() or []}
    return [
        {"value": str(kind), "name": name, "help": told, "on": str(kind) in ticked}
        for kind, name, told in mails
    ]
