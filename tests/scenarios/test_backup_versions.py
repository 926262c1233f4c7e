"""A backup goes from one major version of PostgreSQL to another, both ways, and stays the same.

From the embedded 18 into a 15 on a port with TLS and a password, and from there into an
embedded 18 again: an installation that grows out of its machine, and one that comes home.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from qendra.outbox.models import Message
from qendra.project.backup.checking import checked
from qendra.project.postgres import place
from qendra.project.postgres.server import EmbeddedServer
from qendra.project.schema import pending_migrations
from qendra.tickets.addresses import number_of_reply_address
from qendra.tickets.models import Ticket
from qendra.tickets.replay import differences
from tests.database import point_django_at
from tests.postgres15 import postgres15
from tests.project.programs import qendra
from tests.scenarios.backups import (
    TICKETS,
    another_place,
    counts_of,
    files_in,
    keeping_files_in,
    work_a_morning,
)
from tests.scenarios.installation import Installation, installation

pytestmark = pytest.mark.xdist_group("backup versions")


@dataclass(frozen=True)
class Place:
    """A data folder and the address of its database."""

    folder: Path
    url: str


@pytest.fixture(scope="module")
def source(database_url: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    """An installation on 18 that signs with the key of its data folder; its backup lies there."""
    own_key = {"QENDRA_SECRET_KEY": ""}
    with (
        django_db_blocker.unblock(),
        installation(database_url, **own_key) as made,
        keeping_files_in(made.folder),
    ):
        with _signing_with_the_key_of(made.folder):
            work_a_morning(datetime.now(UTC))
        made.run("sweep")
        made.run("backup", str(made.folder / "from-18"))
        yield made


@pytest.fixture(scope="module")
def moved(source: Installation) -> Iterator[Place]:
    """The same on 15, another machine for all that it knows; its backup lies there too."""
    with postgres15() as url, another_place() as folder:
        there = Place(folder, url)
        _run(there, "restore", source.folder / "from-18")
        _run(there, "backup", folder / "from-15")
        yield there


def test_a_backup_of_18_is_the_same_installation_on_15(source: Installation, moved: Place) -> None:
    assert (_version_of(source.url), _version_of(moved.url)) == (18, 15)
    _is_what_was_backed_up(moved, source.folder / "from-18")
    assert files_in(moved.folder) == files_in(source.folder)


def test_a_backup_of_15_is_the_same_installation_on_18(moved: Place) -> None:
    with another_place() as folder:
        home = Place(folder, place.url_of(folder))
        server = EmbeddedServer(folder)
        server.start()
        try:
            _run(home, "restore", moved.folder / "from-15")
            assert _version_of(home.url) == 18
            _is_what_was_backed_up(home, moved.folder / "from-15")
            assert files_in(folder) == files_in(moved.folder)
        finally:
            server.stop()


def test_what_was_signed_before_a_restore_is_good_after_it(
    source: Installation, moved: Place
) -> None:
    point_django_at(moved.url)
    mail = Message.objects.filter(purpose="resolved").earliest("id")
    link = re.search(r"/confirm/\S+", mail.text)
    assert link
    with _signing_with_the_key_of(moved.folder):
        assert Client().get(link[0]).status_code == 200
        assert number_of_reply_address(mail.reply_to) == Ticket.objects.get(id=mail.about_id).number
    assert Client().get(link[0]).status_code == 410, "another key signs something else"
    assert number_of_reply_address(mail.reply_to) is None


def _run(there: Place, command: str, file: Path) -> None:
    surroundings = {"DATABASE_URL": there.url, "QENDRA_DATA": str(there.folder)}
    done = qendra(command, str(file), QENDRA_SECRET_KEY="", **surroundings)
    assert done.returncode == 0, done.stderr


def _is_what_was_backed_up(there: Place, archive: Path) -> None:
    """Row for row by number, ticket for ticket by replay."""
    beats = "jobs_heartbeat"  # the backup leaves its own sign of life after it
    expected = {name.removeprefix("public."): n for name, n in checked(archive).tables.items()}
    assert counts_of(there.url) | {beats: 0} == expected | {beats: 0}
    point_django_at(there.url)
    assert pending_migrations() == []
    assert Ticket.objects.count() == 2 * TICKETS
    assert [ticket.id for ticket in Ticket.objects.all() if differences(ticket)] == []


def _version_of(url: str) -> int:
    with psycopg.connect(url) as session:
        return session.info.server_version // 10000


@contextmanager
def _signing_with_the_key_of(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "SECRET_KEY", (folder / "secret-key").read_text().strip())
        yield
