"""A page that says what the API can do; drawn on the server, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from qendra.api.operations import api


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it."""

    method: str
    path: str
    told: str


@require_safe
def reading(request: HttpRequest) -> HttpResponse:
    """Every operation of the description, in its order."""
    context = {"operations": list(_operations()), "openapi": reverse("api:openapi-json")}
    return render(request, "api/reading.html", context)


def _operations() -> Iterator[Operation]:
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            yield Operation(method.upper(), path, operation.get("description", ""))
