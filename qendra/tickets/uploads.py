"""Files that came with a form, made durable before the action that names them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from qendra.files.actions import keep_file
from qendra.files.fields import MOST_BYTES
from qendra.files.names import safe_name
from qendra.files.responses import bare_media_type
from qendra.tickets.actions.writing import KeptFile


def kept(files: Iterable[UploadedFile[bytes]], now: datetime) -> tuple[KeptFile, ...]:
    """The files, kept, under harmless names. Refused when one is too large."""
    return tuple(
        KeptFile(
            file=keep_file(content=file.chunks(), now=now, limit=MOST_BYTES),
            filename=safe_name(file.name or ""),
            content_type=bare_media_type(file.content_type or ""),
        )
        for file in files
    )
