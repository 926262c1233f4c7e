"""What the browser tests share: one running system, which takes a minute to come up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.looking import Looks
from tests.browser.running import System, running


@pytest.fixture(scope="session", autouse=True)
def _looks(request: pytest.FixtureRequest) -> None:
    Looks.are_all = bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    """``script/server`` with the demo provider. Who uses it stands in the group "system", so that
    one worker of the test run has it, and it comes up once.
    """
    with running() as system:
        yield system
