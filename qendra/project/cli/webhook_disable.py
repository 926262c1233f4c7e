"""``qendra webhook disable``: send nothing more; what happens meanwhile is kept for 30 days."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from qendra.webhooks.actions.managing import disable_webhook


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int, metavar="NUMBER", help="as qendra webhook list says")


def run(options: argparse.Namespace) -> int:
    webhook = disable_webhook(webhook_id=options.number, now=datetime.now(UTC))
    print(f"The webhook {webhook.id} of {webhook.owner.name} is disabled.")
    return 0
