"""A receiver on loopback that may be reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.webhooks.receiver import LOOPBACK, Receiver


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = LOOPBACK
    with Receiver() as receiver:
        yield receiver
