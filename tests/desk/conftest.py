"""What the tests of the desk share: browsers that are signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from qendra.accounts.models import Person
from tests.cast import Cast

Browser = Callable[[Person], Client]


@pytest.fixture
def browser(cast: Cast) -> Browser:
    """A browser in which this person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def elira(cast: Cast, browser: Browser) -> Client:
    """Elira's browser: an agent of the first line."""
    return browser(cast.elira)
