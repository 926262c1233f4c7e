"""Statements that are made once give what their querysets give."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection
from django.db.models.query import RelatedPopulator
from django.db.models.sql.compiler import SQLCompiler

from qendra.lib.prepared import Compiled, Prepared
from qendra.lib.remembering import ForASecond, forget_all
from qendra.tickets.models import Entry, Ticket
from tests.cast import Cast, opened
from tests.rows_read import rows_read

_entries = Prepared(
    lambda ticket: Entry.objects.filter(ticket=ticket).select_related("actor", "words"), ticket=-1
)
_numbers = Prepared(
    lambda ticket, kind: Ticket.objects.filter(id=ticket, kind=kind).values_list("number", "kind"),
    ticket=-1,
    kind="a kind",
)


def test_it_reads_the_same_rows_with_their_related_ones(cast: Cast) -> None:
    for key in ("1", "2"):
        ticket = opened(cast, key=key)
        expected = list(ticket.entries.select_related("actor", "words").order_by("id"))
        with rows_read() as reading:
            found = sorted(_entries(ticket=ticket.id), key=lambda entry: entry.id)
            assert [(each.data, each.actor) for each in found] == [
                (each.data, each.actor) for each in expected
            ]
        assert len(reading.queries) == 1


def test_values_stand_in_their_own_places_and_none_matches_nothing(cast: Cast) -> None:
    ticket = opened(cast)
    assert _numbers(ticket=ticket.id, kind="fault") == [(ticket.number, "fault")]
    assert _numbers(ticket=ticket.id, kind="request") == []
    assert _numbers(ticket=None, kind="fault") == []


def test_how_a_row_becomes_an_object_is_looked_up_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = opened(cast)
    expected = _entries(ticket=ticket.id)
    assert isinstance(expected[0].data, dict)

    def asked_again(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(SQLCompiler, "get_converters", asked_again)
    monkeypatch.setattr(RelatedPopulator, "__init__", asked_again)
    assert [each.data for each in _entries(ticket=ticket.id)] == [each.data for each in expected]
    assert _numbers(ticket=ticket.id, kind="fault")


_of_subject = Compiled(lambda words: Ticket.objects.filter(subject=words).values("id"), words="?")


def test_each_thread_asks_through_its_own_connection(cast: Cast) -> None:
    _numbers(ticket=1, kind="fault")
    _of_subject(words="Nothing")
    used: list[object] = []

    def ask() -> None:
        try:
            _numbers(ticket=1, kind="fault")
            _of_subject(words="Nothing")
            used.append(connection.connection)
        finally:
            connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert used
    assert used[0] is not connection.connection


def test_what_is_kept_for_a_second_is_read_anew_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    # Other tests remember for longer.
    monkeypatch.setattr("qendra.lib.remembering.SECOND", 1.0)
    monkeypatch.setattr("qendra.lib.remembering.time.monotonic", lambda: now[0])
    asked = iter(range(9))
    read = ForASecond(lambda: next(asked))
    assert (read(), read()) == (0, 0)
    now[0] += 1.0
    assert (read(), read()) == (1, 1)
    forget_all()
    assert read() == 2
