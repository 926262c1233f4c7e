"""The catalogue's tables, one noun a file."""

from qendra.catalogue.models.customers import Contract, Customer, Membership, Site
from qendra.catalogue.models.imports import Import, ImportLine
from qendra.catalogue.models.limits import TeamCustomer
from qendra.catalogue.models.network import Carrier, Circuit, Device, Prefix, RedundancyGroup
from qendra.catalogue.models.provider import Provider
from qendra.catalogue.models.services import Product, Service, ServiceOwnership

__all__ = [
    "Carrier",
    "Circuit",
    "Contract",
    "Customer",
    "Device",
    "Import",
    "ImportLine",
    "Membership",
    "Prefix",
    "Product",
    "Provider",
    "RedundancyGroup",
    "Service",
    "ServiceOwnership",
    "Site",
    "TeamCustomer",
]
