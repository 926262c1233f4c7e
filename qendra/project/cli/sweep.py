"""``qendra sweep``: do all that is due, now or as of a time to come.

On the demo it really does it. On a real installation the future is only rehearsed: everything
happens in one transaction that is rolled back, and nothing is sent.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from qendra.catalogue.models import Provider
from qendra.catalogue.selectors import provider
from qendra.jobs.worker import LOOPS, Loop
from qendra.lib import ticket_id
from qendra.outbox.models import Message
from qendra.project.cli.moments import moment_of
from qendra.project.cli.sentences import Failure
from qendra.project.schema import require_known
from qendra.tickets.models import Entry

# A rehearsal neither talks to the outside world nor writes the files of a mail or a document, nor
# removes any.
NOT_REHEARSED = {"deliver", "pages", "mail", "webhooks", "documents", "forget"}
REHEARSED = {name: loop for name, loop in LOOPS.items() if name not in NOT_REHEARSED}
# More rounds than the work of months needs; a loop that never comes to rest is a mistake.
MOST_ROUNDS = 10_000
# Ten years. The rules look ahead from the time that they are told, and time itself has an end.
FURTHEST = timedelta(days=3653)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at", metavar="TIME", help="such as 2026-03-11T09:00+01:00; without a zone: ours"
    )
    parser.add_argument(
        "--rehearse", action="store_true", help="only say what would be done; change nothing"
    )


def run(options: argparse.Namespace) -> int:
    require_known()
    ours = provider()
    at = _moment(options.at, ours, datetime.now(UTC))
    if options.at and not ours.is_demo and not options.rehearse:
        raise Failure("This is a real installation: the future is only rehearsed; add --rehearse.")
    if options.rehearse:
        _rehearse(ours, at)
    else:
        _report("Done", at, _do_all(LOOPS, at))
    return 0


def _moment(text: str | None, ours: Provider, now: datetime) -> datetime:
    """The moment in UTC. Refuses what is no time, and the past, and what is too far."""
    if text is None:
        return now
    at = moment_of(text, ours)
    if at < now:
        raise Failure(f"{at.isoformat(timespec='seconds')} is in the past; nothing was done.")
    if at > now + FURTHEST:
        raise Failure(f"{text} is more than ten years ahead; choose an earlier time.", 2)
    return at


def _rehearse(ours: Provider, at: datetime) -> None:
    with transaction.atomic():
        last_entry, last_message = _last_ids()
        done = _do_all(REHEARSED, at)
        lines = [
            f"{ticket_id.shown(entry.ticket.number, ours.ticket_prefix)}  {entry.kind}"
            for entry in Entry.objects.filter(id__gt=last_entry)
            .select_related("ticket")
            .order_by("id")
        ] + [
            f"message to {message.to_address}: {message.subject}"
            for message in Message.objects.filter(id__gt=last_message).order_by("id")
        ]
        transaction.set_rollback(True)
    for line in lines:
        print(line)
    _report("Would be done", at, done)
    print("Nothing was changed and nothing was sent.")


def _last_ids() -> tuple[int, int]:
    entry = Entry.objects.aggregate(last=Max("id"))["last"]
    message = Message.objects.aggregate(last=Max("id"))["last"]
    return entry or 0, message or 0


def _do_all(loops: Mapping[str, Loop], at: datetime) -> dict[str, int]:
    """Rounds through all loops until none finds anything; how many things each did."""
    done = dict.fromkeys(loops, 0)
    for _ in range(MOST_ROUNDS):
        counts = {name: loop(now=at) for name, loop in loops.items()}
        for name, count in counts.items():
            done[name] += count
        if not any(counts.values()):
            return done
    raise Failure("The work does not come to an end; one thing is done again and again.")


def _report(what: str, at: datetime, done: Mapping[str, int]) -> None:
    counts = ", ".join(f"{name} {count}" for name, count in done.items())
    print(f"{what} as of {at.isoformat(timespec='seconds')}: {counts}.")
