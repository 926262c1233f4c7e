"""``qendra replay``: whether every ticket is what its timeline says."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from qendra.project.backup.replaying import replay_tickets
from qendra.project.cli.sentences import Failure

MOST = 10_000
SHOWN = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--most", type=int, default=MOST, metavar="N", help="tickets to look at (%(default)s)")
    add("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """0 when all that were looked at are, 1 with the tickets that are not."""
    if options.most < 1:
        raise Failure("--most must be 1 or more.", 2)
    found = replay_tickets(most=options.most, today=datetime.now(UTC).date())
    if options.json:
        print(found.as_json())
    else:
        print(f"{found.replayed} of {found.tickets} tickets were made again from their timelines.")
        for sentence in found.differences[:SHOWN]:
            print(sentence)
    if found.differences:
        said = f"qendra: {len(found.differences)} differences between tickets and their timelines."
        print(said, file=sys.stderr)
        return 1
    return 0
