"""Files that were sent ahead, where a report, a reply or a note names them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from ninja.errors import HttpError
from pydantic import Field

from qendra.api.access import Caller, uploads_for
from qendra.api.models import GOOD_FOR, Upload
from qendra.files.fields import MOST_FILES
from qendra.tickets.actions.writing import KeptFile

Uploads = Annotated[
    list[UUID],
    Field(max_length=MOST_FILES, description="IDs of uploads of the same token, not a day old."),
]


class UploadOut(Schema):
    """A file that was sent ahead. It may be named in ``uploads`` until ``expires_at``."""

    id: UUID
    name: str
    size: int
    content_type: str
    expires_at: datetime


def upload_out(upload: Upload) -> UploadOut:
    return UploadOut(
        id=upload.id,
        name=upload.filename,
        size=upload.file.size,
        content_type=upload.content_type,
        expires_at=upload.created_at + GOOD_FOR,
    )


def files_named(caller: Caller, wanted: Sequence[UUID], now: datetime) -> tuple[KeptFile, ...]:
    """The uploads as files of an entry, in the order given. 422 for one that is not there."""
    if not wanted:
        return ()
    known = uploads_for(caller, now).select_related("file").in_bulk(wanted)
    for each in wanted:
        if each not in known:
            raise HttpError(422, f"uploads: this token has no upload {each} of the last day.")
    return tuple(
        KeptFile(file=upload.file, filename=upload.filename, content_type=upload.content_type)
        for upload in (known[each] for each in dict.fromkeys(wanted))
    )
