"""The desk's queue of escalated tickets costs what it holds, not what was ever reported."""

from __future__ import annotations

from django.db import connection

from qendra.escalation.models import Run
from tests.cast import Cast


def test_an_index_of_its_own_answers_which_runs_are_escalated(cast: Cast) -> None:
    with connection.cursor() as cursor:
        # So few rows are read faster without; it is shown that the index could answer.
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Run.objects.filter(level__gte=1).values("ticket").explain()
    assert "run_escalated" in plan
    assert "Filter" not in plan
