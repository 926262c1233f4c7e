"""A kept connection is used without a question, unless the server has ended it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import cast

import pytest
from django.db import connection
from django.db.backends.postgresql import base

from qendra.project.database.base import DatabaseWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> Iterator[DatabaseWrapper]:
    another = cast("DatabaseWrapper", connection.copy())
    another.ensure_connection()
    yield another
    another.close()


def test_a_connection_that_is_silent_is_not_asked(
    kept: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda _: pytest.fail("it was asked"))
    assert kept.is_usable()


def test_a_connection_that_the_server_ended_is_replaced(kept: DatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [_process(kept)])
    until = time.monotonic() + 10
    while kept.is_usable():
        # The server's last words are on their way.
        assert time.monotonic() < until
    # As Django begins a request.
    kept.close_if_unusable_or_obsolete()
    with kept.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_one_that_only_told_something_is_asked_and_kept(kept: DatabaseWrapper) -> None:
    process = _process(kept)
    with kept.cursor() as cursor:
        cursor.execute("LISTEN something")
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY something")
    time.sleep(0.05)
    assert kept.is_usable()
    assert _process(kept) == process


def test_without_a_connection_there_is_nothing_to_use(kept: DatabaseWrapper) -> None:
    kept.close()
    assert not kept.is_usable()


def _process(kept: DatabaseWrapper) -> int:
    with kept.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
