"""Which of PostgreSQL's programs a backup uses: the wheel's, or those of the system."""

from __future__ import annotations

import pytest

from qendra.project.backup import programs
from qendra.project.cli.sentences import Failure
from qendra.project.postgres import place
from tests import postgres15

SOCKET = "postgresql://qendra@/qendra?host=/run/postgresql"
NETWORK = "postgresql://qendra@database.example/qendra?sslmode=require"


@pytest.mark.parametrize(("url", "is_ours"), [(SOCKET, True), (NETWORK, False)])
def test_across_a_network_the_systems_come_first_because_they_know_tls(
    url: str, monkeypatch: pytest.MonkeyPatch, *, is_ours: bool
) -> None:
    monkeypatch.setattr("django.conf.settings.DATABASE_URL", url)
    found = programs.client("psql", at_least=15)
    assert found.startswith(str(place.wheel())) == is_ours


def test_where_the_system_has_only_older_ones_the_wheels_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django.conf.settings.DATABASE_URL", NETWORK)
    monkeypatch.setattr(programs, "_of_the_system", lambda name: [postgres15.PROGRAMS / name])
    assert programs.client("pg_dump", at_least=16).startswith(str(place.wheel()))


def test_an_archive_is_read_by_the_newest_program_whatever_server_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django.conf.settings.DATABASE_URL", NETWORK)
    monkeypatch.setattr(programs, "_of_the_system", lambda name: [postgres15.PROGRAMS / name])
    assert programs.reader("pg_restore", at_least=15).startswith(str(place.wheel()))


def test_a_server_newer_than_every_program_is_named() -> None:
    with pytest.raises(Failure) as failure:
        programs.client("pg_dump", at_least=99)
    assert str(failure.value) == (
        "There is no pg_dump for PostgreSQL 99; install its client programs."
    )
