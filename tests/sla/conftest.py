"""Service levels to choose from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from qendra.accounts.actor import SYSTEM
from qendra.catalogue.models import Contract, Customer, Product, Service
from qendra.sla.actions import install_default_service_level
from qendra.sla.models import ServiceLevel

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def standard(db: None) -> ServiceLevel:
    """The provider's default."""
    return install_default_service_level(
        actor=SYSTEM, now=NOW, time_zone="Europe/Tirane", country="AL"
    )


@pytest.fixture
def service(db: None) -> Service:
    """A service with a product and a contract."""
    customer = Customer.objects.create(name="Northwind", external_id="N-1")
    return Service.objects.create(
        code="IPT-1",
        name="IP transit",
        customer=customer,
        product=Product.objects.create(code="IPT", name="IP transit"),
        contract=Contract.objects.create(customer=customer, code="K-1", valid_from=NOW.date()),
    )
