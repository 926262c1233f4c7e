"""``qendra webhook enable``: send again, beginning with what was kept."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from qendra.webhooks.actions.managing import enable_webhook


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int, metavar="NUMBER", help="as qendra webhook list says")


def run(options: argparse.Namespace) -> int:
    webhook = enable_webhook(webhook_id=options.number, now=datetime.now(UTC))
    print(f"The webhook {webhook.id} of {webhook.owner.name} is enabled.")
    return 0
