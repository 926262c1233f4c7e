"""``qendra mail sink``: takes our own mails on 127.0.0.1 and writes them into a folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings

from qendra.project import sink
from qendra.project.ports import require_free

LOCAL = "127.0.0.1"


def arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--port", type=int, default=8026, help="(%(default)s)")
    add("--folder", type=Path, default=settings.DATA_DIR / "mail", help="(%(default)s)")


def run(options: argparse.Namespace) -> int:
    require_free(LOCAL, options.port)
    sink.serve(LOCAL, options.port, options.folder)
    return 0
