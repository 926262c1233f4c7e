"""How many rows the database reads for what is asked of it, as PostgreSQL itself counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

_REMOVED = ("Rows Removed by Filter", "Rows Removed by Index Recheck")


@dataclass
class Reading:
    """What was asked. ``rows``: of every scan of a table or an index, kept or thrown away."""

    queries: list[str] = field(default_factory=list)
    rows: int = 0


@contextmanager
def rows_read(leave_out: str = "") -> Iterator[Reading]:
    """Explain every question that is asked within, but for those with ``leave_out`` in them."""
    reading = Reading()

    def explained(
        execute: Callable[..., Any],
        sql: str,
        params: Sequence[Any],
        many: bool,  # noqa: FBT001 (as Django calls it)
        context: dict[str, Any],
    ) -> Any:  # noqa: ANN401 (as Django calls it)
        reading.queries.append(sql)
        if sql.startswith("SELECT") and not (leave_out and leave_out in sql):
            execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params, many, context)
            ((plans,),) = context["cursor"].fetchall()
            reading.rows += _rows(plans[0]["Plan"])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        yield reading


def _rows(plan: dict[str, Any]) -> int:
    below: int = sum(_rows(each) for each in plan.get("Plans", ()))
    if "Scan" not in plan["Node Type"]:
        return below
    each_time = plan["Actual Rows"] + sum(plan.get(removed, 0) for removed in _REMOVED)
    own: int = round(each_time * plan["Actual Loops"])
    return below + own
