"""Whether a disk has room for what is about to be written."""

from __future__ import annotations

import shutil
from pathlib import Path

from qendra.project.cli.sentences import Failure

GIGABYTE = 2**30
# Stays free for whoever else lives on that disk, the database first of all.
RESERVE = GIGABYTE // 2


def require_room(folder: Path, size: int) -> None:
    """Failure with a sentence when ``size`` bytes would leave less than half a gigabyte free."""
    free = shutil.disk_usage(folder).free
    if free < size + RESERVE:
        raise Failure(
            f"There is not enough room in {folder}: {free / GIGABYTE:.1f} GB are free, "
            f"{(size + RESERVE) / GIGABYTE:.1f} GB are needed."
        )
