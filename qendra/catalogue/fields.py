"""PostgreSQL's ``cidr`` as a model field: a network, IPv4 or IPv6."""

from __future__ import annotations

import ipaddress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class CidrField(models.Field[Network | str, Network]):
    """Holds an ``ipaddress`` network; the database finds the prefixes around an address."""

    description = "IPv4 or IPv6 network"

    def db_type(self, connection: Any) -> str:
        return "cidr"

    def to_python(self, value: Any) -> Network | None:
        if value is None or isinstance(value, ipaddress.IPv4Network | ipaddress.IPv6Network):
            return value
        try:
            return ipaddress.ip_network(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Network | None:
        return self.to_python(value)

    def get_prep_value(self, value: Any) -> str | None:
        network = self.to_python(value)
        return None if network is None else str(network)


@CidrField.register_lookup
class Holds(models.Lookup[Any]):
    """``network__holds="192.0.2.7"``: the prefixes that contain this address."""

    lookup_name = "holds"

    def get_prep_lookup(self) -> str:
        return str(ipaddress.ip_address(str(self.rhs)))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} >>= {right}::inet", [*left_params, *right_params]
