"""How somebody is reached: an address to a transport, the code of a test, and when."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qendra.paging.forms import AddressForm

CONFIRM, TEST, SAVE, UP, REMOVE = "confirm", "test", "save", "up", "remove"


class NewWayForm(AddressForm):
    """Another way; nothing but *only Critical* where the transport itself is the address."""

    only_critical = forms.BooleanField(label=_("Only for Critical"), required=False)
    field_order = ("address", "only_critical")


class WayForm(forms.Form):
    """What is done with a way that is there."""

    does = forms.ChoiceField(choices=[(each, each) for each in (CONFIRM, TEST, SAVE, UP, REMOVE)])
    only_critical = forms.BooleanField(
        label=_("Only for Critical"),
        required=False,
        help_text=_("Otherwise for every priority, at all hours."),
    )
    pin = forms.RegexField(
        label=_("PIN"),
        regex=r"^[0-9]{4,8}$",
        required=False,
        help_text=_("Four to eight digits, typed before the key that answers. Empty: none."),
        error_messages={"invalid": _("Four to eight digits, and nothing else.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
    )
    code = forms.CharField(
        label=_("The code that it says"),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}
        ),
    )
