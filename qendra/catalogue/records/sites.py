"""Sites as records."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.catalogue.models import Site
from qendra.catalogue.records.kind import Column, Kind, Problem, Read, Values
from qendra.catalogue.records.looking_up import customer_named, suggested_customers, zones
from qendra.lib.csv_text import tidy


class Sites(Kind[Site]):
    """Known by the external ID where there is one, else by the customer and the name."""

    key = "sites"
    name = gettext_lazy("Sites")
    one = gettext_lazy("Site")
    new = gettext_lazy("New site")
    told = gettext_lazy("The places of customers where services end.")
    icon = "site"
    columns = (
        Column(
            name="customer",
            label=gettext_lazy("Customer"),
            told=gettext_lazy("The external ID of the customer."),
            example="C-1001",
            most=100,
            is_needed=True,
            is_code=True,
            suggest=suggested_customers,
        ),
        Column(
            name="name",
            label=gettext_lazy("Name"),
            told=gettext_lazy("What the customer calls the place; once for each customer."),
            example="Vienna office",
            is_needed=True,
        ),
        Column(
            name="external_id",
            label=gettext_lazy("External ID"),
            told=gettext_lazy(
                "What your books call it. Without one it is found by customer and name."
            ),
            example="S-17",
            most=100,
            is_code=True,
        ),
        Column(
            name="address",
            label=gettext_lazy("Address"),
            told=gettext_lazy("Where a technician drives to."),
            example="Ringstrasse 1, 1010 Vienna",
            most=300,
        ),
        Column(
            name="time_zone",
            label=gettext_lazy("Time zone"),
            told=gettext_lazy("As Europe/Vienna. Without one, the customer's."),
            example="Europe/Vienna",
            most=64,
            choices=zones,
        ),
    )
    shown = ("name", "customer", "address", "time_zone")

    def rows(self) -> QuerySet[Site]:
        return Site.objects.select_related("customer").order_by("customer__name", "name", "id")

    def words(self, words: str) -> Q:
        found = Q(name__icontains=words) | Q(address__icontains=words)
        return found | Q(customer__name__icontains=words) | Q(external_id__icontains=words)

    def values_of(self, row: Site) -> dict[str, str]:
        return {
            "customer": tidy(row.customer.external_id),
            "name": tidy(row.name),
            "external_id": tidy(row.external_id),
            "address": tidy(row.address),
            "time_zone": row.time_zone,
        }

    def identity(self, values: Values) -> str:
        return f"{values['customer']} {values['name']}".lower()

    def find(self, values: Values) -> Site | None:
        if values["external_id"]:
            found = self.rows().filter(external_id=values["external_id"]).first()
            if found:
                return found
        at = self.rows().filter(customer__external_id__iexact=values["customer"])
        # Names are compared as they are read: with single spaces.
        return next((each for each in at if tidy(each.name) == values["name"]), None)

    def read(self, values: Values, row: Site | None, now: datetime) -> Read:
        self.check(values)
        customer = customer_named(values["customer"])
        zone = values["time_zone"] or customer.time_zone
        right = {**values, "customer": customer.external_id, "time_zone": zone}
        _check_free(right, row, customer.id)
        fields = {name: right[name] for name in ("name", "external_id", "address", "time_zone")}
        return Read(right, {**fields, "customer": customer})


def _check_free(values: Values, row: Site | None, customer_id: int) -> None:
    others = Site.objects.exclude(id=row.id) if row else Site.objects.all()
    if others.filter(customer=customer_id, name=values["name"]).exists():
        raise Problem("name", _("The customer has a site of this name already."))
    taken = values["external_id"] and others.filter(external_id=values["external_id"]).first()
    if taken:
        SITES.require_seen(taken)
        sentence = _("%(name)s has this external ID already.")
        raise Problem("external_id", sentence % {"name": taken.name})
    if row and row.customer_id != customer_id and row.services.exists():
        raise Problem("customer", _("Services end at this site; it stays with its customer."))


SITES = Sites()
