"""A typed moment: read in the zone beside it, and never believed when it cannot be meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from qendra.lib.fields import MomentField


def test_it_is_read_in_its_zone() -> None:
    field = MomentField()
    field.zone = ZoneInfo("Europe/Tirane")
    typed = timezone.now().astimezone(field.zone).replace(second=0, microsecond=0)
    read = field.clean(f"{typed:%Y-%m-%dT%H:%M}")
    assert read == typed.astimezone(UTC)


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "1066-10-14T09:00", "1999-12-31T23:59"])
def test_a_mistyped_year_is_not_believed(typed: str) -> None:
    with pytest.raises(ValidationError, match="too long ago"):
        MomentField().clean(typed)


def test_a_field_may_know_a_nearer_limit() -> None:
    field = MomentField(within=timedelta(days=7))
    old: datetime = timezone.now() - timedelta(days=8)
    with pytest.raises(ValidationError, match="too long ago"):
        field.clean(f"{old:%Y-%m-%dT%H:%M}")
