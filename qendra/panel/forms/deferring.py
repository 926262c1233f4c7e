"""What customers say about putting a fault off (P5)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qendra.lib.fields import TokenField
from qendra.tickets import bounds
from qendra.tickets.deferral import WORSE
from qendra.tickets.models import IMPACT_NAMES
from qendra.tickets.priority import Impact


class ProposeForm(forms.Form):
    """It can wait, and a word about it if they like."""

    token = TokenField()
    text = forms.CharField(
        label=_("What should we know?"),
        required=False,
        max_length=bounds.REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerForm(forms.Form):
    """Agree or decline, and a word about it if they like."""

    answer = forms.ChoiceField(choices=[("agree", ""), ("decline", "")])
    text = forms.CharField(
        label=_("What should we know?"),
        required=False,
        max_length=bounds.REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WorseForm(forms.Form):
    """It has become worse: how much, and what they see."""

    token = TokenField()
    impact = forms.ChoiceField(
        label=_("What does it do now?"),
        choices=[(str(impact), IMPACT_NAMES[impact]) for impact in Impact if impact in WORSE],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What do you see?"),
        max_length=bounds.WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
