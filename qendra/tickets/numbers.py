"""Taking the next ticket IDs (S3)."""

from __future__ import annotations

from qendra.catalogue.models import Provider
from qendra.lib import ticket_id
from qendra.lib.plans import planned_cursor


def next_numbers(provider: Provider, count: int) -> list[str]:
    """Numbers that no ticket had before; a place in the sequence is never given twice."""
    with planned_cursor() as cursor:
        cursor.execute("SELECT nextval('tickets_place') FROM generate_series(1, %s)", [count])
        places = [place for (place,) in cursor.fetchall()]
    key = bytes.fromhex(provider.ticket_key)
    return [ticket_id.number_for(place, key) for place in places]
