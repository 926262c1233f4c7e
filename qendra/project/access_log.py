"""One line for each request, when logs are JSON; and on every line which request it was."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase

from qendra.accounts.models import Person
from qendra.api.access import Caller
from qendra.lib import log_fields
from qendra.project.log_lines import without_secrets

logger = logging.getLogger(__name__)


class AccessLog:
    """Outermost of all: what others log while they answer carries the request's ID and path.

    The path goes without query, where people write words, and without the secrets of links.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = monotonic()
        path = without_secrets(request.path)
        with log_fields.about(request_id=uuid4().hex, path=path):
            response = self.get_response(request)
            log_fields.note(
                method=request.method,
                status=response.status_code,
                duration_ms=round((monotonic() - began) * 1000, 1),
                **_person(request),
            )
            logger.info("%s %s %d", request.method, path, response.status_code)
        return response


def _person(request: HttpRequest) -> dict[str, int]:
    """The key of whoever asked, if the answer needed to know; no query is made for a log line."""
    caller = getattr(request, "auth", None)
    person = caller.person if isinstance(caller, Caller) else getattr(request, "_cached_user", None)
    return {"person": person.pk} if isinstance(person, Person) else {}
