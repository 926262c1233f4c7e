"""Taking the next ticket ID (S3)."""

from __future__ import annotations

from qendra.catalogue.models import Provider
from qendra.lib import ticket_id
from qendra.lib.plans import planned_cursor


def next_number(provider: Provider) -> str:
    """A number that no ticket had before; a place in the sequence is never given twice."""
    with planned_cursor() as cursor:
        cursor.execute("SELECT nextval('tickets_place')")
        (place,) = cursor.fetchone()
    return ticket_id.number_for(place, bytes.fromhex(provider.ticket_key))
