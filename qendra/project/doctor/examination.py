"""Everything that the doctor looks at, for the command and for the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.utils import DatabaseError, InterfaceError
from django.utils.translation import gettext as _

from qendra.project.cli.sentences import sentence_for
from qendra.project.doctor.backups import backup, restore_test
from qendra.project.doctor.certificates import certificates
from qendra.project.doctor.database import clock, database, migrations
from qendra.project.doctor.finding import Finding
from qendra.project.doctor.machine import disk, mail_in, mail_out
from qendra.project.doctor.rotas import rotas
from qendra.project.doctor.webhooks import news, webhooks
from qendra.project.doctor.work import dead_letters, inbox, loops, outbox


def examine(now: datetime) -> list[Finding]:
    """Everything; of the database only as much as its state allows."""
    around = [disk(), mail_in(), mail_out(), *certificates(now)]
    try:
        inside = [database(), migrations(), clock()]
        if not are_wrong(inside[1:2]):
            inside += [*loops(now), outbox(now), inbox(now), dead_letters()]
            inside += [rotas(now), backup(now), restore_test(now), news(now), webhooks(now)]
    except (DatabaseError, InterfaceError) as error:
        said = sentence_for(error)[0]
        inside = [Finding("database", said, _("Nothing else of the database was looked at."))]
    return [*inside, *around]


def are_wrong(findings: Iterable[Finding]) -> bool:
    """Whether anything is; a warning is not wrong."""
    return not all(each.is_well for each in findings)
