"""Where a form that js/send.js sent goes on, told in a header instead of a redirect.

A script cannot see where a redirect leads without following it; the page behind it would then be
drawn twice, and what it says once (the message of an action) would be used up unseen.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

SENT_BY_SCRIPT = "X-Sent-By-Script"
GO_TO = "X-Go-To"


class SentByScript:
    """Middleware: a redirect of such a request becomes an empty answer that names the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if SENT_BY_SCRIPT not in request.headers or response.status_code not in {301, 302}:
            return response
        told = HttpResponse(status=204, headers={GO_TO: response["Location"]})
        told.cookies = response.cookies
        return told
