"""Each request is one piece of work."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from qendra.lib.work import piece_of_work


class PieceOfWork:
    """What a request reads of the provider's settings it reads once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with piece_of_work():
            return self.get_response(request)
