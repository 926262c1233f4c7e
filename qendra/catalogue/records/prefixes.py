"""Prefixes as records."""

from __future__ import annotations

import ipaddress
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.catalogue.fields import Network
from qendra.catalogue.models import Prefix
from qendra.catalogue.records.kind import Column, Kind, Problem, Read, Values
from qendra.catalogue.records.looking_up import service_named, suggested_services


class Prefixes(Kind[Prefix]):
    """Known by the network itself."""

    key = "prefixes"
    name = gettext_lazy("Prefixes")
    one = gettext_lazy("Prefix")
    new = gettext_lazy("New prefix")
    told = gettext_lazy(
        "The addresses of services. They end with the service, or move to another one."
    )
    icon = "globe"
    columns = (
        Column(
            name="network",
            label=gettext_lazy("Network"),
            told=gettext_lazy("IPv4 or IPv6 with its length."),
            example="192.0.2.0/25",
            most=50,
            is_needed=True,
            is_code=True,
        ),
        Column(
            name="service_id",
            label=gettext_lazy("Service ID"),
            told=gettext_lazy("The service that it belongs to."),
            example="IPT-10001",
            most=40,
            is_needed=True,
            is_code=True,
            suggest=suggested_services,
        ),
    )
    shown = ("network", "service_id")
    owner = "service__customer"

    def rows(self) -> QuerySet[Prefix]:
        return Prefix.objects.select_related("service").order_by("network")

    def words(self, words: str) -> Q:
        found = Q(service__code__icontains=words) | Q(service__customer__name__icontains=words)
        try:
            return found | Q(network__holds=str(ipaddress.ip_address(words.partition("/")[0])))
        except ValueError:
            return found

    def values_of(self, row: Prefix) -> dict[str, str]:
        return {"network": str(row.network), "service_id": row.service.code}

    def identity(self, values: Values) -> str:
        try:
            return str(_network(values["network"]))
        except Problem:
            return values["network"]

    def find(self, values: Values) -> Prefix | None:
        if not values["network"]:
            return None
        return self.rows().filter(network=_network(values["network"])).first()

    def read(self, values: Values, row: Prefix | None, now: datetime) -> Read:
        self.check(values)
        network = _network(values["network"])
        right = {"network": str(network), "service_id": values["service_id"].upper()}
        other = Prefix.objects.filter(network=network).first()
        if other and (row is None or other.id != row.id):
            raise Problem("network", _("This network is entered already."))
        return Read(right, {"network": network, "service": service_named(right["service_id"])})


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        pass
    try:
        right = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise Problem("network", _("This is no network, such as 192.0.2.0/25.")) from None
    sentence = _("An address lies inside a network; do you mean %(network)s?")
    raise Problem("network", sentence % {"network": right})


PREFIXES = Prefixes()
