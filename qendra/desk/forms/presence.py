"""What an open page says of itself."""

from __future__ import annotations

from django import forms

from qendra.live.models import WRITES


class PresenceForm(forms.Form):
    """``page`` names the page, ``writes`` what its reader writes; or it ``leaves``."""

    page = forms.UUIDField()
    writes = forms.ChoiceField(
        choices=[("", ""), *((each, each) for each in WRITES)], required=False
    )
    leaves = forms.BooleanField(required=False)
