"""``qendra doctor``: a sentence on everything that may be wrong, and a remedy."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from qendra.project.doctor.examination import are_wrong, examine
from qendra.project.doctor.finding import Finding, State

WORDS = {State.WELL: "ok", State.WARNING: "SOON", State.WRONG: "WRONG"}


def arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--json", action="store_true", help="for programs")
    add("--skip", action="append", default=[], metavar="NAME", help="leave this out; repeatable")


def run(options: argparse.Namespace) -> int:
    """1 when anything is wrong that is not skipped; a warning is not wrong."""
    findings = [each for each in examine(datetime.now(UTC)) if each.name not in options.skip]
    print(_as_json(findings) if options.json else _as_text(findings))
    return 1 if are_wrong(findings) else 0


def _as_text(findings: list[Finding]) -> str:
    lines = []
    for each in findings:
        lines.append(f"{WORDS[each.state]:<6} {each.name:<16} {each.sentence}")
        if each.remedy:
            lines.append(f"{'':<23} {each.remedy}")
    return "\n".join(lines)


def _as_json(findings: list[Finding]) -> str:
    checks = [
        {
            "name": each.name,
            "is_well": each.is_well,
            "is_early": each.is_early,
            "sentence": each.sentence,
            "remedy": each.remedy or None,
        }
        for each in findings
    ]
    return json.dumps({"is_well": not are_wrong(findings), "checks": checks}, indent=2)
