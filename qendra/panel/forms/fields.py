"""Form fields of the panel: several files, a moment in a site's time zone, a form's token."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.files.names import safe_name

MOST_FILES = 10
MOST_BYTES = 25 * 2**20


def file_limits() -> dict[str, object]:
    """What a page says about files before any is chosen."""
    told = _("Up to %(count)d files of %(size)d MB each.") % {
        "count": MOST_FILES,
        "size": MOST_BYTES // 2**20,
    }
    return {"file_limits": told, "file_most": MOST_BYTES, "file_count": MOST_FILES}


class FilesInput(forms.ClearableFileInput):
    """A picker for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none; each within the limits."""

    widget = FilesInput

    def clean(self, data: object, initial: object = None) -> list[UploadedFile[bytes]]:
        del initial
        files = _listed(data)
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("These are %(given)d files. Please send at most %(most)d at once.")
                % {"given": len(files), "most": MOST_FILES}
            )
        for file in files:
            _check_size(file)
        return files


class MomentField(forms.DateTimeField):
    """A date and time in the zone of a site, which the page names beside it."""

    zone = ZoneInfo("UTC")
    default_error_messages = {
        "invalid": gettext_lazy("Write date and time like 2026-03-31 14:05."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            **options,
        )

    def to_python(self, value: str | datetime | date | None) -> datetime | None:
        with timezone.override(self.zone):
            return super().to_python(value)


class TokenField(forms.UUIDField):
    """A number that this drawing of the form has alone: sent twice, it is one thing."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(initial=uuid.uuid4)


def _listed(data: object) -> list[UploadedFile[bytes]]:
    given = data if isinstance(data, list | tuple) else [data]
    return [file for file in given if isinstance(file, UploadedFile)]


def _check_size(file: UploadedFile[bytes]) -> None:
    size = file.size or 0
    if size <= MOST_BYTES:
        return
    sentence = _("“%(name)s” has %(size)s. A file may have up to %(most)s: please compress it.")
    raise forms.ValidationError(
        sentence
        % {
            "name": safe_name(file.name or ""),
            "size": filesizeformat(size),
            "most": filesizeformat(MOST_BYTES),
        }
    )
