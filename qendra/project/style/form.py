"""A form with every kind of field, as the page of parts shows it: empty, and refused."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

IMPACTS = [
    ("service_affecting", _("Service affecting")),
    ("degradation", _("Degradation")),
    ("non_service_affecting", _("Non-service affecting")),
]


class EveryField(forms.Form):
    """One field of each kind; nothing is ever sent."""

    subject = forms.CharField(label=_("Subject"), help_text=_("In a few words."))
    circuit = forms.ChoiceField(
        label=_("Circuit"), choices=[("", _("Not sure")), ("1", "DUB-TIA-4246")], required=False
    )
    text = forms.CharField(label=_("Description"), widget=forms.Textarea)
    impact = forms.ChoiceField(
        label=_("What does it do to your service?"), choices=IMPACTS, widget=forms.RadioSelect
    )
    attachments = forms.FileField(label=_("Files"), required=False)


def empty(pane: str) -> EveryField:
    """As somebody finds it."""
    return EveryField(auto_id=f"{pane}-empty-%s", prefix=f"{pane}-empty")


def refused(pane: str) -> EveryField:
    """As it comes back: what was typed is kept, what is missing is named."""
    prefix = f"{pane}-refused"
    form = EveryField(
        {f"{prefix}-subject": "", f"{prefix}-text": "No traffic since 03:00."},
        auto_id=f"{prefix}-%s",
        prefix=prefix,
    )
    form.is_valid()
    return form
