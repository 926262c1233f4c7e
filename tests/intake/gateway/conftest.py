"""A server on loopback that may be reached, in the place of ntfy and all the others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.webhooks.receiver import LOOPBACK, Receiver


@pytest.fixture
def server(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = LOOPBACK
    with Receiver() as receiver:
        yield receiver
