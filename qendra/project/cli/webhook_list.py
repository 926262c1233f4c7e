"""``qendra webhook list``: all webhooks, whose they are, how they do, and what waits."""

from __future__ import annotations

import argparse

from qendra.webhooks.models import Webhook
from qendra.webhooks.selectors import all_webhooks, waiting_counts


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "The secrets are not kept, so they cannot be shown."


def run(options: argparse.Namespace) -> int:
    print(f"{'no.':<5} {'owner':<20} {'scope':<14} {'state':<28} {'waiting':>7}  address")
    waiting = waiting_counts()
    for webhook in all_webhooks():
        scope = webhook.customer.external_id if webhook.customer else "staff"
        print(
            f"{webhook.id:<5} {webhook.owner.name:<20} {scope:<14} {_state(webhook):<28}"
            f" {waiting.get(webhook.id, 0):>7}  {webhook.url}"
        )
    return 0


def _state(webhook: Webhook) -> str:
    if not webhook.is_enabled:
        return f"disabled ({webhook.disabled_because})"
    since = webhook.failing_since
    return f"failing since {since:%m-%d %H:%M}" if since else "enabled"
