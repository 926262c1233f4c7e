"""``qendra mail parse --ndjson``: a filter that says all that is read of a mail.

One JSON object a line in, `{"id", "path"}`; one a line out, in the same order, flushed.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import BinaryIO

from qendra.intake.email.charset import guessed
from qendra.intake.email.filtering import LINE_LIMIT, answer, identity_in
from qendra.intake.email.patience import SECONDS, Patience
from qendra.project.cli.sentences import Failure

GAVE_UP = "Reading it was given up: it took more than {seconds:g} seconds or broke the reader."


def arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--ndjson", action="store_true", help="one JSON object a line, in and out (needed)")
    add("--seconds", type=float, default=SECONDS, help="at the most for one mail (%(default)s)")


def run(options: argparse.Namespace) -> int:
    if not options.ndjson:
        raise Failure("The only form is --ndjson.", 2)
    # The first look at a charset loads its tables; the helpers are copies that have them.
    guessed(b"Gr\xfc\xdfe")
    _filter(sys.stdin.buffer, sys.stdout.buffer, options.seconds)
    return 0


def _filter(lines: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    with Patience(_answered, seconds=seconds) as reader:
        while line := _next(lines):
            said = reader.answer(line)
            if said is None:
                why = GAVE_UP.format(seconds=seconds)
                said = _as_line({"id": identity_in(line), "rejected": why})
            try:
                answers.write(said)
                answers.flush()
            except BrokenPipeError:
                return


def _next(lines: BinaryIO) -> bytes:
    """The next line; of one that is too long its beginning. Empty at the end."""
    line = lines.readline(LINE_LIMIT + 1)
    rest = line
    while len(rest) == LINE_LIMIT + 1 and not rest.endswith(b"\n"):
        rest = lines.readline(LINE_LIMIT + 1)
    return line


def _answered(line: bytes) -> bytes:
    return _as_line(answer(line))


def _as_line(said: dict[str, object]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode("utf-8", errors="replace") + b"\n"
