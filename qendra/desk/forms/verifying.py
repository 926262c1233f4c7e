"""How we know who was on the telephone, where a form writes down what they decided."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qendra.intake.phone.models import Method

NOT_VERIFIED = ("no", _("Not verified"))
BY_CALL_BACK = (Method.CALL_BACK.value, Method.CALL_BACK.label)
BY_PIN = (Method.PIN.value, Method.PIN.label)


class VerifyingForm(forms.Form):
    """Whoever uses a right on the telephone was verified."""

    verified = forms.ChoiceField(
        label=_("How do we know that it was them?"), choices=[BY_CALL_BACK, BY_PIN]
    )
    pin = forms.CharField(
        label=_("PIN"),
        help_text=_("Only when they called from the number on file."),
        required=False,
        max_length=8,
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}
        ),
    )
