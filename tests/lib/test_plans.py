"""Hot statements are planned once a connection; all others are sent as Django sends them."""

from __future__ import annotations

from django.db import connection

from qendra.lib.plans import planned_cursor, plans_kept
from qendra.lib.prepared import Compiled, Prepared
from qendra.tickets.models import Ticket
from tests.cast import Cast, opened

_ticket = Prepared(lambda ticket: Ticket.objects.filter(id=ticket).only("number"), ticket=-1)
_of_subject = Compiled(lambda words: Ticket.objects.filter(subject=words).values("id"), words="?")


def test_a_statement_that_was_seen_often_is_planned_once(cast: Cast) -> None:
    tickets = [opened(cast, key=str(number)) for number in range(7)]
    assert [_ticket(ticket=each.id) for each in tickets] == [[each] for each in tickets]
    # Large and small keys are one statement: the mark says of which type it is.
    assert _ticket(ticket=2**40) == []
    assert len(_kept('SELECT "tickets_ticket"."id", "tickets_ticket"."number" FROM')) == 1
    assert len(_kept('INSERT INTO "tickets_ticket"')) == 1


def test_what_is_only_compiled_once_is_planned_each_time_by_its_values(cast: Cast) -> None:
    ticket = opened(cast)
    for _ in range(7):
        assert _of_subject(words="It's 100 %") == []
        assert _of_subject(words=ticket.subject) == [{"id": ticket.id}]
    assert _kept('SELECT "tickets_ticket"."id"') == []


def test_only_what_is_asked_within_is_sent_with_its_values_apart(cast: Cast) -> None:
    ours = connection.connection
    before = ours.cursor_factory
    with plans_kept():
        assert ours.cursor_factory is not before
    assert ours.cursor_factory is before
    with planned_cursor() as cursor:
        cursor.execute("SELECT %s::int + 1", [1])
        assert cursor.fetchone() == (2,)
    for _ in range(7):
        list(Ticket.objects.filter(id=4711).values("number"))
    assert _kept('SELECT "tickets_ticket"."number" AS') == []


def _kept(beginning: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [text for (text,) in cursor.fetchall() if text.startswith(beginning)]
