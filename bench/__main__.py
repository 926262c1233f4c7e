"""Measure Qendra on this machine and print one table; see docs/bench.md."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django

from bench.figures import Figure, table, write_json
from bench.names import NAMES, is_wanted
from bench.system import System


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    if not any(is_wanted(name, options.only) for name in NAMES):
        told = f"there is no figure “{options.only}”; there are: {', '.join(NAMES)}."
        print(f"script/bench: {told}", file=sys.stderr)
        return 2
    # Ended from outside, it still stops what it started and removes its folder.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="qendra-bench-", ignore_cleanup_errors=True) as folder:
        # The server's own user must be able to come through.
        Path(folder).chmod(0o755)
        system = System(Path(folder))
        try:
            figures = list(_measure(system, options))
        finally:
            system.stop()
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"\n{table(figures)}\n")
    print(f"{options.scale:,} tickets; {os.cpu_count()} cores; load {load} (1, 5, 15 minutes).")
    if options.json:
        write_json(figures, options.json)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__, allow_abbrev=False)
    add = parser.add_argument
    add("--scale", type=int, default=100_000, metavar="N", help="tickets (%(default)s)")
    add("--open", type=int, metavar="N", help="most open tickets of growth (as many as tickets)")
    add("--only", metavar="NAME", help="only figures with this in their name")
    add("--json", type=Path, metavar="FILE", help="write the figures into this file, too")
    add("--seconds", type=float, default=5.0, metavar="S", help="for each page (%(default)s)")
    return parser.parse_args(arguments)


def _measure(system: System, options: argparse.Namespace) -> Iterator[Figure]:
    os.environ |= system.environment
    system.database.start()
    system.qendra("migrate", "--quiet")
    system.qendra("demo", "--scale", str(options.scale))
    system.stop()
    # What measures reads tables; Django must know the settings first.
    django.setup()
    measuring = import_module("bench.measuring")
    most = options.open or options.scale
    for figure in measuring.measured(system, options.only, options.seconds, most):
        print(f"{figure.name}: {figure.value:.1f} {figure.unit}", file=sys.stderr, flush=True)
        yield figure


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
