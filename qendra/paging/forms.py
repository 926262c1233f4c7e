"""Transports and addresses in words, and the field that takes an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.lib import receivers
from qendra.paging.kinds import SHAPES, AddressKind, Kind, as_address

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MONO = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


@dataclass(frozen=True, slots=True)
class Said:
    """A kind of transport as pages speak of it.

    ``told``: to the administrator; ``chosen``: to whoever chooses how they are reached, if other.
    """

    name: _StrOrPromise
    told: _StrOrPromise
    icon: str
    chosen: _StrOrPromise = ""

    @property
    def for_people(self) -> _StrOrPromise:
        return self.chosen or self.told


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: its name to people, and what helps."""

    label: _StrOrPromise
    help: _StrOrPromise = ""


_SMS = gettext_lazy("A short message that fits into one SMS, with a link and a code.")
_CALL = gettext_lazy("The telephone rings, and a voice says what has happened.")

SAID: Mapping[Kind, Said] = {
    Kind.NTFY: Said(
        "ntfy",
        gettext_lazy("Push to telephones by the ntfy app: a topic for everybody, no account."),
        "bell",
    ),
    Kind.GOTIFY: Said(
        "Gotify",
        gettext_lazy("Push to telephones by your own Gotify server."),
        "bell",
    ),
    Kind.SLACK: Said("Slack", gettext_lazy("A message in a channel of Slack."), "note"),
    Kind.MATTERMOST: Said(
        "Mattermost", gettext_lazy("A message in a channel of Mattermost."), "note"
    ),
    Kind.TEAMS: Said(
        "Microsoft Teams",
        gettext_lazy("A card in a channel of Teams, by a workflow with a webhook."),
        "note",
    ),
    Kind.WEBHOOK: Said(
        gettext_lazy("Signed webhook"),
        gettext_lazy("JSON to a program of a person's own, signed."),
        "send",
    ),
    Kind.TWILIO_SMS: Said(gettext_lazy("SMS by Twilio"), _SMS, "phone"),
    Kind.VONAGE_SMS: Said(gettext_lazy("SMS by Vonage"), _SMS, "phone"),
    Kind.HTTP_SMS: Said(
        gettext_lazy("SMS by another gateway"),
        gettext_lazy("Any gateway that takes it by HTTP: you write the request as it wants it."),
        "phone",
        _SMS,
    ),
    Kind.TWILIO_VOICE: Said(gettext_lazy("Calls by Twilio"), _CALL, "phone"),
    Kind.VONAGE_VOICE: Said(gettext_lazy("Calls by Vonage"), _CALL, "phone"),
    Kind.HTTP_VOICE: Said(
        gettext_lazy("Calls by another gateway"),
        gettext_lazy(
            "Any gateway that speaks a text, by HTTP: you write the request as it wants it."
        ),
        "phone",
        _CALL,
    ),
}

ADDRESSES: Mapping[AddressKind, Field] = {
    AddressKind.TOPIC: Field(
        gettext_lazy("Topic"),
        gettext_lazy(
            "Letters and digits that nobody guesses, as a password. The app subscribes to it."
        ),
    ),
    AddressKind.TOKEN: Field(
        gettext_lazy("Token of the application"),
        gettext_lazy("In Gotify under Apps: make one for Qendra and copy its token."),
    ),
    AddressKind.NUMBER: Field(
        gettext_lazy("Telephone number"), gettext_lazy("With the country: +355 69 123 4567")
    ),
    AddressKind.URL: Field(
        gettext_lazy("Address of the program"), gettext_lazy("It begins with https://.")
    ),
}


class AddressField(forms.CharField):
    """An address to which a transport sends."""

    def __init__(self, kind: Kind) -> None:
        said = ADDRESSES[SHAPES[kind].address]
        super().__init__(
            label=said.label,
            help_text=said.help,
            max_length=2000,
            widget=forms.TextInput(attrs=MONO),
        )
        self.kind = kind

    def clean(self, value: str) -> str:
        address = as_address(self.kind, super().clean(value))
        if address is None:
            raise forms.ValidationError(_("This cannot be right. Look for a typing error."))
        if SHAPES[self.kind].address is AddressKind.URL:
            check_url(address)
        return address


class AddressForm(forms.Form):
    """Where a test goes."""

    def __init__(self, *args: object, kind: Kind, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # as forms.Form takes them
        if SHAPES[kind].address is not AddressKind.NONE:
            self.fields["address"] = AddressField(kind)


def check_url(url: str) -> None:
    """Refuse an address to which nothing of ours may go."""
    try:
        receivers.read(url, settings.WEBHOOK_NETWORKS)
    except ValueError as error:
        sentence = _(
            "Nothing may go there: %(reason)s. A server of your own house stands in"
            " QENDRA_WEBHOOK_NETWORKS, which whoever runs the machine sets."
        )
        raise forms.ValidationError(sentence % {"reason": error}) from None
