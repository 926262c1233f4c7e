"""The catalogue as records of text: what a form asks for and a file holds, by the same rules.

One module a kind. Each knows its columns, how a record is found again, and what may be in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qendra.catalogue.records.circuits import CIRCUITS
from qendra.catalogue.records.contacts import CONTACTS
from qendra.catalogue.records.customers import CUSTOMERS
from qendra.catalogue.records.kind import Kind
from qendra.catalogue.records.prefixes import PREFIXES
from qendra.catalogue.records.services import SERVICES
from qendra.catalogue.records.sites import SITES

# In the order in which they are imported: each names those before it.
KINDS: Mapping[str, Kind[Any]] = {
    kind.key: kind for kind in (CUSTOMERS, CONTACTS, SITES, SERVICES, CIRCUITS, PREFIXES)
}

__all__ = ["KINDS", "Kind"]
