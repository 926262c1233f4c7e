"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker

from qendra.lib import remembering
from tests import database
from tests.cast import Cast, make_cast

pytest_plugins = ["tests.browsers", "tests.runs"]


@pytest.fixture(scope="session")
def database_url(django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of this run's database, for programs that a test starts."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"{database.PREFIX}run_{os.getpid()}_{worker}"
    with (
        django_db_blocker.unblock(),
        database.server() as server,
        database.fresh_database(server, name) as url,
    ):
        yield url


@pytest.fixture(scope="session")
def django_db_setup(database_url: str) -> None:
    """Tests that use the database get ours instead of one made by Django."""


@pytest.fixture(autouse=True)
def _on_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The language and zone that a test's requests chose are forgotten with it.

    So is what was remembered for a second; on a busy machine that would end within a test, which
    then counts a read or two more.
    """
    monkeypatch.setattr(remembering, "SECOND", 3_600.0)
    remembering.forget_all()
    yield
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether this run is ``script/test --long``: do more rounds of the same."""
    return bool(request.config.getoption("--long"))


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody that tests know: see tests/cast.py."""
    return make_cast()
