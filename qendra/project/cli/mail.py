"""``qendra mail``: receive (one mail on standard input), listen (a port), sink (for trials)."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings

from qendra.project import sink
from qendra.project.ports import require_free


def arguments(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_subparsers(dest="way", metavar="WAY", required=True)
    receive = ways.add_parser("receive", help="take one raw message from standard input")
    receive.set_defaults(way=_receive)
    listen = ways.add_parser("listen", help="take mail over LMTP and SMTP until stopped")
    listen.add_argument("--bind", default=settings.BIND, help="address (%(default)s)")
    listen.add_argument("--lmtp-port", type=int, default=settings.LMTP_PORT, help="(%(default)s)")
    listen.add_argument("--smtp-port", type=int, default=settings.SMTP_PORT, help="(%(default)s)")
    listen.set_defaults(way=_listen)
    collect = ways.add_parser("sink", help="write every mail into a folder, for trials")
    collect.add_argument("--port", type=int, default=8026, help="(%(default)s)")
    collect.add_argument("--folder", type=Path, default=settings.DATA_DIR / "mail")
    collect.set_defaults(way=_sink)


def run(options: argparse.Namespace) -> int:
    return int(options.way(options))


def _sink(options: argparse.Namespace) -> int:
    require_free("127.0.0.1", options.port)
    sink.serve("127.0.0.1", options.port, options.folder)
    return 0
