"""``qendra demo``: the demo provider Interspace, and who may sign in to it."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from qendra.accounts.models import Person
from qendra.catalogue.models import Customer
from qendra.catalogue.selectors import provider
from qendra.demo.interspace import PASSWORD, sign_ins
from qendra.demo.loading import load_demo
from qendra.project.cli.sentences import Failure


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--if-empty", action="store_true", help="leave an installation that is not empty as it is"
    )


def run(options: argparse.Namespace) -> int:
    """Load it into an empty installation; says plainly that its sign-ins exist."""
    if provider().is_demo:
        _say_who_may_sign_in()
        return 0
    if not _is_empty():
        if options.if_empty:
            return 0
        raise Failure("This installation is not empty; the demo goes into an empty one only.")
    print("Loading the demo provider Interspace ...", flush=True)
    load_demo(now=datetime.now(UTC))
    _say_who_may_sign_in()
    return 0


def _is_empty() -> bool:
    return not Person.objects.exists() and not Customer.objects.exists()


def _say_who_may_sign_in() -> None:
    print(f"DEMO SIGN-INS EXIST: everybody of the demo signs in with the password {PASSWORD}.")
    for who, address in sign_ins():
        print(f"  {who:<40} {address}")
    print(flush=True)
