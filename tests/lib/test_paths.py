"""Paths that letters name are those that Django makes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qendra.lib.paths import path_of


@pytest.mark.parametrize("part", ["IS-123-456-789", "eyJhIjoiMSJ9:1t-x_Y~.z", "two words é"])
def test_a_part_stands_where_django_puts_it(part: str) -> None:
    for name in ("panel:confirm", "panel:acknowledge"):
        assert path_of(name, part) == reverse(name, args=[part])
    assert path_of("panel:account") == reverse("panel:account")
