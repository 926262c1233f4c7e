"""Transports in words: what each is called and for, and the form that it is set up with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.desk.settings.forms import MONO
from qendra.paging.forms import Field, check_url
from qendra.paging.gateway import JSON, is_statuses, without_marks
from qendra.paging.kinds import BY_TEMPLATE, SHAPES, Asked, Kind
from qendra.paging.presets import private_key_of

_HOOK = Field(
    gettext_lazy("Address of the incoming webhook"),
    gettext_lazy(
        "Whoever knows it can write into the channel: it is stored encrypted and never shown"
        " again. Leave it empty to keep the present one."
    ),
)
_HIDDEN = gettext_lazy(
    "Stored encrypted and never shown again. Leave it empty to keep the present one."
)
_ACCOUNT_SID = Field("Account SID", gettext_lazy("On the first page of the console: AC…"))
_AUTH_TOKEN = Field("Auth Token", _HIDDEN)
_SIGNATURE = Field(
    gettext_lazy("Signature secret"),
    gettext_lazy(
        "By it we know that an answer is from Vonage; without it none is taken. Stored encrypted"
        " and never shown again."
    ),
)
_POSTED = gettext_lazy("In what it posts to us, a form or JSON.")
_PLACES = gettext_lazy(
    "In address, headers and body stand {to}, {text}, {sender}, {id}, {language} and {secret} for"
    " what is sent; in a call also {answer_url} and {digits}."
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
    **dict.fromkeys(((Kind.TWILIO_SMS, "account"), (Kind.TWILIO_VOICE, "account")), _ACCOUNT_SID),
    **dict.fromkeys(((Kind.TWILIO_SMS, "token"), (Kind.TWILIO_VOICE, "token")), _AUTH_TOKEN),
    (Kind.VONAGE_SMS, "account"): Field(gettext_lazy("API key")),
    (Kind.VONAGE_SMS, "token"): Field(gettext_lazy("API secret"), _HIDDEN),
    (Kind.VONAGE_SMS, "signature"): _SIGNATURE,
    (Kind.VONAGE_VOICE, "signature"): _SIGNATURE,
    (Kind.HTTP_VOICE, "in_text"): Field(
        gettext_lazy("Name of the keys that were pressed"), _POSTED
    ),
    (Kind.HTTP_VOICE, "in_id"): Field(gettext_lazy("Name of the ID of the call"), _POSTED),
    (Kind.VONAGE_VOICE, "account"): Field(gettext_lazy("ID of the application")),
    (Kind.VONAGE_VOICE, "token"): Field(gettext_lazy("Private key of the application"), _HIDDEN),
}
# Of every kind of gateway.
OF_GATEWAYS: Mapping[str, Field] = {
    "sender": Field(
        gettext_lazy("Sender"), gettext_lazy("The number, or the name, that the telephone shows.")
    ),
    "server": Field(
        gettext_lazy("Server"), gettext_lazy("Another one only for a region of its own.")
    ),
    "method": Field(gettext_lazy("Method")),
    "url": Field(gettext_lazy("Address"), _PLACES),
    "headers": Field(gettext_lazy("Headers"), gettext_lazy("One a line: Name: value")),
    "secret": Field(
        gettext_lazy("Secret"), gettext_lazy("Stands where {secret} stands. Never shown again.")
    ),
    "format": Field(gettext_lazy("Format of the body")),
    "body": Field(
        gettext_lazy("Body"),
        gettext_lazy("For a form one field a line, name={text}; else the whole JSON or text."),
    ),
    "statuses": Field(gettext_lazy("Taken when the status is"), "2xx, 200, 202"),
    "accepted_at": Field(
        gettext_lazy("And when at this place of the answer"),
        gettext_lazy("A path into its JSON, such as messages.0.status"),
    ),
    "accepted_is": Field(
        gettext_lazy("one of these words stands"), gettext_lazy("Words with commas between.")
    ),
    "in_sender": Field(gettext_lazy("Name of the sender of an SMS to us"), _POSTED),
    "in_text": Field(gettext_lazy("Name of its words"), _POSTED),
    "in_id": Field(gettext_lazy("Name of its ID"), _POSTED),
    "id_at": Field(
        gettext_lazy("Its own ID of the message stands at"),
        gettext_lazy("A path, such as messages.0.id"),
    ),
}


# What most leave as it begins.
FURTHER = frozenset(
    {"statuses", "accepted_at", "accepted_is", "id_at", "in_sender", "in_text", "in_id"}
)


class TransportForm(forms.Form):
    """Name, and what this kind of transport asks for."""

    def __init__(self, *args: object, kind: Kind, is_new: bool, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # as forms.Form takes them
        self.fields["name"] = forms.CharField(
            label=_("Name"),
            max_length=60,
            help_text=_("As people read it who choose how they are reached."),
        )
        self.kind = kind
        for each in SHAPES[kind].asked:
            self.fields[each.name] = _field(kind, each, is_new=is_new)
        self.fields["is_active"] = forms.BooleanField(
            label=_("In use"),
            required=False,
            help_text=_("Otherwise nobody is paged by it, and it cannot be chosen."),
        )

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in FURTHER]

    @property
    def further_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name in FURTHER]

    @property
    def is_further_wrong(self) -> bool:
        return any(field.errors for field in self.further_fields)

    def clean(self) -> dict[str, object]:
        given = super().clean() or self.cleaned_data
        for name, sentence in _misread(self.kind, given):
            self.add_error(name, sentence)
        return given


def _misread(kind: Kind, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What of a gateway's settings cannot be, by field."""
    if kind is Kind.VONAGE_VOICE and given.get("token"):
        try:
            private_key_of(given["token"])
        except ValueError:
            yield "token", _("This is no private key. It begins with -----BEGIN PRIVATE KEY-----.")
    if kind not in BY_TEMPLATE:
        return
    if given.get("format") == JSON:
        try:
            json.loads(given.get("body", ""))
        except ValueError as error:
            yield "body", _("This is not JSON: %(reason)s") % {"reason": error}
    if not is_statuses(given.get("statuses", "")):
        yield "statuses", _("Write statuses like 2xx or 200, 202.")
    if any(":" not in line for line in given.get("headers", "").splitlines() if line.strip()):
        yield "headers", _("Write one header a line, like Name: value.")


def _field(kind: Kind, asked: Asked, *, is_new: bool) -> forms.Field:
    said = FIELDS.get((kind, asked.name)) or OF_GATEWAYS[asked.name]
    is_needed = asked.is_needed and (is_new or not asked.is_secret)
    if asked.choices:
        return forms.ChoiceField(
            label=said.label, help_text=said.help, choices=[(each, each) for each in asked.choices]
        )
    field = forms.CharField(
        label=said.label,
        help_text=said.help,
        max_length=6000,
        required=is_needed,
        widget=_widget(asked),
    )
    if asked.is_url:
        field.validators.append(check_template if kind in BY_TEMPLATE else check_url)
    return field


def _widget(asked: Asked) -> forms.Widget:
    if asked.is_long:
        # A key of many lines: hidden ones have one only. It is never drawn with what it was.
        return forms.Textarea(attrs={**MONO, "rows": 4})
    if asked.is_secret:
        return forms.PasswordInput(attrs={**MONO, "autocomplete": "new-password"})
    return forms.TextInput(attrs=MONO)


def check_template(url: str) -> None:
    """The same of an address in which values are named."""
    check_url(without_marks(url))
