"""Whatever is sent, an error is problem details with a sentence, and never ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qendra.tickets.models import Ticket
from tests.api.calls import Answered, program
from tests.cast import Cast, opened

REPORT: dict[str, Any] = {"service": "IPT-10001", "subject": "Down", "description": "No traffic."}
WRONG = [
    {"subject": "a\x00b"},
    {"subject": " "},
    {"subject": "x" * 301},
    {"description": "\ud800"},
    {"description": "x" * 50_001},
    {"circuit_id": "x" * 101},
    {"test_results": "x" * 200_001},
    {"description": 7},
    {"kind": "disaster"},
    {"impact": "high"},
    {"urgency": None},
    {"started_at": "yesterday"},
    {"started_at": "2026-03-11T10:00:00"},
    {"started_at": 1_773_219_600},
    {"started_at": "1773219600"},
    {"started_at": "0001-01-01T00:00:00+14:00"},
    {"ip_address": "300.1.1.1"},
    {"circuit_id": ["a"]},
    {"servise": "IPT-10001"},
    {"service": None},
]


@pytest.mark.parametrize("change", WRONG, ids=str)
def test_wrong_values_are_named(cast: Cast, change: dict[str, Any]) -> None:
    answer = program(cast.alba, cast.northwind).post("/tickets", REPORT | change)
    _check(answer, 422)
    assert f"body.{next(iter(change))}" in [each["where"] for each in answer.body["errors"]]
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        '{"\\ud800": 1}',
        '{"\\u0000": NaN}',
        "",
        "{",
        "[]",
        "null",
        "7",
        '"text"',
        "\ufffe",
        "{" * 2000,
    ],
)
def test_what_is_no_report_is_refused(cast: Cast, text: str) -> None:
    answer = program(cast.alba, cast.northwind).post("/tickets", text)
    assert answer.status in {400, 422}
    _check(answer, answer.status)


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/nowhere", {}, 404),
        ("/tickets/IS-0000-0000-1", {}, 404),
        ("/tickets/a%00b", {}, 422),
        ("/services/a%00b", {}, 422),
        ("/customers/a%00b", {}, 422),
        ("/files/99999999999999999999", {}, 422),
        ("/contacts/0", {}, 422),
        ("/tickets", {"limit": 0}, 422),
        ("/tickets", {"limit": 201}, 422),
        ("/tickets", {"state": "open"}, 422),
        ("/tickets", {"staet": "closed"}, 422),
        ("/tickets", {"updated_since": "1773219600"}, 422),
        ("/services", {"": "0"}, 422),
        ("/tickets", {"service": "\x00"}, 422),
        ("/tickets", {"cursor": "x"}, 422),
        ("/tickets", {"cursor": "\u00e9"}, 422),
        ("/tickets", {"cursor": "OTIyMzM3MjAzNjg1NDc3NTgwNy4x"}, 422),
        ("/tickets", {"updated_since": "9999-12-31T23:59:59-14:00"}, 422),
        ("/services", {"cursor": "LTEuLTE"}, 422),
    ],
)
def test_wrong_addresses_and_questions_are_refused(
    cast: Cast, path: str, query: dict[str, Any], status: int
) -> None:
    _check(program(cast.elira).get(path, **query), status)


def test_a_timeline_is_asked_with_numbers(cast: Cast) -> None:
    address = f"/tickets/{opened(cast).number}/timeline"
    for since in ("-1", str(2**63), "x", ""):
        _check(program(cast.elira).get(address, since=since), 422)


def test_a_wrong_method_is_told_the_right_ones(cast: Cast) -> None:
    answer = Client().delete("/api/v1/tickets")
    assert answer.status_code == 405
    assert {each.strip() for each in answer["Allow"].split(",")} == {"GET", "POST"}
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 405


@pytest.mark.parametrize("key", ["k" * 201, "k" * 9000, "a\x00b", ""], ids=len)
def test_a_key_that_cannot_be_kept_is_refused(cast: Cast, key: str) -> None:
    caller = program(cast.alba, cast.northwind)
    answer = Client().post(
        "/api/v1/tickets",
        REPORT,
        content_type="application/json",
        headers={"Authorization": f"Bearer {caller.secret}", "Idempotency-Key": key},
    )
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_a_huge_body_is_not_even_read(cast: Cast) -> None:
    caller = program(cast.alba, cast.northwind)
    _check(caller.post("/tickets", "x" * (5 * 2**20 + 1)), 413)


def test_a_body_of_unknown_length_is_not_taken_for_an_empty_one(cast: Cast) -> None:
    caller = program(cast.alba, cast.northwind)
    answer = Client().generic(
        "POST",
        "/api/v1/tickets",
        headers={"Authorization": f"Bearer {caller.secret}", "Transfer-Encoding": "chunked"},
    )
    assert answer.status_code == 411
    assert "Content-Length" in answer.json()["detail"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    change=st.dictionaries(
        st.sampled_from(sorted(REPORT | {"kind": 1, "started_at": 1, "circuit_id": 1})),
        st.one_of(st.text(), st.none(), st.integers(), st.floats(), st.lists(st.text())),
    )
)
def test_no_value_makes_a_server_error(cast: Cast, change: dict[str, Any]) -> None:
    answer = program(cast.alba, cast.northwind).post("/tickets", REPORT | change)
    assert answer.status in {201, 400, 404, 422}, answer.body


def _check(answer: Answered, status: int) -> None:
    assert answer.status == status, answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["status"] == status
    assert answer.body["title"]
    assert " " in answer.body["detail"]
