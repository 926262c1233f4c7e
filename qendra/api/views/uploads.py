"""Files sent ahead of the report, the reply or the note that will name them."""

from __future__ import annotations

import hashlib
from typing import Annotated

from django.http import HttpRequest
from ninja import File, Router, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile

from qendra.api.access import may_send_files
from qendra.api.actions import keep_upload
from qendra.api.gate import caller_of
from qendra.api.problems import ERRORS, Problem
from qendra.api.uploads import UploadOut, upload_out
from qendra.api.writing import IdempotencyKey, write_once
from qendra.files.fields import MOST_BYTES

router = Router(tags=["files"])


@router.post("", response={201: UploadOut, ERRORS: Problem}, url_name="upload")
def upload(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    idempotency_key: IdempotencyKey = None,
) -> Status[UploadOut]:
    """Send a file ahead; a report, a reply or a note names its ID within a day."""
    caller = may_send_files(caller_of(request))
    if sum(len(each) for _name, each in request.FILES.lists()) > 1:
        raise HttpError(422, "file: send one file at a time; each is an upload of its own.")
    if (file.size or 0) > MOST_BYTES:
        raise HttpError(413, f"The file is too large; at most {MOST_BYTES // 2**20} MB are taken.")
    written = write_once(
        caller,
        idempotency_key,
        _identity(request, file),
        UploadOut,
        lambda now: upload_out(
            keep_upload(
                token=caller.token,
                content=file.chunks(),
                filename=file.name or "",
                content_type=file.content_type or "",
                now=now,
            )
        ),
    )
    return Status(201, written)


def _identity(request: HttpRequest, file: UploadedFile) -> bytes:
    """What makes it the same request: name, type and content; the boundary differs each time."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    parts = (request.method, request.path, file.name, file.content_type, digest.hexdigest())
    return "\n".join(str(part) for part in parts).encode(errors="surrogatepass")
