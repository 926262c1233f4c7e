"""``qendra backup verify FILE``: an archive becomes an installation for a moment."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from json import dumps
from pathlib import Path

from qendra.project.backup.report import Report
from qendra.project.backup.testing import restore_test

SHOWN = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="an archive of qendra backup")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """0 when everything came out as it was; 1 with a sentence when not. Needs no database."""
    report = restore_test(options.file.absolute())
    print(dumps(asdict(report), indent=2) if options.json else _as_text(report))
    if report.differences:
        print(f"qendra: {len(report.differences)} differences were found.", file=sys.stderr)
        return 1
    return 0


def _as_text(report: Report) -> str:
    sentence = (
        f"Restored as of {report.made_at}, and thrown away again: {report.rows} rows and "
        f"{report.files} files as they were; {report.replayed} of {report.tickets} tickets were "
        f"made again from their timelines ({report.seconds:.0f} s)."
    )
    return "\n".join([sentence, *report.differences[:SHOWN]])
