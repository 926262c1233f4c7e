"""What holds for every run of the tests: long versions on request, nothing skipped silently."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# On a busy machine the clock says nothing about the code.
settings.register_profile("qendra", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("qendra")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the long versions")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long versions are left out (not skipped) unless they are asked for."""
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if not item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run in which anything was skipped has failed: what cannot run here must say so."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
