"""What customers write on a ticket: an answer, a request for the next level."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qendra.files.fields import FilesField
from qendra.lib.fields import TokenField
from qendra.tickets import bounds


class ReplyForm(forms.Form):
    """An answer with files."""

    token = TokenField()
    text = forms.CharField(
        label=_("Write to us"),
        max_length=bounds.WORDS,
        widget=forms.Textarea(attrs={"class": "composer__text", "rows": 4}),
        error_messages={"required": _("Write something first; a file alone says little.")},
    )
    attachments = FilesField(label=_("Files"), required=False)


class ReopenForm(forms.Form):
    """What the customer sees instead of a repaired service."""

    token = TokenField()
    text = forms.CharField(
        label=_("What do you see?"),
        max_length=bounds.WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class EscalateForm(forms.Form):
    """Why the next level should look at it (E2, E4)."""

    token = TokenField()
    reason = forms.CharField(
        label=_("What are you not satisfied with?"),
        max_length=bounds.REASON,
        help_text=_("In English, please: the next level reads it as you write it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    call_back = forms.BooleanField(label=_("Please call me back"), required=False)


class FilterForm(forms.Form):
    """Which tickets to list."""

    q = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Ticket ID, service or words")}
        ),
    )
    show = forms.ChoiceField(
        required=False,
        choices=[("open", _("Open")), ("closed", _("Closed")), ("all", _("All"))],
    )


class DisputeForm(forms.Form):
    """The two buttons of a confirmation page, and what still is wrong if anything."""

    answer = forms.ChoiceField(choices=[("works", ""), ("broken", "")])
    text = forms.CharField(
        label=_("If it does not work: what do you see?"),
        required=False,
        max_length=bounds.WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
