"""What no installation works without: provider, default service level, default matrix."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from qendra.accounts.actor import SYSTEM
from qendra.catalogue.actions import ensure_provider
from qendra.escalation.actions.matrices import publish_matrix
from qendra.escalation.ladder import DEFAULT_REPEAT, default_levels, minutes_of_a_business_day
from qendra.escalation.selectors import matrix_for
from qendra.sla.actions import install_default_service_level
from qendra.sla.selectors import business_hours


@transaction.atomic
def install_defaults(*, now: datetime) -> None:
    """Make what is missing; what is there stays as it is. Every ``qendra migrate`` calls it."""
    provider = ensure_provider()
    install_default_service_level(
        actor=SYSTEM, now=now, time_zone=provider.time_zone, country=provider.country
    )
    install_default_matrix(now=now)


@transaction.atomic
def install_default_matrix(*, now: datetime) -> None:
    """The provider's default (E4): four levels, the duty manager's until holders are named."""
    if matrix_for(None) is None:
        levels = default_levels(minutes_of_a_business_day(business_hours()))
        publish_matrix(
            actor=SYSTEM,
            now=now,
            slug="standard",
            name="Standard",
            levels=levels,
            repeat=DEFAULT_REPEAT,
        )
