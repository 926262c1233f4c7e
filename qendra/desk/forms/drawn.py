"""A form that knows which version of the ticket it was drawn from."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_INCOMPLETE = {
    "required": _("This form was incomplete. Look at the ticket and send it again."),
    "invalid": _("This form was incomplete. Look at the ticket and send it again."),
}


class DrawnForm(forms.Form):
    """``version`` of the ticket and the last entry ``seen`` when the page was drawn.

    Templates write both from the ticket, never from the form, so that a form shown again
    after a crossing stands on what its reader sees now.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages=_INCOMPLETE)
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=_INCOMPLETE)

    def last_seen(self) -> int | None:
        """The last entry that was on the page, if the form says so."""
        seen = getattr(self, "cleaned_data", {}).get("seen")
        return seen if isinstance(seen, int) else None
