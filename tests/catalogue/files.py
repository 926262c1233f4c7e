"""Files for imports, and the worker that deals with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from qendra.accounts.models import Person
from qendra.catalogue.actions.importing import apply_import, take_file
from qendra.catalogue.models import Import
from qendra.catalogue.records import KINDS
from qendra.catalogue.records.exporting import exported
from qendra.jobs import imports
from tests.cast import NOW, desk


def checked(kind: str, text: str | bytes, by: Person, now: datetime = NOW) -> Import:
    """A file that the worker has checked."""
    content = text if isinstance(text, bytes) else text.encode()
    run = take_file(
        actor=desk(by), now=now, kind=KINDS[kind], filename=f"{kind}.csv", content=content
    )
    work(now)
    run.refresh_from_db()
    return run


def applied(run: Import, now: datetime = NOW) -> Import:
    """The same file, released and written."""
    apply_import(actor=desk(run.person), now=now, import_id=run.id)
    work(now)
    run.refresh_from_db()
    return run


def work(now: datetime = NOW) -> None:
    """The worker's loop until nothing is left."""
    while imports.run_once(now=now):
        pass


def report(run: Import) -> list[tuple[int, str, str, str]]:
    """Line, outcome, column and sentence of each line."""
    lines = run.lines.order_by("number")
    return list(lines.values_list("number", "outcome", "column", "sentence"))


def changes_of_line(run: Import, number: int) -> Mapping[str, tuple[str, str]]:
    """What the report shows as changed in a line: column → before, after."""
    return {name: (was, now) for name, was, now in run.lines.get(number=number).changes}


def export_of(kind: str) -> str:
    """The file that an export of this kind sends."""
    return "".join(exported(KINDS[kind], KINDS[kind].rows()))
