"""Log lines: as text for people, or one JSON object a line for programs."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from qendra.lib import log_fields
from qendra.lib.ticket_id import shown

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# Signed links have such long parts; whoever holds one may act with it.
_SECRET = re.compile(r"(?<=/)[^/\s]{41,}")


class TextLines(logging.Formatter):
    """A line for people; at its end the ticket that it is about: ``[IS-1234-5678-9]``."""

    def __init__(self) -> None:
        super().__init__(TEXT)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (named by logging)
        line = super().formatMessage(record)
        ticket = _fields().get("ticket")
        return f"{line} [{ticket}]" if ticket else line


class JsonLines(logging.Formatter):
    """One JSON object a line, in ASCII, also for an error with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            **_fields(),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, default=str)


class WithoutSecrets(logging.Filter):
    """For loggers that name the path of a request: it may be a signed link."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                without_secrets(each) if isinstance(each, str) else each for each in record.args
            )
        return True


def without_secrets(path: str) -> str:
    """The path with … for its long parts, and for what would begin a line of its own."""
    cut = _SECRET.sub("…", path)
    return "".join(each if each.isprintable() else "…" for each in cut)


def configuration(*, is_json: bool, level: str) -> dict[str, Any]:
    """For ``logging.config``: everything to standard error; requests only as JSON."""
    lines = JsonLines if is_json else TextLines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"{lines.__module__}.{lines.__qualname__}"}},
        "filters": {
            "away": {"()": "qendra.project.away.InOneLine"},
            "without_secrets": {"()": f"{WithoutSecrets.__module__}.{WithoutSecrets.__qualname__}"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["away"]}
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "qendra": {"level": level},
            "qendra.project.access_log": {"level": level if is_json else "WARNING"},
            "django.request": {"level": "ERROR", "filters": ["without_secrets"]},
            # What answers HTTP; its own lines are like ours.
            "_granian": {"level": "WARNING"},
            "granian.access": {"level": "WARNING"},
        },
    }


def _fields() -> dict[str, object]:
    """What was noted, the ticket as people see its ID; without prefix where none is known yet."""
    fields = log_fields.noted()
    prefix = str(fields.pop("ticket_prefix", ""))
    if "ticket" in fields:
        fields["ticket"] = shown(str(fields["ticket"]), prefix).removeprefix("-")
    return fields
