"""What the tests of escalation may ask for."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.escalation.night import Night, publish


@pytest.fixture
def night(cast: Cast) -> Night:
    """The default matrix with four holders, and no ticket yet."""
    publish(cast.faik, cast.hana, cast.jon, cast.iris)
    return Night(cast)
