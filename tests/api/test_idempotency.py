"""``Idempotency-Key``: sent twice, done once."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from qendra.api import actions
from qendra.api.models import Answer
from qendra.tickets.models import Entry, Ticket
from tests.api.calls import Program, program
from tests.cast import Cast, opened

REPORT = {"service": "IPT-10001", "subject": "Down", "description": "No traffic."}


@pytest.fixture
def alba(cast: Cast) -> Program:
    return program(cast.alba, cast.northwind)


def test_the_same_body_replays_the_answer(cast: Cast, alba: Program) -> None:
    first, second = (alba.post("/tickets", REPORT, key="a") for _ in range(2))
    assert (first.status, first.body) == (second.status, second.body) == (201, first.body)
    assert Ticket.objects.count() == 1


def test_another_body_is_refused(cast: Cast, alba: Program) -> None:
    alba.post("/tickets", REPORT, key="a")
    other = alba.post("/tickets", REPORT | {"subject": "Up"}, key="a")
    assert other.status == 422
    assert "Idempotency-Key" in other.body["detail"]
    assert Ticket.objects.count() == 1


def test_another_token_may_use_the_same_key(cast: Cast, alba: Program) -> None:
    alba.post("/tickets", REPORT, key="a")
    assert program(cast.drita, cast.northwind).post("/tickets", REPORT, key="a").status == 201
    assert Ticket.objects.count() == 2


def test_without_a_key_it_is_done_each_time(cast: Cast, alba: Program) -> None:
    numbers = {alba.post("/tickets", REPORT).body["id"] for _ in range(2)}
    assert len(numbers) == 2


def test_a_refusal_uses_no_key_up(cast: Cast, alba: Program) -> None:
    ticket = f"/tickets/{opened(cast).number}"
    assert alba.post(f"{ticket}/confirmation", key="a").status == 409
    assert not Answer.objects.exists()


def test_every_write_takes_a_key(cast: Cast, alba: Program) -> None:
    ticket = opened(cast)
    for _ in range(2):
        alba.post(f"/tickets/{ticket.number}/replies", {"text": "Still down."}, key="a")
    assert Entry.objects.filter(kind="message").count() == 1


def test_while_the_first_is_being_answered_the_second_is_told_so(
    cast: Cast, alba: Program, database_url: str
) -> None:
    name = f"api:{alba.token.id}:a"
    with psycopg.connect(database_url) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        assert alba.post("/tickets", REPORT, key="a").status == 409
        assert not Ticket.objects.exists()
    assert alba.post("/tickets", REPORT, key="a").status == 201
    assert connection.is_usable()


def test_whoever_looked_before_the_first_ended_does_it_no_second_time(
    cast: Cast, alba: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    alba.post("/tickets", REPORT, key="a")
    monkeypatch.setattr(actions, "_held", lambda *_: None)
    assert alba.post("/tickets", REPORT, key="a").status == 409
    assert Ticket.objects.count() == 1
