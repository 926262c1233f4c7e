"""Pages travel compressed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PagesAreCompressed(GZipMiddleware):
    """Compress what people read, for browsers that ask for it.

    Files are left alone: most are compressed already, and a browser shows the progress of a
    download only when it knows the size. Django adds random bytes to every compressed answer and
    masks its tokens anew each time, so that sizes tell a listener nothing (BREACH).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response
