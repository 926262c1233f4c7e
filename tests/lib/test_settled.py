"""What is set a few times a year is read again when it changed, and not before."""

from __future__ import annotations

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from qendra.accounts.selectors import first_line
from qendra.catalogue.models import Provider
from qendra.catalogue.selectors import provider
from qendra.lib.settled import know_versions, versions_sql
from qendra.lib.work import piece_of_work
from qendra.sla.selectors import service_level_for
from qendra.tickets.matrices import current_matrix
from tests.cast import Cast


def _read_all(cast: Cast) -> tuple[str, object, object, object]:
    with piece_of_work():
        return (
            provider().name,
            first_line(),
            current_matrix(),
            service_level_for(cast.transit),
        )


def test_four_of_them_are_one_statement_while_none_changes(cast: Cast) -> None:
    first = _read_all(cast)
    with CaptureQueriesContext(connection) as queries:
        assert _read_all(cast) == first
    assert len(queries) == 1


def test_none_where_the_versions_came_with_another_statement(cast: Cast) -> None:
    first = _read_all(cast)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {versions_sql()}")
        (versions,) = cursor.fetchone()
    with piece_of_work(), CaptureQueriesContext(connection) as queries:
        know_versions(versions)
        assert provider().name == first[0]
        assert first_line() == first[1]
    assert len(queries) == 0


def test_a_change_is_seen_by_the_next_piece_of_work(cast: Cast) -> None:
    _read_all(cast)
    cast.first_line.name = "Front desk"
    cast.first_line.save()
    for name in ("One", "Two"):
        Provider.objects.filter(id=1).update(name=name)
        assert _read_all(cast)[0] == name
    team = first_line()
    assert team is not None
    assert team.name == "Front desk"


def test_what_was_rolled_back_is_not_believed(cast: Cast) -> None:
    before = _read_all(cast)[0]
    with transaction.atomic():
        Provider.objects.filter(id=1).update(name="Never")
        assert _read_all(cast)[0] == "Never"
        transaction.set_rollback(True)
    assert _read_all(cast)[0] == before


def test_within_a_piece_of_work_it_stays_the_same(cast: Cast) -> None:
    with piece_of_work():
        before = provider().name
        Provider.objects.filter(id=1).update(name="Meanwhile")
        assert provider().name == before
    assert provider().name == "Meanwhile"
