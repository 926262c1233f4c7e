"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests import database
from tests.cast import Cast, make_cast


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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the long versions")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long versions are left out (not skipped) unless they are asked for."""
    if config.getoption("--long"):
        return
    left_out = [item for item in items if "long" in item.keywords]
    items[:] = [item for item in items if "long" not in item.keywords]
    config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run in which anything was skipped has failed: what cannot run here must say so."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether this run is ``script/test --long``: do more rounds of the same."""
    return bool(request.config.getoption("--long"))


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody that tests know: see tests/cast.py."""
    return make_cast()
