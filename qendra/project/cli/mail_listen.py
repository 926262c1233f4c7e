"""``qendra mail listen``: LMTP and SMTP on two ports, until stopped."""

from __future__ import annotations

import argparse

from django.conf import settings

from qendra.intake.email.listener import listen
from qendra.project.ports import require_free


def arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--bind", default=settings.BIND, help="address (%(default)s)")
    add("--lmtp-port", type=int, default=settings.LMTP_PORT, help="(%(default)s)")
    add("--smtp-port", type=int, default=settings.SMTP_PORT, help="(%(default)s)")


def run(options: argparse.Namespace) -> int:
    for port in (options.lmtp_port, options.smtp_port):
        require_free(options.bind, port, lowest=0)
    listen(bind=options.bind, lmtp_port=options.lmtp_port, smtp_port=options.smtp_port)
    return 0
