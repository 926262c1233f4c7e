"""Browsers in which people of the cast are signed in, without a page and without a network."""

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
def alba(cast: Cast, browser: Browser) -> Client:
    """Alba's browser: she may do everything for Northwind."""
    return browser(cast.alba)


@pytest.fixture
def elira(cast: Cast, browser: Browser) -> Client:
    """Elira's browser: an agent of the first line."""
    return browser(cast.elira)
