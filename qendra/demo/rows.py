"""The rows of many lives, with real numbers from the real sequences, and their way in by COPY."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection

from qendra.demo.climbs import Climb, LadderOfLife
from qendra.demo.lives import Case, Happening
from qendra.escalation import ladder
from qendra.lib import ticket_id
from qendra.tickets.actions.writing import COLUMNS
from qendra.tickets.clocks import Deadlines
from qendra.tickets.entries import (
    Body,
    Opened,
    encode,
)
from qendra.tickets.escalation_entries import (
    EscalationStepped,
)
from qendra.tickets.fold import Snapshot

TICKET = (
    "id",
    "number",
    "intake_key",
    *COLUMNS,
    "response_due_at",
    "repair_due_at",
    "update_due_at",
    "due_at",
    "clock_changed",
    "version",
    "updated_at",
)
ENTRY = (
    "id",
    "ticket_id",
    "kind",
    "version",
    "data",
    "at",
    "recorded_at",
    "actor_id",
    "channel",
    "audience",
    "key",
)
TEXT = ("entry_id", "text", "history")
RUN = (
    "id",
    "ticket_id",
    "matrix_id",
    "service_id",
    "frozen",
    "level",
    "passed",
    "last_step_at",
    "next_step_at",
    "started_at",
)
STEP = (
    "run_id",
    "ladder",
    "level",
    "round",
    "cause",
    "at",
    "role",
    "holder_id",
    "holder_name",
)

Row = tuple[object, ...]


@dataclass(slots=True)
class Rows:
    """The rows of one chunk by table."""

    tickets: list[Row] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    runs: list[Row] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Life:
    """One ticket to be, before its rows have numbers."""

    case: Case
    happenings: Sequence[Happening]
    snapshot: Snapshot
    due: Deadlines
    climbed: Climb


def rows_of(lives: Sequence[Life], ladders: Mapping[int, LadderOfLife], key: bytes) -> Rows:
    """All rows with their numbers, which are taken from the real sequences."""
    rows = Rows()
    ids = _taken("tickets_ticket_id_seq", len(lives))
    places = _taken("tickets_place", len(lives))
    runs = _taken("escalation_run_id_seq", len(lives))
    entries = iter(_taken("tickets_entry_id_seq", sum(len(life.happenings) for life in lives)))
    for life, row_id, place, run_id in zip(lives, ids, places, runs, strict=True):
        number = ticket_id.number_for(place, key)
        rows.tickets.append(_ticket_row(life, row_id, number))
        _add_entries(rows, life, row_id, entries)
        _add_run(rows, life, row_id, run_id, ladders[life.case.service.id])
    return rows


def _taken(sequence: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, count])
        return [place for (place,) in cursor.fetchall()]


def _ticket_row(life: Life, row_id: int, number: str) -> Row:
    folded = [
        _json_of(life.snapshot.facts) if name == "facts" else getattr(life.snapshot, name)
        for name in COLUMNS
    ]
    due, last = life.due, life.happenings[-1].at
    return (
        row_id,
        number,
        f"scale:{number}",
        *folded,
        due.response_due_at,
        due.repair_due_at,
        due.update_due_at,
        due.due_at,
        False,
        len(life.happenings),
        last,
    )


def _add_entries(rows: Rows, life: Life, ticket: int, ids: Iterator[int]) -> None:
    for each in life.happenings:
        entry_id, body = next(ids), each.body
        data = _json_of(encode(body)) if isinstance(body, Opened) else _json(body)
        audience = "{customer}" if each.is_visible else "{}"
        rows.entries.append(
            (
                entry_id,
                ticket,
                body.KIND,
                1,
                data,
                each.at,
                each.at,
                each.actor_id,
                str(each.channel),
                audience,
                _key(ticket, body),
            )
        )
        if each.text:
            rows.texts.append((entry_id, each.text, ""))


def _key(ticket: int, body: Body) -> str | None:
    """As the escalation writes it, so that a step can never be recorded a second time."""
    if not isinstance(body, EscalationStepped):
        return None
    return f"escalation:{ticket}:{ladder.AGE}:{body.level}:1"


def _add_run(rows: Rows, life: Life, ticket: int, run: int, ours: LadderOfLife) -> None:
    climbed = life.climbed
    last = climbed.steps[-1][1] if climbed.steps else None
    rows.runs.append(
        (
            run,
            ticket,
            ours.matrix_id,
            life.case.service.id,
            ours.frozen,
            climbed.level,
            climbed.level,
            last,
            climbed.next_step_at,
            life.case.opened_at,
        )
    )
    for number, at in climbed.steps:
        holder = ours.holders[number]
        role = ours.ladder.levels[number - 1].role
        rows.steps.append((run, ladder.AGE, number, 1, "age", at, role, holder.id, holder.name))


def copy(rows: Rows) -> None:
    """Write all of them, what is referred to first."""
    for table, columns, lines in (
        ("tickets_ticket", TICKET, rows.tickets),
        ("tickets_entry", ENTRY, rows.entries),
        ("tickets_entrytext", TEXT, rows.texts),
        ("escalation_run", RUN, rows.runs),
        ("escalation_step", STEP, rows.steps),
    ):
        named = ", ".join(f'"{column}"' for column in columns)
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({named}) FROM STDIN") as to:
            for line in lines:
                to.write_row(line)


@lru_cache(maxsize=10_000)
def _json(body: Body) -> str:
    return _json_of(encode(body))


def _json_of(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)
