"""The composer: an answer, an internal note or a telephone call, with files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.forms.drawn import DrawnForm
from qendra.desk.forms.verifying import BY_CALL_BACK, NOT_VERIFIED
from qendra.files.fields import FilesField
from qendra.lib.fields import TokenField
from qendra.tickets import bounds
from qendra.tickets.states import State

REPLY, NOTE, CALL = "reply", "note", "call"
MODES = {REPLY: _("Reply"), NOTE: _("Internal note"), CALL: _("Log a call")}
THEN = [
    ("", _("and leave it so")),
    (State.WAITING_CUSTOMER.value, _("and wait for the customer")),
    (State.RESOLVED.value, _("and resolve")),
]
DIRECTIONS = [
    ("in", pgettext_lazy("call", "They called us")),
    ("out", pgettext_lazy("call", "We called them")),
]


def modes_of(person: Person) -> list[str]:
    """What this person may write on a ticket."""
    return [REPLY, NOTE, CALL] if person.has_right(Right.WORK) else [NOTE]


class ComposeForm(DrawnForm):
    """``modes``: what this person may write here."""

    token = TokenField()
    mode = forms.ChoiceField(choices=list(MODES.items()))
    text = forms.CharField(
        label=_("Text"),
        max_length=bounds.WORDS,
        widget=forms.Textarea(attrs={"class": "composer__text", "rows": 5}),
        error_messages={"required": _("Write something first; a file alone says little.")},
    )
    then = forms.ChoiceField(label=_("And then"), choices=THEN, required=False)
    direction = forms.ChoiceField(
        label=_("Who called"), choices=DIRECTIONS, required=False, initial="in"
    )
    with_whom = forms.CharField(label=_("Spoke with"), max_length=200, required=False)
    verified = forms.ChoiceField(
        label=_("Who it was"), choices=[NOT_VERIFIED, BY_CALL_BACK], required=False
    )
    attachments = FilesField(label=_("Files"), required=False)

    def __init__(self, *args: Any, modes: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.modes = modes
        mode = self.fields["mode"]
        mode.initial = modes[0]
        mode.choices = [(each, MODES[each]) for each in modes]  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> str:
        """The mode to show as chosen."""
        value = self["mode"].value()
        return value if value in self.modes else self.modes[0]

    def named_modes(self) -> tuple[tuple[str, str], ...]:
        """What may be written here, with its names."""
        return tuple((mode, str(MODES[mode])) for mode in self.modes)
