"""The versions of the priority matrix, beside the tickets that they judge."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class PriorityMatrix(models.Model):
    """One version of the priority matrix (P1); the database refuses to change or delete it.

    ``cells`` has a priority for each impact and urgency: ``{"degradation": {"high": "major"}}``.
    """

    version = models.PositiveIntegerField(unique=True)
    cells: models.JSONField[dict[str, dict[str, str]], dict[str, dict[str, str]]] = (
        models.JSONField()
    )
    # When faults beside each other are one that reaches further; 0: never (see ``Thresholds``).
    services = models.PositiveSmallIntegerField(default=3, db_default=3)
    customers = models.PositiveSmallIntegerField(default=3, db_default=3)
    buyers = models.PositiveSmallIntegerField(default=5, db_default=5)
    minutes = models.PositiveSmallIntegerField(default=60, db_default=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="priority_matrix_versions_from_one", condition=Q(version__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"priority matrix, version {self.version}"
