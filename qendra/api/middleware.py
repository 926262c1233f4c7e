"""What every answer under ``/api/`` has: problem details when it failed, and the rate limit."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from qendra.api.gate import rate_of
from qendra.api.problems import MEDIA_TYPE, problem
from qendra.files.fields import MOST_BYTES

ROOT = "/api/"
# What Django's own answers say in their headers, beside the page.
KEPT = {"Allow", "Retry-After"}
UPLOADS = "/api/v1/uploads"


class ApiAnswers:
    """Around everything that answers below ``/api/``; other addresses pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            # Its body would look empty to everything behind here.
            return problem(411)
        if _length(request) > _most(request):
            return problem(413)
        response = _as_problem(self.get_response(request))
        if rate := rate_of(request):
            for name, value in rate.headers().items():
                response[name] = value
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _most(request: HttpRequest) -> int:
    """The most bytes of a body; where files are sent, one file and what stands around it."""
    words = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return MOST_BYTES + words if request.path_info == UPLOADS else words


def _length(request: HttpRequest) -> int:
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isascii() and stated.isdigit() else 0


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """Django's own pages and plain words for errors become problem details."""
    is_told = response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)
    if response.status_code < 400 or is_told:
        return response
    told = problem(response.status_code)
    for name in KEPT & response.headers.keys():
        told[name] = response.headers[name]
    return told
