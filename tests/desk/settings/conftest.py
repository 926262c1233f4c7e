"""What the tests of the settings share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from tests.browsers import Browser
from tests.cast import Cast
from tests.webhooks.receiver import LOOPBACK, Receiver


@pytest.fixture
def jon(cast: Cast, browser: Browser) -> Client:
    """The administrator's browser."""
    return browser(cast.jon)


@pytest.fixture
def server(settings: Settings) -> Iterator[Receiver]:
    """A server on loopback that may be reached, in the place of ntfy and all the others."""
    settings.WEBHOOK_NETWORKS = LOOPBACK
    with Receiver() as receiver:
        yield receiver
