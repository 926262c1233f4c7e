"""Files of a ticket."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from qendra.api.access import attachment_for
from qendra.api.fields import Id
from qendra.api.gate import caller_of
from qendra.api.problems import ERRORS, Problem
from qendra.files.responses import download

CONTENT = {
    "description": "The file, as it came",
    "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
}
router = Router(tags=["files"])


@router.get(
    "/{file_id}",
    response={ERRORS: Problem},
    url_name="file",
    openapi_extra={"responses": {200: CONTENT}},
)
def file(request: HttpRequest, file_id: Id) -> HttpResponseBase:
    """The content of a file, always as a download."""
    found = attachment_for(caller_of(request), file_id)
    return download(found.file, found.filename, found.content_type)
