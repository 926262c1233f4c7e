"""What the database itself enforces, where several tables say the same."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import CheckConstraint, Q


def is_one_of(name: str, **column: Iterable[str]) -> CheckConstraint:
    """That a column has one of these values: ``is_one_of("state_is_known", state=State)``."""
    ((attribute, values),) = column.items()
    return CheckConstraint(
        name=name, condition=Q((f"{attribute}__in", [str(value) for value in values]))
    )
