"""For which customers a limited team is there."""

from __future__ import annotations

from django.db import models

from qendra.accounts.models import Team
from qendra.catalogue.models.customers import Customer


class TeamCustomer(models.Model):
    """A limited team is there for this customer, and for those below it."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="limits")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_limit_a_customer", fields=["team", "customer"])
        ]

    def __str__(self) -> str:
        return f"{self.team} for {self.customer}"
