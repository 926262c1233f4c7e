"""`{"id", "path"}` in, all that was read of that mail out; what is refused says why.

Whatever stands in a line or lies at a path, the answer is one object.
"""

import json
import os
import stat
from pathlib import Path
from typing import Any

from qendra.intake.email.described import Described, described
from qendra.intake.email.limits import SIZE_LIMIT
from qendra.intake.email.parse import parse_mail

LINE_LIMIT = 64 * 1024


class Rejected(Exception):
    """What was asked for is refused on purpose; the words say why."""


def answer(line: bytes) -> Described:
    """What is said to one line of input."""
    said: Described = {"id": None}
    try:
        asked = _asked(line)
        said["id"] = asked.get("id")
        return {**said, **described(parse_mail(_content(asked)))}
    except Rejected as why:
        return {**said, "rejected": str(why)}
    except MemoryError:
        return {**said, "rejected": "Reading it took too much memory."}


def identity_in(line: bytes) -> object:
    """The `id` of a line, None where it has none that can be read."""
    try:
        return _asked(line).get("id")
    except Rejected:
        return None


def _asked(line: bytes) -> dict[str, Any]:
    if len(line) > LINE_LIMIT:
        raise Rejected(f"The line is longer than {LINE_LIMIT // 1024} KiB.")
    try:
        asked = json.loads(line, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise Rejected("The line is no JSON.") from None
    if not isinstance(asked, dict):
        raise Rejected("The line is no JSON object.")
    return asked


def _refused(constant: str) -> None:
    """NaN and its like are no JSON."""
    raise ValueError(constant)


def _content(asked: dict[str, Any]) -> bytes:
    path = asked.get("path")
    if not isinstance(path, str) or not path:
        raise Rejected("There is no path.")
    try:
        return _read(Path(path))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is no path"
        raise Rejected(f"The file cannot be read: {why}.") from None


def _read(path: Path) -> bytes:
    """The file's bytes; a pipe or a device, which might never end, is refused."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise Rejected("It is no file.")
        if found.st_size > SIZE_LIMIT:
            raise Rejected(f"The mail is larger than {SIZE_LIMIT // 2**20} MiB.")
        return file.read(SIZE_LIMIT + 1)
