"""Circuits as records."""

from __future__ import annotations

import re
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.catalogue.models import Carrier, Circuit
from qendra.catalogue.records.kind import Choices, Column, Kind, Problem, Read, Values
from qendra.catalogue.records.looking_up import service_named, suggested_services
from qendra.lib.csv_text import tidy

_CODE = re.compile(r"[A-Z0-9][A-Z0-9\-/.]*")


def _carriers() -> Choices:
    return [(name, "") for name in Carrier.objects.order_by("name").values_list("name", flat=True)]


class Circuits(Kind[Circuit]):
    """Known by the circuit ID."""

    key = "circuits"
    name = gettext_lazy("Circuits")
    one = gettext_lazy("Circuit")
    new = gettext_lazy("New circuit")
    told = gettext_lazy(
        "The lines that services run on, ours or a carrier's. They end with the service."
    )
    icon = "circuit"
    columns = (
        Column(
            name="circuit_id",
            label=gettext_lazy("Circuit ID"),
            told=gettext_lazy("Letters, digits, hyphens, dots and slashes."),
            example="VIE-TIA-0001",
            most=60,
            is_needed=True,
            is_code=True,
        ),
        Column(
            name="service_id",
            label=gettext_lazy("Service ID"),
            told=gettext_lazy("The service that runs on it."),
            example="IPT-10001",
            most=40,
            is_needed=True,
            is_code=True,
            suggest=suggested_services,
        ),
        Column(
            name="a_end",
            label=gettext_lazy("A end"),
            told=gettext_lazy("Where it begins."),
            example="Vienna POP",
            is_needed=True,
        ),
        Column(
            name="z_end",
            label=gettext_lazy("Z end"),
            told=gettext_lazy("Where it ends."),
            example="Vienna office",
            is_needed=True,
        ),
        Column(
            name="carrier",
            label=gettext_lazy("Carrier"),
            told=gettext_lazy(
                "Who carries it; empty: we do. A name that is new makes a new carrier."
            ),
            example="Adria Carrier",
            most=100,
            suggest=_carriers,
        ),
        Column(
            name="carrier_reference",
            label=gettext_lazy("Carrier's reference"),
            told=gettext_lazy("What the carrier calls it."),
            example="ADR-77120",
            most=100,
            is_code=True,
        ),
    )
    shown = ("circuit_id", "service_id", "a_end", "z_end", "carrier")
    owner = "service__customer"

    def rows(self) -> QuerySet[Circuit]:
        return Circuit.objects.select_related("service", "carrier").order_by("code")

    def words(self, words: str) -> Q:
        found = Q(code__icontains=words) | Q(service__code__icontains=words)
        ends = Q(a_end__icontains=words) | Q(z_end__icontains=words)
        return found | ends | Q(carrier_reference__icontains=words)

    def values_of(self, row: Circuit) -> dict[str, str]:
        return {
            "circuit_id": row.code,
            "service_id": row.service.code,
            "a_end": tidy(row.a_end),
            "z_end": tidy(row.z_end),
            "carrier": tidy(row.carrier.name) if row.carrier else "",
            "carrier_reference": tidy(row.carrier_reference),
        }

    def find(self, values: Values) -> Circuit | None:
        return self.rows().filter(code=values["circuit_id"].upper()).first()

    def read(self, values: Values, row: Circuit | None, now: datetime) -> Read:
        right = {
            **values,
            "circuit_id": values["circuit_id"].upper(),
            "service_id": values["service_id"].upper(),
        }
        self.check(right)
        _check_circuit(right)
        other = self.find(right)
        if other and (row is None or other.id != row.id):
            raise Problem("circuit_id", _("There is a circuit with this ID already."))
        fields = {name: right[name] for name in ("a_end", "z_end", "carrier_reference")}
        fields |= {"code": right["circuit_id"]}
        return Read(
            right,
            {
                **fields,
                "service": service_named(right["service_id"]),
                "carrier": _carrier(right["carrier"]),
            },
        )

    def write(self, row: Circuit | None, read: Read, now: datetime) -> Circuit:
        carrier = read.fields["carrier"]
        if carrier is not None and carrier.pk is None:
            carrier.save()
        return super().write(row, read, now)


def _check_circuit(values: Values) -> None:
    if not _CODE.fullmatch(values["circuit_id"]):
        raise Problem("circuit_id", _("Letters, digits, hyphens, dots and slashes, nothing else."))
    if values["a_end"] == values["z_end"]:
        raise Problem("z_end", _("A line has two ends; these two are the same."))
    if values["carrier_reference"] and not values["carrier"]:
        raise Problem("carrier", _("There is a carrier's reference, so there is a carrier."))


def _carrier(name: str) -> Carrier | None:
    if not name:
        return None
    return Carrier.objects.filter(name__iexact=name).first() or Carrier(name=name)


CIRCUITS = Circuits()
