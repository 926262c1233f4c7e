"""What a write through the API asks the database besides what its action asks."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qendra.api.views import acting, tickets
from qendra.tickets.models import Ticket
from tests.api.calls import Program, program
from tests.cast import Cast, opened

REPORT = {"service": "IPT-10001", "subject": "Down", "description": "No traffic."}


@pytest.fixture
def alba(cast: Cast) -> Program:
    return program(cast.alba, cast.northwind)


def test_a_report_takes_four_statements_besides_the_action(
    alba: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Token, service, key and answer; and two that begin and end the transaction."""
    alba.get("/tickets")
    counted = _besides(monkeypatch, tickets, "open_ticket")
    assert counted(lambda: alba.post("/tickets", REPORT, key="a").status) == (201, 6)


def test_an_answer_of_staff_takes_five(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Token, provider (once a second), ticket, key and answer; and the transaction."""
    elira, address = program(cast.elira), f"/tickets/{opened(cast).number}/replies"
    elira.get("/tickets")
    counted = _besides(monkeypatch, acting, "reply")
    assert counted(lambda: elira.post(address, {"text": "Hello."}, key="a").status) == (200, 7)


def test_a_message_of_a_customer_takes_as_many(
    cast: Cast, alba: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/tickets/{opened(cast).number}/replies"
    alba.get("/tickets")
    counted = _besides(monkeypatch, acting, "add_customer_message")
    assert counted(lambda: alba.post(address, {"text": "Hello."}, key="a").status) == (200, 7)


def test_a_report_takes_ten_statements_in_all(alba: Program) -> None:
    """Its action: number, ticket, entries with news and words, the mail.

    Provider, level, first line and matrix are those of the report before.
    """
    alba.post("/tickets", REPORT, key="a")
    with CaptureQueriesContext(connection) as queries:
        assert alba.post("/tickets", REPORT, key="b").status == 201
    assert len(queries) == 10


def test_an_answer_takes_fourteen_in_all(cast: Cast) -> None:
    """Its action: ticket, its clock, the row, entries, and four to write to who takes part."""
    elira, address = program(cast.elira), f"/tickets/{opened(cast).number}/replies"
    elira.post(address, {"text": "Hello."}, key="a")
    with CaptureQueriesContext(connection) as queries:
        assert elira.post(address, {"text": "Again."}, key="b").status == 200
    assert len(queries) == 14


def _besides(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> Callable[[Callable[[], int]], tuple[int, int]]:
    """Counts the queries of a request without those of this action in it."""
    action: Callable[..., Ticket] = getattr(module, name)
    within: list[int] = []

    def watched(**given: Any) -> Ticket:
        with CaptureQueriesContext(connection) as queries:
            done = action(**given)
        within.append(len(queries))
        return done

    def counted(ask: Callable[[], int]) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            status = ask()
        return status, len(queries) - sum(within)

    monkeypatch.setattr(module, name, watched)
    return counted
