"""``qendra doctor``: a sentence on everything that may be wrong, and a remedy."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from django.db.utils import DatabaseError, InterfaceError

from qendra.project.cli.sentences import sentence_for
from qendra.project.doctor.backups import backup, restore_test
from qendra.project.doctor.database import clock, database, migrations
from qendra.project.doctor.finding import Finding
from qendra.project.doctor.machine import disk, mail_in, mail_out
from qendra.project.doctor.webhooks import news, webhooks
from qendra.project.doctor.work import dead_letters, inbox, loops, outbox


def arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--json", action="store_true", help="for programs")
    add("--skip", action="append", default=[], metavar="NAME", help="leave this out; repeatable")


def run(options: argparse.Namespace) -> int:
    """1 when anything is wrong that is not skipped."""
    now = datetime.now(UTC)
    findings = [each for each in _examine(now) if each.name not in options.skip]
    print(_as_json(findings) if options.json else _as_text(findings))
    return 0 if _is_well(findings) else 1


def _examine(now: datetime) -> list[Finding]:
    """Everything; of the database only as much as its state allows."""
    around = [disk(), mail_in(), mail_out()]
    try:
        inside = [database(), migrations(), clock()]
        if _is_well(inside[1:2]):
            inside += [*loops(now), outbox(now), inbox(now), dead_letters()]
            inside += [backup(now), restore_test(now)]
            inside += [news(now), webhooks(now)]
    except (DatabaseError, InterfaceError) as error:
        said = sentence_for(error)[0]
        inside = [Finding("database", said, "Nothing else of the database was looked at.")]
    return [*inside, *around]


def _is_well(findings: list[Finding]) -> bool:
    return all(each.is_well for each in findings)


def _as_text(findings: list[Finding]) -> str:
    lines = []
    for each in findings:
        lines.append(f"{'ok' if each.is_well else 'WRONG':<6} {each.name:<15} {each.sentence}")
        if not each.is_well:
            lines.append(f"{'':<22} {each.remedy}")
    return "\n".join(lines)


def _as_json(findings: list[Finding]) -> str:
    checks = [
        {
            "name": each.name,
            "is_well": each.is_well,
            "sentence": each.sentence,
            "remedy": each.remedy or None,
        }
        for each in findings
    ]
    return json.dumps({"is_well": _is_well(findings), "checks": checks}, indent=2)
