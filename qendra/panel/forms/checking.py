"""The form that checks a document."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    """A check hash, typed with whatever stands between its digits."""

    hash = forms.CharField(
        label=_("Check hash"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )

    def digits(self) -> str:
        """The digits alone; a dash where there are none."""
        return re.sub(r"[^0-9a-f]", "", str(self.cleaned_data["hash"]).lower()) or "-"
