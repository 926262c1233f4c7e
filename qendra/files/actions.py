"""Keeping a content."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from qendra.files.models import StoredFile
from qendra.files.storage import TooLarge, write_content
from qendra.lib.errors import Refused


@transaction.atomic
def keep_file(
    *, content: Iterable[bytes] | bytes, now: datetime, limit: int | None = None
) -> StoredFile:
    """Keep a content and return its row; the same content again returns the same row.

    The bytes are durable before the row is written. A caller whose transaction rolls back
    leaves bytes without a row behind, which cost space and nothing else.
    Refused when the content is longer than ``limit`` bytes.
    """
    chunks = [content] if isinstance(content, bytes) else content
    try:
        written = write_content(chunks, limit=limit)
    except TooLarge as error:
        raise Refused(
            _("The file is too large. Files may have up to %(size)s.")
            % {"size": filesizeformat(limit or 0)}
        ) from error
    row = StoredFile(sha256=written.sha256, size=written.size, created_at=now)
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    return StoredFile.objects.get(sha256=written.sha256)
