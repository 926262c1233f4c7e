"""Products and the services that customers buy of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qendra.catalogue.models.customers import Contract, Customer, Site


class Product(models.Model):
    """What the provider sells: IP transit, a dedicated server, colocation …"""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class ServiceState(models.TextChoices):
    ORDERED = "ordered", _("Ordered")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    CEASED = "ceased", _("Ceased")


class Service(models.Model):
    """One thing one customer buys, with the service ID (S6) that people quote.

    ``code`` is stored in upper case; it is read in any case.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="services")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="services")
    contract = models.ForeignKey(
        Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="services"
    )
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="services"
    )
    state = models.CharField(
        max_length=20, choices=ServiceState.choices, default=ServiceState.ACTIVE
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_state_is_known", condition=Q(state__in=ServiceState.values)
            ),
            models.CheckConstraint(
                name="service_code_is_upper_case", condition=Q(code__regex=r"^[A-Z0-9][A-Z0-9\-]*$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ServiceOwnership(models.Model):
    """Who owned a service, from when until when; one owner at a time."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="ownerships")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="ownerships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_owner_at_a_time", fields=["service"], condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(
                name="ownership_ends_after_it_begins",
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} owned by {self.customer} since {self.since:%Y-%m-%d}"
