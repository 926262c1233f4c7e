"""``qendra webhook log``: the latest deliveries of one webhook, with every attempt."""

from __future__ import annotations

import argparse

from qendra.project.cli.sentences import Failure
from qendra.webhooks.models import Attempt, Delivery
from qendra.webhooks.selectors import log_of, webhook_numbered


def arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("number", type=int, metavar="NUMBER", help="as qendra webhook list says")
    add("--limit", type=int, default=20, help="how many deliveries (%(default)s)")
    parser.epilog = "Times are UTC; the newest comes last."


def run(options: argparse.Namespace) -> int:
    if not 1 <= options.limit <= 10_000:
        raise Failure("Between 1 and 10000 deliveries can be printed.", 2)
    log = log_of(webhook_numbered(options.number))
    for delivery in reversed(log.order_by("-id")[: options.limit]):
        print(_line(delivery))
        for attempt in delivery.log.all():
            print(f"    {_told(attempt)}")
    return 0


def _line(delivery: Delivery) -> str:
    kind = delivery.entry.kind if delivery.entry else "test"
    again = ", replay" if delivery.is_replay else ""
    return f"{delivery.id}  {delivery.message_id}  {kind}  {delivery.state}{again}"


def _told(attempt: Attempt) -> str:
    said = [str(attempt.status or ""), attempt.error, attempt.answer]
    words = "  ".join(each for each in said if each)
    return f"{attempt.at:%Y-%m-%d %H:%M:%S}  {attempt.milliseconds} ms  {words}"
