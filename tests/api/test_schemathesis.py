"""Schemathesis against the API's own description: no server error, no answer outside of it.

Every operation is asked with data that the description allows and with data that it forbids, by
a token of staff and one of a customer, about things that exist and things that do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from wsgiref.types import StartResponse

import pytest
import schemathesis
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from qendra.intake.phone.actions import add_system
from qendra.project.wsgi import application
from tests.api.calls import Program, program
from tests.cast import Cast, desk
from tests.scenarios.rows_api import WITH_TOKEN
from tests.scenarios.scene import Scene, make_scene


def _read_to_its_end(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
    """The application behind a server that closes each answer, files among them."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


DESCRIPTION = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _read_to_its_end)
OPERATIONS = {
    each.ok().label: each.ok() for each in DESCRIPTION.get_all_operations() if isinstance(each, Ok)
}
AnyCase = Case[Any]
EXAMPLES, EXAMPLES_IF_LONG = 16, 300
# What the description cannot say (a cursor of ours, a start within a year) is answered with 422,
# so that not everything it allows is accepted.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@dataclass(frozen=True)
class Known:
    """Who asks, and what exists: without it nearly every answer would be 404."""

    now: datetime
    callers: list[Program]
    tickets: list[str]
    # The one that may be put off.
    quiet: str
    parameters: dict[str, str]
    receiver: str
    uploads: dict[int, str]

    def parameters_about(self, ticket: str | None) -> dict[str, str]:
        """Those of the path; none at all where it is about nothing known."""
        return self.parameters | {"ticket_id": ticket} if ticket else {}


@pytest.fixture
def known(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Known:
    # All requests share the one transaction of the test; none may end its connection.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    now = datetime.now(UTC)
    scene = make_scene(cast, now)
    # What a telephone system posts is signed; that the signature is asked for, test_calls shows.
    system = add_system(actor=desk(cast.jon), now=now, name="House")
    monkeypatch.setattr(
        "qendra.api.views.calls.system_that_signed",
        lambda headers, *_: system if headers.get("webhook-signature") else None,
    )
    callers = [
        program(cast.elira, per_minute=1_000_000),
        program(cast.alba, cast.northwind, per_minute=1_000_000),
    ]
    return Known(
        now=now,
        callers=callers,
        tickets=[scene.ticket_id, scene.resolved_id],
        quiet=scene.id_of(scene.quiet),
        parameters=_parameters(scene),
        receiver=scene.webhook.url,
        uploads={each.token.id: each.upload("a.txt", b"x").body["id"] for each in callers},
    )


def test_it_knows_all_operations() -> None:
    assert len(OPERATIONS) == len(WITH_TOKEN)


@pytest.mark.parametrize("label", OPERATIONS)
def test_it_answers_as_described(label: str, known: Known, request: pytest.FixtureRequest) -> None:
    examples = EXAMPLES_IF_LONG if request.getfixturevalue("is_long") else EXAMPLES
    good = _statuses(label, GenerationMode.POSITIVE, known, examples)
    bad = _statuses(label, GenerationMode.NEGATIVE, known, examples)
    # Else nothing was asked of it but whether it refuses, or nothing that it has to refuse.
    assert min(good) < 300
    assert max(bad) >= 400


def _statuses(label: str, mode: GenerationMode, known: Known, examples: int) -> set[int]:
    """Ask so many times, the same every time; every answer is as described, or an error says it."""
    statuses = set()

    @seed(20260311)
    @settings(
        max_examples=examples,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        caller = data.draw(st.sampled_from(known.callers))
        about = data.draw(st.sampled_from([*known.tickets, *known.tickets, None]))
        if about and label.endswith("/deferral"):
            about = known.quiet
        case = data.draw(_cases(label, mode, caller, known.parameters_about(about)))
        if mode is GenerationMode.POSITIVE and data.draw(st.sampled_from([True, True, False])):
            _name_what_exists(case, known, caller)
        answer = _answer(case)
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    ask()
    return statuses


def _cases(
    label: str, mode: GenerationMode, caller: Program, parameters: Mapping[str, str]
) -> st.SearchStrategy[AnyCase]:
    """Requests of this caller; about what exists where it is named, else about anything."""
    operation = OPERATIONS[label]
    names = {each.name for each in operation.path_parameters}
    fixed = {name: each for name, each in parameters.items() if name in names}
    headers = {"Authorization": f"Bearer {caller.secret}"}
    return operation.as_strategy(mode, path_parameters=fixed or None, headers=headers)


def _name_what_exists(case: AnyCase, known: Known, caller: Program) -> None:
    """A service, a receiver, an upload of the caller, and moments that can be meant."""
    an_hour_ago = (known.now - timedelta(hours=1)).isoformat()
    meant: dict[str, Any] = {
        "service": known.parameters["code"],
        "uploads": [known.uploads[caller.token.id]],
        "url": known.receiver,
        "started_at": an_hour_ago,
        "since": an_hour_ago,
    }
    if isinstance(case.body, dict):
        case.body.update((name, each) for name, each in meant.items() if name in case.body)
        if case.body.pop("delivery", None):
            # A replay is of one delivery, which must be there, or of all since a moment.
            case.body["since"] = an_hour_ago


def _answer(case: AnyCase) -> Response:
    """The answer; what was written for it is undone, so that each example stands alone."""
    with transaction.atomic():
        answer = case.call()
        transaction.set_rollback(True)
    return answer


def _parameters(scene: Scene) -> dict[str, str]:
    return {
        "code": scene.cast.transit.code,
        "customer_id": scene.cast.northwind.external_id,
        "contact_id": str(scene.cast.alba.memberships.get().id),
        "file_id": str(scene.shown_file.id),
        "webhook_id": str(scene.webhook.id),
    }
