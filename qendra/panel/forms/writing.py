"""What customers write on a ticket: an answer, a request for the next level."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from qendra.escalation.models import Reason
from qendra.files.fields import FilesField
from qendra.lib.fields import TokenField
from qendra.satisfaction.rules import MOST_WORDS, SCORES
from qendra.tickets import bounds

_NUMBER = re.compile(r"[+0-9][0-9 ()./-]*")


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
    why = forms.ChoiceField(label=_("What is it about?"), choices=Reason.choices, required=False)
    reason = forms.CharField(
        label=_("What are you not satisfied with?"),
        max_length=bounds.REASON,
        help_text=_("In English, please: the next level reads it as you write it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    call_back = forms.BooleanField(label=_("Please call me back"), required=False)
    number = forms.CharField(
        label=_("Number"),
        required=False,
        max_length=40,
        help_text=_("With the country code: +355 69 123 4567."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
    )

    def clean_number(self) -> str:
        """The number that was written, else the one that we know; a request never fails for it."""
        if not self.cleaned_data.get("call_back"):
            return ""
        number = self.cleaned_data["number"].strip()
        if not number:
            return str(self.initial.get("number") or "")
        if not _NUMBER.fullmatch(number) or sum(each.isdigit() for each in number) < 6:
            raise forms.ValidationError(_("Write the number on which we reach you."))
        return str(number)


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


class RatingForm(forms.Form):
    """How our help was, in one answer and, if they like, a few words (G2)."""

    score = forms.ChoiceField(
        label=_("How was our help?"),
        choices=[(str(score), "") for score in SCORES],
        error_messages={"required": _("Choose one of the five answers.")},
    )
    words = forms.CharField(
        label=_("What should we know?"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_score(self) -> int:
        return int(self.cleaned_data["score"])
