"""``qendra mail receive``: one raw message on standard input.

Exits 0 only once it is durable, 65 when it is too large for good, 75 in all other trouble.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime

from qendra.intake.email.receive import receive_mail
from qendra.project.cli.sentences import Failure


def arguments(parser: argparse.ArgumentParser) -> None:
    # Mail servers name both in the environment of a pipe.
    environment = os.environ
    recipient = environment.get("ORIGINAL_RECIPIENT") or environment.get("RECIPIENT")
    add = parser.add_argument
    add("--sender", default=environment.get("SENDER"), help="envelope sender (%(default)s)")
    add("--recipient", default=recipient, help="envelope recipient (%(default)s)")


def run(options: argparse.Namespace) -> int:
    code = receive_mail(
        sys.stdin.buffer,
        envelope_from=options.sender,
        envelope_to=[options.recipient] if options.recipient else [],
        now=datetime.now(UTC),
    )
    if code:
        raise Failure("The mail is too large; it was not taken.", code)
    return code
