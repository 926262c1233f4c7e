"""A figure, the table of all, and their file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. ``limit``: what the bare database does of the same; None: not known.

    ``p50`` and ``p95`` are milliseconds, where single answers were timed.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    p50: float | None = None
    p95: float | None = None

    @property
    def ratio(self) -> float | None:
        """The value by its limit."""
        return self.value / self.limit if self.limit else None


def of_latencies(name: str, latencies: Sequence[float], seconds: float) -> Figure:
    """Answers a second, with the median and the 95th percentile of these latencies (s)."""
    ordered = sorted(latencies)
    p50, p95 = (1000 * ordered[int(len(ordered) * part)] for part in (0.5, 0.95))
    return Figure(name, len(ordered) / seconds, "1/s", p50=p50, p95=p95)


def table(figures: Iterable[Figure]) -> str:
    """One line a figure, columns aligned."""
    lines = [
        f"{'figure':<34}{'value':>10} {'unit':<5}{'p50 ms':>9}{'p95 ms':>9}{'limit':>9}{'ratio':>7}"
    ]
    lines += [
        f"{each.name:<34}{each.value:>10.1f} {each.unit:<5}{_cell(each.p50, 9)}{_cell(each.p95, 9)}"
        f"{_cell(each.limit, 9)}{_cell(each.ratio, 7, 2)}"
        for each in figures
    ]
    return "\n".join(lines)


def write_json(figures: Iterable[Figure], file: Path) -> None:
    """``{"figures": [{"name", "value", "unit", "limit", "ratio"}]}``; null where there is none."""
    rows = [
        {
            "name": each.name,
            "value": each.value,
            "unit": each.unit,
            "limit": each.limit,
            "ratio": each.ratio,
        }
        for each in figures
    ]
    file.write_text(json.dumps({"figures": rows}, indent=2) + "\n")


def _cell(value: float | None, width: int, digits: int = 1) -> str:
    return f"{'–':>{width}}" if value is None else f"{value:>{width}.{digits}f}"
