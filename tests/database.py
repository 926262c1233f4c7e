"""One PostgreSQL for all test runs of this checkout, and a fresh database for each run.

The cluster stays in .cache/test-postgres between runs; the first run of several at once starts
it, the last stops it. The migrations run once for each state of the migration files, into a
template; a run (each worker of xdist) gets a clone of it, which takes a tenth of a second.
With DATABASE_URL set, that server is used instead.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import django
import psycopg
from django.core.management import call_command
from django.db import connections

from qendra.project import environment
from qendra.project.postgres import place
from qendra.project.postgres.server import EmbeddedServer

REPOSITORY = Path(__file__).resolve().parent.parent
CACHE = REPOSITORY / ".cache" / "test-postgres"
PREFIX = "qendra_test_"
# Servers that another run still uses: kept, for a forgotten process would be warned about.
_left_running: list[EmbeddedServer] = []


@contextmanager
def server() -> Iterator[str]:
    """The address of the database ``postgres`` on a running server."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield at_database(given, "postgres")
        return
    # Tests need no durability: what a power failure takes is made again.
    embedded = EmbeddedServer(CACHE, fsync="off", synchronous_commit="off", full_page_writes="off")
    with _lock("use") as in_use:
        with _lock("start") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            fcntl.flock(in_use, fcntl.LOCK_SH)
            embedded.start()
        try:
            yield place.url_of(CACHE, "postgres")
        finally:
            _stop_if_last(embedded, in_use)


def _stop_if_last(embedded: EmbeddedServer, in_use: IO[str]) -> None:
    with _lock("start") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        try:
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _left_running.append(embedded)
            return
        embedded.stop()


def _lock(name: str) -> IO[str]:
    CACHE.mkdir(parents=True, exist_ok=True)
    return (CACHE / f"{name}.lock").open("a")


@contextmanager
def fresh_database(server_url: str, name: str) -> Iterator[str]:
    """The address of a new, migrated, empty database; Django's connection points to it."""
    with psycopg.connect(server_url, autocommit=True) as session:
        session.execute("SELECT pg_advisory_lock(hashtext('qendra tests'))")
        template = _migrated_template(session, server_url)
        clone(session, template, name)
        session.execute("SELECT pg_advisory_unlock(hashtext('qendra tests'))")
        url = at_database(server_url, name)
        point_django_at(url)
        try:
            yield url
        finally:
            connections.close_all()
            session.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def another_database(url: str, purpose: str) -> Iterator[str]:
    """One more empty, migrated database beside that of this run, for programs that commit."""
    name = f"{PREFIX}run_{os.getpid()}_{purpose}"
    with psycopg.connect(at_database(url, "postgres"), autocommit=True) as session:
        clone(session, _template_name(), name)
        try:
            yield at_database(url, name)
        finally:
            session.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def clone(session: psycopg.Connection[tuple[object, ...]], template: str, name: str) -> None:
    session.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    session.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _migrated_template(session: psycopg.Connection[tuple[object, ...]], server_url: str) -> str:
    """The template for the present migration files; made if it is not there, others dropped."""
    wanted = _template_name()
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    existing = {str(row[0]) for row in session.execute(query, [PREFIX])}
    for name in existing - {wanted}:
        if _is_left_over(name):
            session.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    if wanted not in existing:
        half = f"{PREFIX}half_{os.getpid()}"
        clone(session, "template0", half)
        point_django_at(at_database(server_url, half))
        call_command("migrate", verbosity=0, run_syncdb=True)
        connections.close_all()
        session.execute(f'ALTER DATABASE "{half}" RENAME TO "{wanted}"')
    return wanted


def _is_left_over(name: str) -> bool:
    """Old templates, and databases named after a process that is gone."""
    kind, _, owner = name.removeprefix(PREFIX).partition("_")
    return kind == "template" or not Path(f"/proc/{owner.partition('_')[0]}").exists()


@cache
def _template_name() -> str:
    """Named after the state of the migration files."""
    state = hashlib.sha256(django.__version__.encode())
    for file in sorted((REPOSITORY / "qendra").glob("**/migrations/*.py")):
        state.update(str(file).encode() + file.read_bytes())
    return f"{PREFIX}template_{state.hexdigest()[:16]}"


def point_django_at(url: str) -> None:
    """Django's default connection goes to this database from now on."""
    connections.close_all()
    wanted = environment.database(url)
    connections.databases["default"].update(wanted)
    connections["default"].settings_dict.update(wanted)


def at_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()
