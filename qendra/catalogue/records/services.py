"""Services as records."""

from __future__ import annotations

import re
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.catalogue.models import Contract, Customer, Product, Service, ServiceOwnership, Site
from qendra.catalogue.models.services import ServiceState
from qendra.catalogue.records.kind import Choices, Column, Kind, Problem, Read, Values
from qendra.catalogue.records.looking_up import customer_named, suggested_customers
from qendra.lib.csv_text import tidy

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]*")


def _products() -> Choices:
    return list(Product.objects.order_by("code").values_list("code", "name"))


def _states() -> Choices:
    return list(ServiceState.choices)


class Services(Kind[Service]):
    """Known by the service ID, which customers quote."""

    key = "services"
    name = gettext_lazy("Services")
    one = gettext_lazy("Service")
    new = gettext_lazy("New service")
    told = gettext_lazy("What customers buy. A service that ended is ceased, never removed.")
    icon = "server"
    columns = (
        Column(
            name="service_id",
            label=gettext_lazy("Service ID"),
            told=gettext_lazy("Letters, digits and hyphens, as on the welcome message."),
            example="IPT-10001",
            most=40,
            is_needed=True,
            is_code=True,
        ),
        Column(
            name="name",
            label=gettext_lazy("Name"),
            told=gettext_lazy("What it is, in a few words."),
            example="IP transit 1 Gbit/s",
            is_needed=True,
        ),
        Column(
            name="customer",
            label=gettext_lazy("Customer"),
            told=gettext_lazy("The external ID of its owner. Another one hands the service over."),
            example="C-1001",
            most=100,
            is_needed=True,
            is_code=True,
            suggest=suggested_customers,
        ),
        Column(
            name="product",
            label=gettext_lazy("Product"),
            told=gettext_lazy("The code of what you sell. A code that is new makes a new product."),
            example="IPT",
            most=20,
            is_needed=True,
            is_code=True,
            suggest=_products,
        ),
        Column(
            name="contract",
            label=gettext_lazy("Contract"),
            told=gettext_lazy("The number of the contract. One that is new begins today."),
            example="K-2026-17",
            most=50,
            is_code=True,
        ),
        Column(
            name="site",
            label=gettext_lazy("Site"),
            told=gettext_lazy("The name of a site of the customer."),
            example="Vienna office",
        ),
        Column(
            name="state",
            label=gettext_lazy("State"),
            told=gettext_lazy("ordered, active, suspended or ceased. Without one, active."),
            example="active",
            most=20,
            choices=_states,
        ),
    )
    shown = ("service_id", "name", "customer", "product", "state")

    def rows(self) -> QuerySet[Service]:
        found = Service.objects.select_related("customer", "product", "contract", "site")
        return found.order_by("code")

    def words(self, words: str) -> Q:
        found = Q(code__icontains=words) | Q(name__icontains=words)
        return found | Q(customer__name__icontains=words)

    def defaults(self) -> dict[str, str]:
        return {**super().defaults(), "state": ServiceState.ACTIVE.value}

    def values_of(self, row: Service) -> dict[str, str]:
        return {
            "service_id": row.code,
            "name": tidy(row.name),
            "customer": tidy(row.customer.external_id),
            "product": tidy(row.product.code),
            "contract": tidy(row.contract.code) if row.contract else "",
            "site": tidy(row.site.name) if row.site else "",
            "state": str(row.state),
        }

    def find(self, values: Values) -> Service | None:
        return self.rows().filter(code=values["service_id"].upper()).first()

    def read(self, values: Values, row: Service | None, now: datetime) -> Read:
        right = {
            **values,
            "service_id": values["service_id"].upper(),
            "state": values["state"].lower() or ServiceState.ACTIVE.value,
        }
        self.check(right)
        if not _CODE.fullmatch(right["service_id"]):
            raise Problem("service_id", _("Letters, digits and hyphens, nothing else."))
        if row is None and self.find(right):
            raise Problem("service_id", _("There is a service with this ID already."))
        if row and row.code != right["service_id"]:
            raise Problem("service_id", _("The ID stays: customers quote it."))
        customer = customer_named(right["customer"])
        right["customer"] = customer.external_id
        product = Product.objects.filter(code=right["product"]).first()
        fields = {
            "code": right["service_id"],
            "name": right["name"],
            "customer": customer,
            "product": product or Product(code=right["product"], name=right["product"]),
            "contract": _contract(right["contract"], customer, now),
            "site": _site(right["site"], customer),
            "state": right["state"],
        }
        return Read(right, fields)

    def write(self, row: Service | None, read: Read, now: datetime) -> Service:
        for made in (read.fields["product"], read.fields["contract"]):
            if made is not None and made.pk is None:
                made.save()
        customer = read.fields["customer"]
        is_other = row is None or row.customer_id != customer.id
        row = super().write(row, read, now)
        if is_other:
            row.ownerships.filter(until__isnull=True).update(until=now)
            ServiceOwnership.objects.create(service=row, customer=customer, since=now)
        return row


def _contract(code: str, customer: Customer, now: datetime) -> Contract | None:
    if not code:
        return None
    found = Contract.objects.filter(code=code).first()
    if found and found.customer_id != customer.id:
        raise Problem("contract", _("This contract belongs to another customer."))
    return found or Contract(code=code, customer=customer, valid_from=now.date())


def _site(name: str, customer: Customer) -> Site | None:
    if not name:
        return None
    at = Site.objects.filter(customer=customer)
    found = next((each for each in at if tidy(each.name) == name), None)
    if found is None:
        sentence = _("The customer has no site “%(given)s”; enter or import sites first.")
        raise Problem("site", sentence % {"given": name})
    return found


SERVICES = Services()
