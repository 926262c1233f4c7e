"""Customers as records."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.catalogue.models import Customer
from qendra.catalogue.records.eyes import is_limited
from qendra.catalogue.records.kind import Column, Kind, Problem, Read, Values
from qendra.catalogue.records.looking_up import customer_named, suggested_customers, zones
from qendra.catalogue.selectors import provider
from qendra.lib.csv_text import tidy


class Customers(Kind[Customer]):
    """Known by the external ID; a name may belong to two."""

    key = "customers"
    name = gettext_lazy("Customers")
    one = gettext_lazy("Customer")
    new = gettext_lazy("New customer")
    told = gettext_lazy("The organisations that buy services from you.")
    icon = "building"
    columns = (
        Column(
            name="external_id",
            label=gettext_lazy("External ID"),
            told=gettext_lazy("What your books call the customer; it is found again by this."),
            example="C-1001",
            most=100,
            is_needed=True,
            is_code=True,
        ),
        Column(
            name="name",
            label=gettext_lazy("Name"),
            told=gettext_lazy("The name of the organisation."),
            example="Alpine Hosting GmbH",
            is_needed=True,
        ),
        Column(
            name="parent",
            label=gettext_lazy("Belongs to"),
            told=gettext_lazy("The external ID of the customer above it, where there is one."),
            example="",
            most=100,
            is_code=True,
            suggest=suggested_customers,
        ),
        Column(
            name="time_zone",
            label=gettext_lazy("Time zone"),
            told=gettext_lazy("As Europe/Vienna. Without one, the provider's."),
            example="Europe/Vienna",
            most=64,
            choices=zones,
        ),
    )
    shown = ("external_id", "name", "parent", "time_zone")
    owner = "id"

    def rows(self) -> QuerySet[Customer]:
        return Customer.objects.select_related("parent").order_by("name", "id")

    def words(self, words: str) -> Q:
        return Q(name__icontains=words) | Q(external_id__icontains=words)

    def defaults(self) -> dict[str, str]:
        return {**super().defaults(), "time_zone": provider().time_zone}

    def values_of(self, row: Customer) -> dict[str, str]:
        return {
            "external_id": tidy(row.external_id),
            "name": tidy(row.name),
            "parent": tidy(row.parent.external_id) if row.parent else "",
            "time_zone": row.time_zone,
        }

    def find(self, values: Values) -> Customer | None:
        wanted = values["external_id"]
        return self.rows().filter(external_id__iexact=wanted).first() if wanted else None

    def read(self, values: Values, row: Customer | None, now: datetime) -> Read:
        right = {**values, "time_zone": values["time_zone"] or provider().time_zone}
        self.check(right)
        _check_free(right["external_id"], row)
        parent = _parent(right["parent"], row)
        _check_tree(row, parent)
        right["parent"] = parent.external_id if parent else ""
        fields = {name: right[name] for name in ("external_id", "name", "time_zone")}
        return Read(right, {**fields, "parent": parent})


def _check_free(external_id: str, row: Customer | None) -> None:
    other = Customer.objects.filter(external_id__iexact=external_id).first()
    if other and (row is None or other.id != row.id):
        CUSTOMERS.require_seen(other)
        sentence = _("%(name)s has this external ID already.")
        raise Problem("external_id", sentence % {"name": other.name})


def _parent(external_id: str, row: Customer | None) -> Customer | None:
    """Who stands above. Whoever sees some customers only keeps new ones below one of these."""
    stands_below = row.parent if row else None
    if stands_below and stands_below.external_id == external_id:
        return stands_below
    if external_id:
        return customer_named(external_id, "parent")
    if row is None and is_limited():
        raise Problem("parent", _("You see some customers only: name the one that it belongs to."))
    return None


def _check_tree(row: Customer | None, parent: Customer | None) -> None:
    """A customer stands below nobody who stands below it."""
    above, seen = parent, set()
    while row and above and above.id not in seen:
        if above.id == row.id:
            raise Problem("parent", _("A customer cannot stand below itself."))
        seen.add(above.id)
        above = above.parent


CUSTOMERS = Customers()
