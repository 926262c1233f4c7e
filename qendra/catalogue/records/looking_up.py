"""What records of several kinds name: a customer, a service, a time zone."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from qendra.catalogue.models import Customer, Service
from qendra.catalogue.records.eyes import seen
from qendra.catalogue.records.kind import Choices, Problem

# So many are offered beside a field; the others are typed.
SUGGESTED = 300


def customer_named(external_id: str, column: str = "customer") -> Customer:
    """The customer with this external ID, in any case; never by name, which two may share."""
    at = Customer.objects.filter(external_id__iexact=external_id)
    found = at.filter(seen("id")).first()
    if found is None:
        sentence = _("There is no customer with the external ID “%(given)s”.")
        raise Problem(column, sentence % {"given": external_id})
    return found


def service_named(code: str) -> Service:
    """The service with this service ID."""
    found = Service.objects.filter(seen("customer"), code=code.upper()).first()
    if found is None:
        sentence = _("There is no service with the ID “%(given)s”.")
        raise Problem("service_id", sentence % {"given": code})
    return found


def suggested_customers() -> Choices:
    rows = Customer.objects.filter(seen("id")).order_by("name", "id")
    return list(rows.values_list("external_id", "name")[:SUGGESTED])


def suggested_services() -> Choices:
    rows = Service.objects.filter(seen("customer")).order_by("code")
    return list(rows.values_list("code", "name")[:SUGGESTED])


@lru_cache
def zones() -> tuple[tuple[str, str], ...]:
    """Zones that people live in: those of a continent, and UTC."""
    names = sorted(name for name in available_timezones() if "/" in name)
    return tuple((name, name.replace("_", " ")) for name in ["UTC", *names])
