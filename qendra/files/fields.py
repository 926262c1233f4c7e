"""A form field for several files, and what a page says about files before any is chosen."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from qendra.files.names import safe_name

MOST_FILES = 10
MOST_BYTES = 25 * 2**20


def file_limits() -> dict[str, object]:
    """``file_limits`` (a sentence), ``file_most`` (bytes of one), ``file_count`` for a page."""
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
