"""Form fields of all faces: a moment in a named time zone, and a form's own token."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qendra.lib.plausible import A_YEAR, is_too_long_ago


class MomentField(forms.DateTimeField):
    """A date and time, read in ``zone``, which the page names beside it.

    A moment longer ago than ``within`` is taken for a typing error.
    """

    zone = ZoneInfo("UTC")
    default_error_messages = {
        "invalid": _("Write date and time like 2026-03-31 14:05."),
        "too_long_ago": _("This moment is too long ago. Please check the date."),
    }

    def __init__(self, *, within: timedelta = A_YEAR, **options: Any) -> None:
        self.within = within
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            **options,
        )

    def to_python(self, value: str | datetime | date | None) -> datetime | None:
        with timezone.override(self.zone):
            moment = super().to_python(value)
        if moment is not None and is_too_long_ago(moment, timezone.now(), self.within):
            raise forms.ValidationError(self.error_messages["too_long_ago"], code="too_long_ago")
        return moment

    def prepare_value(self, value: object) -> object:
        with timezone.override(self.zone):
            return super().prepare_value(value)


class TokenField(forms.UUIDField):
    """A number that this drawing of the form has alone: sent twice, it is one thing."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(initial=uuid.uuid4)
