"""The provider's logo, which pages show in place of the first letter of the name."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from qendra.catalogue.selectors import provider
from qendra.files.storage import open_file


@require_safe
def logo(request: HttpRequest, version: str) -> FileResponse:
    """The picture, kept for a year under its own address; 404 for any other address.

    Never a page of ours: whatever a browser makes of the bytes, they may do nothing.
    """
    ours = provider()
    if not ours.logo_id or version != ours.logo_version:
        raise Http404
    try:
        file = open_file(ours.logo_id)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=ours.logo_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
