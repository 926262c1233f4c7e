"""What the tests of the settings share."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast
from tests.desk.conftest import Browser


@pytest.fixture
def jon(cast: Cast, browser: Browser) -> Client:
    """The administrator's browser."""
    return browser(cast.jon)
