"""What the watch knows, in a small file: after a restart it does not raise the same alarm."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from qendra.project.watch.rules import Known, Memory

logger = logging.getLogger(__name__)

MOMENTS = ("since", "told_at", "gone_at")


def load(file: Path) -> Memory:
    """What was saved last; nothing when there is no file, or none that can be read."""
    try:
        told = json.loads(file.read_text())
        return {str(name): _known(fields) for name, fields in told.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        logger.error("What the watch knew cannot be read: %s", error)
        return {}


def save(file: Path, memory: Memory) -> None:
    """Whole or not at all. A disk that is full is logged; it stops no alarm."""
    told = {
        name: {key: _text(value) for key, value in asdict(known).items()}
        for name, known in memory.items()
    }
    half = file.with_name(f"{file.name}.half")
    try:
        with half.open("w") as out:
            out.write(json.dumps(told, indent=2))
            out.flush()
            os.fsync(out.fileno())
        half.replace(file)
    except OSError as error:
        logger.error("What the watch knows cannot be kept: %s", error)


def _text(value: str | datetime | None) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else value


def _known(fields: dict[str, Any]) -> Known:
    moments = {key: fields[key] and datetime.fromisoformat(fields[key]) for key in MOMENTS}
    if any(moment and moment.tzinfo is None for moment in moments.values()):
        raise ValueError("a moment without a zone")
    return Known(sentence=str(fields["sentence"]), **moments)
