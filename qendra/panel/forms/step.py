"""The page of a level's person: what they do with the ticket, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qendra.escalation.ladder import longest_hold
from qendra.tickets import bounds

ACKNOWLEDGE, TAKE, FURTHER, CALLED, HOLD, LOWER = (
    "acknowledge",
    "take",
    "further",
    "called",
    "hold",
    "lower",
)
_DOES = (ACKNOWLEDGE, TAKE, FURTHER, CALLED, HOLD, LOWER)
_HOURS = (1, 2, 4, 8, 24, 48, 72)


class StepForm(forms.Form):
    """One button of several, with words and hours for those that want them."""

    does = forms.ChoiceField(choices=[(each, "") for each in _DOES], required=False)
    words = forms.CharField(
        label=_("Why, or what was said"),
        help_text=_("The customer reads it."),
        required=False,
        max_length=bounds.REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hours = forms.TypedChoiceField(
        label=_("Hold the next level back for"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, priority: str, **options: Any) -> None:
        super().__init__(*args, **options)
        longest = longest_hold(priority)
        self.fields["hours"].choices = [  # type: ignore[attr-defined]  # a choice
            (hours, ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours})
            for hours in _HOURS
            if hours <= longest
        ]
