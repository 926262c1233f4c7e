"""Tables that do not fit the programs: said in one sentence, and nothing is done with them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import LiteralString

import psycopg
import pytest
from django.db import connection
from django.test import Client

from tests.database import another_database
from tests.project.programs import (
    COMMAND,
    REPOSITORY,
    free_port,
    is_one_plain_sentence,
    qendra,
    status_of,
    surroundings,
    wait_until,
)

TOMORROW = (
    "INSERT INTO django_migrations (app, name, applied)"
    " VALUES ('tickets', '9999_of_tomorrow', now())"
)
ACTING = [["worker"], ["serve", "--port", "{port}"], ["sweep"]]


@pytest.fixture
def url(database_url: str) -> Iterator[str]:
    """A database of its own, up to date."""
    with another_database(database_url, "versions") as url:
        yield url


@pytest.mark.parametrize("arguments", ACTING, ids=lambda arguments: arguments[0])
def test_who_acts_refuses_tables_that_are_not_up_to_date(arguments: list[str], url: str) -> None:
    _execute(url, "DELETE FROM django_migrations WHERE app = 'escalation' AND name > '0002'")
    said = _refusal(arguments, url)
    assert "escalation.0002_request_through_api is missing" in said
    assert "run qendra migrate" in said


@pytest.mark.parametrize("arguments", [*ACTING, ["migrate"]], ids=lambda arguments: arguments[0])
def test_who_acts_refuses_tables_of_a_newer_version(arguments: list[str], url: str) -> None:
    _execute(url, TOMORROW)
    said = _refusal(arguments, url)
    assert "tickets.9999_of_tomorrow is unknown here" in said
    assert "install that version" in said


def test_a_worker_that_starts_before_its_database_waits_and_says_so(url: str) -> None:
    name = url.rpartition("/")[2].partition("?")[0]
    with subprocess.Popen(
        [*COMMAND, "worker"],
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings(DATABASE_URL=url.replace(name, f"{name}_later")),
    ) as worker:
        assert worker.stderr is not None
        assert "Waiting for the database" in worker.stderr.readline()
        with another_database(url, "versions_later"):
            assert "The worker runs" in worker.stderr.readline()
            worker.terminate()
            assert worker.wait(30) == 0


def test_pages_that_start_before_their_database_say_so_until_it_comes(url: str) -> None:
    name = url.rpartition("/")[2].partition("?")[0]
    port = free_port()
    address = f"http://127.0.0.1:{port}/sign-in/"
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), "--workers", "1"],
        stderr=subprocess.DEVNULL,
        env=surroundings(DATABASE_URL=url.replace(name, f"{name}_later")),
    ) as serve:
        wait_until(lambda: status_of(address) == 503)
        with another_database(url, "versions_later") as later:
            assert qendra("migrate", "--quiet", DATABASE_URL=later).returncode == 0
            assert status_of(address) == 200
            serve.terminate()
            assert serve.wait(30) == 0


def test_migrate_gives_up_on_a_table_in_use_and_may_be_repeated(url: str) -> None:
    _undo("escalation", "0002", url)
    with psycopg.connect(url) as writer:
        writer.execute("UPDATE escalation_run SET level = level")
        done = qendra("migrate", DATABASE_URL=url)
        assert done.returncode == 1
        assert is_one_plain_sentence(done.stderr), done.stderr
        assert "escalation.0003_run_escalated changes was in use for longer than 4 s" in done.stderr
        assert "run qendra migrate again" in done.stderr
    again = qendra("migrate", DATABASE_URL=url)
    assert (again.returncode, again.stdout) == (0, "The database is up to date.\n")
    assert qendra("sweep", DATABASE_URL=url).returncode == 0


def test_a_node_that_runs_stays_ready_when_a_newer_version_migrates(
    db: None, client: Client
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TOMORROW)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"Ready.\n")


def _refusal(arguments: list[str], url: str) -> str:
    """What the command says when it does not act."""
    given = [each.format(port=free_port()) for each in arguments]
    done = qendra(*given, DATABASE_URL=url)
    assert done.returncode == 1
    assert is_one_plain_sentence(done.stderr), done.stderr
    assert done.stdout == ""
    return done.stderr


def _execute(url: str, statement: LiteralString) -> None:
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(statement)


def _undo(app: str, until: str, url: str) -> None:
    """The tables as they were before the later migrations of this app."""
    settings = {"DJANGO_SETTINGS_MODULE": "qendra.project.settings", "DATABASE_URL": url}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0", app, until],
        env=surroundings(**settings),
        cwd=REPOSITORY,
        check=True,
    )
