"""``qendra webhook replay``: send again what the log of one webhook has."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from qendra.catalogue.selectors import provider
from qendra.project.cli.moments import moment_of
from qendra.webhooks.actions.queueing import replay_delivery, replay_since


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int, metavar="NUMBER", help="as qendra webhook list says")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--delivery", type=int, metavar="NUMBER", help="as qendra webhook log says")
    what.add_argument(
        "--since", metavar="TIME", help="such as 2026-03-11T09:00+01:00; without a zone: ours"
    )


def run(options: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    if options.since is None:
        replay_delivery(webhook_id=options.number, delivery_id=options.delivery, now=now)
        queued = 1
    else:
        since = moment_of(options.since, provider())
        queued = replay_since(webhook_id=options.number, since=since, now=now)
    print(f"Queued {queued}; the worker sends them.")
    return 0
