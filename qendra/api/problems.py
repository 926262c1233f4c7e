"""Every error as problem details (RFC 9457), with one sentence for the person behind it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from qendra.api.actions import OtherRequest
from qendra.lib.errors import Refused

MEDIA_TYPE = "application/problem+json"
DETAILS = {
    400: "The body is no JSON that can be read, or no form with a file.",
    401: "Send a token that is neither expired nor revoked: Authorization: Bearer qendra_…",
    403: "This token may not do this.",
    404: "There is nothing at this address, or nothing that this token may see.",
    405: "This address does not know this method.",
    411: "Say how long the body is: Content-Length; pieces of unknown length are not taken.",
    413: "The body is too large; at most 5 MB are taken, and files of 25 MB.",
    500: "Something went wrong on our side; either everything was kept or nothing.",
    503: "Our records cannot be reached just now; send the same again, with the same key.",
}


class FieldProblem(Schema):
    """What is wrong with one value: where it stands, and a sentence."""

    where: str
    detail: str


class Problem(Schema):
    """Problem details (RFC 9457); ``errors`` for values that are wrong."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None


ERRORS = frozenset({400, 401, 403, 404, 409, 411, 413, 422, 429})


def problem(
    status: int, detail: str = "", errors: Iterable[dict[str, str]] | None = None
) -> HttpResponse:
    """The answer for this status."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or DETAILS.get(status, "The request was not understood."),
    }
    if errors is not None:
        body["errors"] = list(errors)
    # In ASCII: what is quoted may hold what UTF-8 cannot say.
    response = HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def answer_with_problems(api: NinjaAPI) -> None:
    """Teach the API what to answer to whatever stops an operation."""
    api.add_exception_handler(Http404, _nothing_there)
    api.add_exception_handler(HttpError, _refused_by_http)
    api.add_exception_handler(ValidationError, _wrong_values)
    api.add_exception_handler(Refused, _refused)


def _nothing_there(request: HttpRequest, error: Http404 | type[Http404]) -> HttpResponse:
    return problem(404)


def _refused(request: HttpRequest, refusal: Refused | type[Refused]) -> HttpResponse:
    return problem(422 if isinstance(refusal, OtherRequest) else 409, str(refusal))


def _refused_by_http(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    if isinstance(error, type):  # by the framework's types; what is raised is never a class
        return problem(500)
    # The framework's own words are not sentences; ours come with a blank in them.
    detail = error.message if " " in error.message and error.status_code != 400 else ""
    return problem(error.status_code, detail)


def _wrong_values(
    request: HttpRequest, error: ValidationError | type[ValidationError]
) -> HttpResponse:
    if isinstance(error, type):  # as above
        return problem(500)
    errors = [{"where": _where(each), "detail": _sentence(each)} for each in error.errors]
    said = "; ".join(f"{each['where']}: {each['detail']}" for each in errors[:3])
    return problem(422, f"Some values are wrong: {said}", errors)


def _where(error: dict[str, Any]) -> str:
    """``body.subject``: the name of the function's parameter says nothing to the sender."""
    place = [str(part) for part in error.get("loc", ())]
    if place[:1] == ["body"]:
        place = ["body", *place[2:]]
    return ".".join(place)


def _sentence(error: dict[str, Any]) -> str:
    return str(error.get("msg", "wrong")).removeprefix("Value error, ")
