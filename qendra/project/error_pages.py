"""The answer to what nobody caught: the page of 500, or of 503 while the database is away."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from qendra.project.away import is_away

# Seconds. A restart of PostgreSQL takes less, the failover of a cluster about as long.
RETRY_AFTER = 10


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls it while it handles the error, which is therefore at hand.

    The page of 503 asks neither database nor session, says that what was sent is kept as a
    whole or not at all, and carries ``Retry-After`` in seconds (RFC 9110).
    """
    if not is_away(sys.exception()):
        return defaults.server_error(request)
    answer = HttpResponse(render_to_string("503.html"), status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    answer["Cache-Control"] = "no-store"
    return answer
