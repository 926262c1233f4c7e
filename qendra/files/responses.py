"""Serving a file: always as a download, never as a page of ours."""

from __future__ import annotations

import re
from typing import BinaryIO

from django.http import FileResponse, Http404

from qendra.files.models import StoredFile
from qendra.files.names import safe_name
from qendra.files.storage import open_file

UNKNOWN = "application/octet-stream"
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")


def download(stored: StoredFile, filename: str, content_type: str) -> FileResponse:
    """The content as an attachment (RFC 6266) that no browser runs, sniffs or keeps.

    The caller has checked that this person may have it. Http404 when the disk has lost it.
    """
    try:
        file = open_file(stored.sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    return as_download(file, filename, content_type)


def as_download(content: BinaryIO, filename: str, content_type: str) -> FileResponse:
    """The same for a content that is not kept."""
    response = FileResponse(
        content,
        as_attachment=True,
        filename=safe_name(filename),
        content_type=bare_media_type(content_type),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def bare_media_type(raw: str) -> str:
    """``type/subtype`` without parameters, or ``application/octet-stream`` for anything odd."""
    media_type = raw.partition(";")[0].strip().lower()
    return media_type if _MEDIA_TYPE.fullmatch(media_type) else UNKNOWN
