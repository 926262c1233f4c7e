"""Transports in words: what each is called and for, and the form that it is set up with."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.desk.settings.forms import MONO
from qendra.paging.forms import Field, check_url
from qendra.paging.kinds import SHAPES, Asked, Kind

_HOOK = Field(
    gettext_lazy("Address of the incoming webhook"),
    gettext_lazy(
        "Whoever knows it can write into the channel: it is stored encrypted and never shown"
        " again. Leave it empty to keep the present one."
    ),
)
FIELDS: Mapping[tuple[Kind, str], Field] = {
    (Kind.NTFY, "server"): Field(
        gettext_lazy("Server"), gettext_lazy("ntfy.sh is free for everybody; your own is yours.")
    ),
    (Kind.NTFY, "token"): Field(
        gettext_lazy("Access token"),
        gettext_lazy(
            "Only where the server asks for one (tk_…). Stored encrypted and never shown again."
            " Leave it empty to keep the present one."
        ),
    ),
    (Kind.GOTIFY, "server"): Field(
        gettext_lazy("Server"), gettext_lazy("The address under which you open Gotify.")
    ),
    (Kind.SLACK, "url"): _HOOK,
    (Kind.MATTERMOST, "url"): _HOOK,
    (Kind.TEAMS, "url"): _HOOK,
}


class TransportForm(forms.Form):
    """Name, and what this kind of transport asks for."""

    def __init__(self, *args: object, kind: Kind, is_new: bool, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # as forms.Form takes them
        self.fields["name"] = forms.CharField(
            label=_("Name"),
            max_length=60,
            help_text=_("As people read it who choose how they are reached."),
        )
        for each in SHAPES[kind].asked:
            self.fields[each.name] = _field(kind, each, is_new=is_new)
        self.fields["is_active"] = forms.BooleanField(
            label=_("In use"),
            required=False,
            help_text=_("Otherwise nobody is paged by it, and it cannot be chosen."),
        )


def _field(kind: Kind, asked: Asked, *, is_new: bool) -> forms.Field:
    said = FIELDS[kind, asked.name]
    secret = forms.PasswordInput(attrs={**MONO, "autocomplete": "new-password"})
    field = forms.CharField(
        label=said.label,
        help_text=said.help,
        max_length=2000,
        required=asked.is_needed and (is_new or not asked.is_secret),
        widget=secret if asked.is_secret else forms.TextInput(attrs=MONO),
    )
    if asked.is_url:
        field.validators.append(check_url)
    return field
