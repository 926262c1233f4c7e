"""What the tests of the settings share."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.browsers import Browser
from tests.cast import Cast


@pytest.fixture
def jon(cast: Cast, browser: Browser) -> Client:
    """The administrator's browser."""
    return browser(cast.jon)
