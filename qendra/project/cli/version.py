"""``qendra version``: what runs here, for a report to whoever helps."""

from __future__ import annotations

import argparse
import platform
from importlib.metadata import version


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    """Works without settings and database, for these may be the trouble."""
    print(
        f"Qendra {version('qendra')} "
        f"(Python {platform.python_version()}, Django {version('django')})"
    )
    return 0
