"""The PIN of a contact, as they choose it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qendra.intake.phone.pins import LONGEST


class PinForm(forms.Form):
    """Whether it is one, the action decides."""

    pin = forms.CharField(
        label=_("New PIN"),
        max_length=LONGEST,
        help_text=_("Six to eight digits that nobody guesses."),
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "new-password", "dir": "ltr"}
        ),
    )
