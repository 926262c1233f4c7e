"""The character NUL in an address, which PostgreSQL text cannot hold and no page asks for."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase

from qendra.api.middleware import ROOT as API

NUL = "\x00"


class NulIsNotUnderstood:
    """The page of 400 for NUL in the path or the query.

    Forms refuse NUL in what is posted with a sentence beside the field, and the API checks its
    own parameters.  It stands inside the choice of the language, so that the page is in it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API) and _holds_nul(request):
            raise BadRequest("The address holds the character NUL.")
        return self.get_response(request)


def _holds_nul(request: HttpRequest) -> bool:
    query = (text for name, values in request.GET.lists() for text in (name, *values))
    return NUL in request.path_info or any(NUL in text for text in query)
