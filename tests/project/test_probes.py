"""What service managers ask, and which version answers."""

from __future__ import annotations

import tomllib

import pytest
from django.db import OperationalError, connection
from django.test import Client

from qendra.project import cli, probes
from tests.database import REPOSITORY
from tests.project.programs import qendra

NOWHERE = "postgresql://postgres@/qendra?host=%2Fnowhere"


def test_healthz_asks_no_database(client: Client) -> None:
    # Without the fixture of the database, any query raises.
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.content == b"Alive.\n"


@pytest.mark.django_db
def test_readyz_is_ready_when_the_database_is_up_to_date(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"Ready.\n")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_readyz_says_to_migrate_when_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'tickets'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "qendra migrate" in answer.content.decode()


def test_readyz_says_that_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> list[str]:
        raise OperationalError("connection refused")

    monkeypatch.setattr(probes, "pending_migrations", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content.decode().strip() == probes.NO_DATABASE


def test_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    told = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]
    assert cli.main(["version"]) == 0
    assert capsys.readouterr().out.startswith(f"Qendra {told} (")


def test_version_needs_neither_settings_nor_database() -> None:
    done = qendra("version", DATABASE_URL=NOWHERE, QENDRA_WEB_PORT="many")
    assert (done.returncode, done.stderr) == (0, "")
