"""What services run on: carriers, circuits, devices, prefixes, redundancy groups."""

from __future__ import annotations

from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models
from django.db.models import F, Q

from qendra.catalogue.fields import CidrField
from qendra.catalogue.models.customers import Site
from qendra.catalogue.models.services import Service


class Carrier(models.Model):
    """A network that carries circuits for us, and its own fault desk."""

    name = models.CharField(max_length=100, unique=True)
    fault_address = models.EmailField(blank=True)
    fault_phone = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class Circuit(models.Model):
    """A line with an A and a Z end, ours (no carrier) or a carrier's with its reference."""

    code = models.CharField(max_length=60, unique=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="circuits")
    a_end = models.CharField(max_length=200)
    z_end = models.CharField(max_length=200)
    carrier = models.ForeignKey(
        Carrier, null=True, blank=True, on_delete=models.PROTECT, related_name="circuits"
    )
    carrier_reference = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="circuit_code_is_upper_case",
                condition=Q(code__regex=r"^[A-Z0-9][A-Z0-9\-/.]*$"),
            ),
            models.CheckConstraint(
                name="circuit_reference_needs_a_carrier",
                condition=Q(carrier__isnull=False) | Q(carrier_reference=""),
            ),
            models.CheckConstraint(name="circuit_has_two_ends", condition=~Q(a_end=F("z_end"))),
        ]

    def __str__(self) -> str:
        return self.code


class Device(models.Model):
    """A router, switch or server that services depend on."""

    name = models.CharField(max_length=100, unique=True)
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="devices"
    )
    services: models.ManyToManyField[Service, models.Model] = models.ManyToManyField(
        Service, related_name="devices"
    )

    def __str__(self) -> str:
        return self.name


class Prefix(models.Model):
    """Addresses, IPv4 or IPv6, that belong to a service. One network, one service."""

    network = CidrField(unique=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="prefixes")

    class Meta:
        indexes = [
            GistIndex(OpClass("network", name="inet_ops"), name="prefix_network_holds"),
        ]

    def __str__(self) -> str:
        return str(self.network)


class RedundancyGroup(models.Model):
    """Circuits of which one is enough: the service lives while any of them does."""

    name = models.CharField(max_length=100, unique=True)
    circuits: models.ManyToManyField[Circuit, models.Model] = models.ManyToManyField(
        Circuit, related_name="redundancy_groups"
    )

    def __str__(self) -> str:
        return self.name
