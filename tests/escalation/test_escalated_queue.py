"""The desk's queue of escalated tickets costs what it holds, not what was ever reported."""

from __future__ import annotations

from django.db import connection

from qendra.escalation.selectors import escalated_tickets
from tests.cast import Cast, opened


def test_an_index_of_its_own_holds_the_escalated_in_the_order_of_the_list(cast: Cast) -> None:
    with connection.cursor() as cursor:
        # What tests before left in the statistics and in the table decides nothing here.
        cursor.execute("TRUNCATE tickets_ticket CASCADE")
        for number in range(3):
            opened(cast, key=f"form:{number}")
        cursor.execute("ANALYZE tickets_ticket")
        # So few rows are read faster without; it is shown that the index could answer.
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = escalated_tickets().values("id").explain()
    assert "ticket_open_escalated" in plan
    assert "Sort" not in plan
    assert "Filter" not in plan
