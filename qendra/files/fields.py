"""A form field for several files, and what a page says about files before any is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from qendra.files.names import safe_name

MOST_FILES = 10
MOST_BYTES = 25 * 2**20


def file_limits() -> dict[str, object]:
    """``file_limits`` (a sentence), ``file_most`` (bytes of one), ``file_count`` for a page."""
    told = _("Up to %(count)d files of %(size)s each.") % {
        "count": MOST_FILES,
        "size": filesizeformat(MOST_BYTES),
    }
    return {"file_limits": told, "file_most": MOST_BYTES, "file_count": MOST_FILES}


class FilesInput(forms.ClearableFileInput):
    """A picker for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none; each within the limits."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:  # type: ignore[override]  # several where Django expects one
        files = [file for file in _listed(data) if file]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("These are %(given)d files. Please send at most %(most)d at once.")
                % {"given": len(files), "most": MOST_FILES}
            )
        for file in files:
            if (file.size or 0) > MOST_BYTES:
                raise forms.ValidationError(_too_large(file))
        return files


def _too_large(file: UploadedFile[bytes]) -> str:
    return _("“%(name)s” has %(size)s. A file may have up to %(most)s; please compress it.") % {
        "name": safe_name(file.name or ""),
        "size": filesizeformat(file.size),
        "most": filesizeformat(MOST_BYTES),
    }


def _listed(data: Any) -> Sequence[UploadedFile[bytes]]:
    return data if isinstance(data, list | tuple) else [data]
