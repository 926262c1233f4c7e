"""What a restore test found."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Replayed:
    """Of so many ``tickets``, so many were made again from their timelines.

    ``differences`` are sentences on those that did not come out as they stand in the table.
    """

    tickets: int
    replayed: int
    differences: list[str]

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=2)


@dataclass(frozen=True, slots=True)
class Report(Replayed):
    """An archive as the installation that it became for a moment; rows and files were compared.

    ``made_at`` is the moment that it holds (ISO 8601), ``seconds`` what the test took.
    """

    made_at: str
    rows: int
    files: int
    seconds: float
