"""Importing a file: taken whole, checked by the worker, looked at by a person, then applied.

Checking and applying go in pieces of at most 50 lines, each its own transaction together with
how far it came: whoever is killed leaves nothing half done, and the next worker goes on there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.rights import Right
from qendra.catalogue.actions.records import check_right, write_plan
from qendra.catalogue.models.imports import Import, ImportLine, ImportState, LineOutcome
from qendra.catalogue.records import KINDS, Kind
from qendra.catalogue.records.eyes import through_the_eyes_of
from qendra.catalogue.records.kind import Problem
from qendra.catalogue.records.planning import Outcome, Plan, plan
from qendra.files.actions import keep_file
from qendra.files.names import safe_name
from qendra.lib.csv_text import Table, Trouble, Unreadable, read_table, tidy
from qendra.lib.errors import Refused

MOST_BYTES = 10 * 2**20
MOST_LINES = 20_000
PIECE = 50
_BATCH = 500


@transaction.atomic
def take_file(
    *, actor: Actor, now: datetime, kind: Kind[Any], filename: str, content: bytes
) -> Import:
    """Keep the file and its lines; the worker checks them. Refused for what is no table of it."""
    check_right(actor, Right.IMPORT)
    if actor.person is None:
        raise Refused(_("Only a person imports a file."))
    table = _table(content)
    _check_columns(kind, table)
    run = Import.objects.create(
        kind=kind.key,
        file=keep_file(content=content, now=now, limit=MOST_BYTES),
        filename=safe_name(filename)[:200],
        person=actor.person,
        language=translation.get_language() or "en",
        encoding=table.encoding,
        separator=table.separator,
        is_guessed=table.is_guessed,
        lines_total=len(table.lines),
        state=ImportState.CHECKING,
        created_at=now,
    )
    ImportLine.objects.bulk_create(_rows(run, kind, table), batch_size=_BATCH)
    return run


@transaction.atomic
def check_some(*, now: datetime) -> int:
    """Check the next lines of one file; how many. Nothing of the catalogue is written."""
    run = _claimed(ImportState.CHECKING)
    if run is None:
        return 0
    lines = list(_next(run.lines.all(), run))
    kind = KINDS[run.kind]
    with translation.override(run.language), through_the_eyes_of(run.person):
        for line in lines:
            # Saved one by one: a line looks at those before it.
            _note(line, _planned(run, kind, line, now))
    _go_on(run, lines, ImportState.CHECKED, now)
    return max(len(lines), 1)


@transaction.atomic
def apply_import(*, actor: Actor, now: datetime, import_id: int) -> Import:
    """Let the worker do what the report says. Refused unless there is a report to look at."""
    check_right(actor, Right.IMPORT)
    run = Import.objects.select_for_update().get(id=import_id)
    if run.state != ImportState.CHECKED:
        raise Refused(_("This file is being worked on, or was dealt with already."))
    run.state, run.place = ImportState.APPLYING, 0
    run.save(update_fields=["state", "place"])
    return run


@transaction.atomic
def drop_import(*, actor: Actor, now: datetime, import_id: int) -> Import:
    """Put the file aside; nothing of it was written. Refused once it is applied."""
    check_right(actor, Right.IMPORT)
    run = Import.objects.select_for_update().get(id=import_id)
    if run.state not in {ImportState.CHECKING, ImportState.CHECKED}:
        raise Refused(_("This file is being worked on, or was dealt with already."))
    run.state, run.ended_at = ImportState.DROPPED, now
    run.save(update_fields=["state", "ended_at"])
    return run


@transaction.atomic
def apply_some(*, now: datetime) -> int:
    """Write the next lines of one file, exactly as its report says; how many."""
    run = _claimed(ImportState.APPLYING)
    if run is None:
        return 0
    to_write = run.lines.filter(outcome__in=[LineOutcome.CREATED, LineOutcome.CHANGED])
    lines = list(_next(to_write, run))
    actor = Actor(run.person, Channel.DESK)
    kind = KINDS[run.kind]
    with translation.override(run.language), through_the_eyes_of(run.person):
        for line in lines:
            _apply(actor, kind, line, now)
    ImportLine.objects.bulk_update(lines, ["is_applied", "sentence", "row_id"])
    _go_on(run, lines, ImportState.DONE, now)
    return max(len(lines), 1)


def _table(content: bytes) -> Table:
    if len(content) > MOST_BYTES:
        sentence = _("The file is too large: up to %(size)d MB are read. Please split it.")
        raise Refused(sentence % {"size": MOST_BYTES // 2**20})
    try:
        table = read_table(content, most_lines=MOST_LINES)
    except Unreadable as trouble:
        raise Refused(_sentence(trouble)) from trouble
    if not table.lines:
        raise Refused(_("The file has no lines below its first one."))
    return table


def _sentence(unreadable: Unreadable) -> str:
    match unreadable.trouble:
        case Trouble.NO_TEXT:
            return _("This is no text. Please save the table as CSV and choose it again.")
        case Trouble.EMPTY:
            return _("The file is empty.")
        case Trouble.QUOTES:
            sentence = _("In line %(line)s a quotation mark is open or stands alone.")
            return sentence % {"line": unreadable.about}
        case Trouble.TWICE:
            return _("The column “%(name)s” is there twice.") % {"name": unreadable.about}
        case Trouble.TOO_MANY:
            sentence = _("The file has more than %(most)d lines. Please split it.")
            return sentence % {"most": MOST_LINES}


def _check_columns(kind: Kind[Any], table: Table) -> None:
    known = [column.name for column in kind.columns]
    unknown = [name for name in table.columns if name not in known]
    if unknown:
        sentence = _("Nobody knows the column “%(name)s”. The first line may name: %(known)s.")
        raise Refused(sentence % {"name": unknown[0][:60], "known": ", ".join(known)})
    lacking = [each.name for each in kind.columns if each.is_needed]
    lacking = [name for name in lacking if name not in table.columns]
    if lacking:
        sentence = _("The first line lacks the column “%(name)s”.")
        raise Refused(sentence % {"name": lacking[0]})


def _rows(run: Import, kind: Kind[Any], table: Table) -> Iterable[ImportLine]:
    blank = {column.name: "" for column in kind.columns}
    for number, cells in table.lines:
        values = dict(zip(table.columns, map(tidy, cells), strict=False))
        key = kind.identity({**blank, **values})
        line = ImportLine(run=run, number=number, values=values, key=key)
        if len(cells) > len(table.columns):
            with translation.override(run.language):
                line.sentence = _("This line has more cells than the first one.")
        yield line


def _claimed(state: ImportState) -> Import | None:
    waiting = Import.objects.filter(state=state).order_by("id")
    return waiting.select_for_update(skip_locked=True, of=("self",)).first()


def _next(lines: Any, run: Import) -> Any:  # noqa: ANN401 (a queryset of lines)
    return lines.filter(number__gt=run.place).order_by("number")[:PIECE]


def _go_on(run: Import, lines: list[ImportLine], end: ImportState, now: datetime) -> None:
    if lines:
        run.place = lines[-1].number
    if len(lines) < PIECE:
        run.state = end
        run.ended_at = now if end == ImportState.DONE else None
    run.save(update_fields=["place", "state", "ended_at"])


def _planned(run: Import, kind: Kind[Any], line: ImportLine, now: datetime) -> Plan:
    if line.sentence:
        return Plan(Outcome.REFUSED, problem=Problem("", line.sentence))
    earlier = run.lines.filter(key=line.key, number__lt=line.number).order_by("number").first()
    if earlier:
        sentence = _("Line %(line)d is about the same already.") % {"line": earlier.number}
        return Plan(Outcome.REFUSED, problem=Problem(kind.shown[0], sentence))
    return _hoping(run, line, plan(kind, line.values, now))


def _hoping(run: Import, line: ImportLine, planned: Plan) -> Plan:
    """A customer above may be new itself, in an earlier line of the same file."""
    problem = planned.problem
    if problem is None or (run.kind, problem.column) != ("customers", "parent"):
        return planned
    above = line.values.get("parent", "").lower()
    earlier = run.lines.filter(key=above, number__lt=line.number, outcome=LineOutcome.CREATED)
    if not earlier.exists():
        return planned
    changes = tuple((name, "", value) for name, value in line.values.items() if value)
    return Plan(Outcome.CREATED, changes=changes)


def _note(line: ImportLine, planned: Plan) -> None:
    line.outcome = planned.outcome
    line.changes = [list(change) for change in planned.changes]
    line.row_id = planned.row.pk if planned.row else None
    if planned.problem:
        line.column, line.sentence = planned.problem.column, planned.problem.sentence
    line.save(update_fields=["outcome", "changes", "column", "sentence", "row_id"])


def _apply(actor: Actor, kind: Kind[Any], line: ImportLine, now: datetime) -> None:
    """Write one line if it still means what the report said; else say that it does not."""
    planned = plan(kind, line.values, now)
    line.is_applied = False
    if planned.problem:
        line.sentence = planned.problem.sentence
        return
    if not _is_as_shown(planned, line):
        line.sentence = _("Somebody changed this since the report; it was left alone.")
        return
    try:
        with transaction.atomic():
            line.row_id = write_plan(actor, kind, planned, now).pk
        line.is_applied = True
    except DatabaseError:
        line.sentence = _("The database refused this line; it was left alone.")


def _is_as_shown(planned: Plan, line: ImportLine) -> bool:
    if planned.outcome != line.outcome:
        return False
    if planned.outcome == Outcome.CREATED:
        return True
    return [list(change) for change in planned.changes] == line.changes
