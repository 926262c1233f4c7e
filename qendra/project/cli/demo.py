"""``qendra demo``: the demo provider Interspace, and who may sign in to it."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from qendra.accounts.models import Person
from qendra.catalogue.models import Customer
from qendra.catalogue.selectors import provider
from qendra.demo.interspace import PASSWORD, sign_ins
from qendra.demo.loading import load_demo
from qendra.demo.scale import MOST, load_scale
from qendra.project.cli.sentences import Failure

# Characters of the progress bar.
BAR = 40


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--if-empty", action="store_true", help="leave an installation that is not empty as it is"
    )
    parser.add_argument(
        "--scale", metavar="N", type=int, help="add so many tickets to the demo, a fifth open"
    )


def run(options: argparse.Namespace) -> int:
    """Load it into an empty installation; says plainly that its sign-ins exist."""
    if options.scale is not None and not 1 <= options.scale <= MOST:
        raise Failure(f"--scale takes a number from 1 to {MOST:,}.", 2)
    if provider().is_demo:
        _grow(options.scale)
        _say_who_may_sign_in()
        return 0
    if not _is_empty():
        if options.if_empty:
            return 0
        raise Failure("This installation is not empty; the demo goes into an empty one only.")
    print("Loading the demo provider Interspace ...", flush=True)
    load_demo(now=datetime.now(UTC))
    _grow(options.scale)
    _say_who_may_sign_in()
    return 0


def _grow(tickets: int | None) -> None:
    """Add the tickets of a large demo, with a bar where somebody looks on."""
    if tickets is None:
        return
    print(f"Adding {tickets:,} tickets ...", flush=True)
    load_scale(now=datetime.now(UTC), tickets=tickets, progress=lambda done: _draw(done, tickets))
    if sys.stderr.isatty():
        print(file=sys.stderr)


def _draw(done: int, of: int) -> None:
    if sys.stderr.isatty():
        bar = "█" * (BAR * done // of)
        print(f"\r  {bar:░<{BAR}} {done:,} of {of:,}", end="", file=sys.stderr, flush=True)


def _is_empty() -> bool:
    return not Person.objects.exists() and not Customer.objects.exists()


def _say_who_may_sign_in() -> None:
    print(f"DEMO SIGN-INS EXIST: everybody of the demo signs in with the password {PASSWORD}.")
    for who, address in sign_ins():
        print(f"  {who:<40} {address}")
    print(flush=True)
