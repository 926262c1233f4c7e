"""The priority matrix is versioned data, and every ticket keeps the version that it went by."""

from __future__ import annotations

import importlib
import json

import pytest
from django.db import IntegrityError, connection, transaction

from qendra.lib.drawn import Values
from qendra.lib.errors import Crossed, Refused
from qendra.tickets.actions.facts import change_priority
from qendra.tickets.actions.matrix import save_priority_matrix
from qendra.tickets.entries import Opened, decode, encode
from qendra.tickets.fold import replay
from qendra.tickets.matrices import current_matrix, matrix_at, matrix_values
from qendra.tickets.models import PriorityMatrix
from qendra.tickets.priority import FIRST, Cells, Impact, Matrix, Priority, Urgency
from qendra.tickets.replay import differences
from tests.cast import NOW, Cast, desk, opened

HIGH = (Impact.SERVICE_AFFECTING, Urgency.HIGH)
MEDIUM = (Impact.SERVICE_AFFECTING, Urgency.MEDIUM)
STRICTER: Cells = {**FIRST.cells, MEDIUM: Priority.CRITICAL}


def publish(cast: Cast, cells: Cells, drawn: Values | None = None) -> Matrix:
    thresholds = FIRST.thresholds
    return save_priority_matrix(
        actor=desk(cast.jon), now=NOW, cells=cells, thresholds=thresholds, drawn=drawn
    )


def test_the_first_version_is_the_default_of_the_requirements() -> None:
    installed = importlib.import_module("qendra.tickets.migrations.0008_priority_matrix")
    written = json.loads(installed.FIRST)
    assert {(i, u): p for i, row in written.items() for u, p in row.items()} == FIRST.cells


def test_the_next_version_holds_for_what_is_reported_from_then_on(cast: Cast) -> None:
    before = opened(cast, key="form:1", urgency=Urgency.MEDIUM)
    publish(cast, STRICTER)
    after = opened(cast, key="form:2", urgency=Urgency.MEDIUM)
    assert (before.priority, before.matrix_version) == ("major", 1)
    assert (after.priority, after.matrix_version) == ("critical", 2)
    assert not differences(before)
    assert not differences(after)


def test_a_running_ticket_keeps_its_version_until_an_input_changes(cast: Cast) -> None:
    ticket = opened(cast, urgency=Urgency.LOW)
    publish(cast, STRICTER)
    ticket.refresh_from_db()
    assert ticket.matrix_version == 1
    changed = change_priority(
        actor=desk(cast.elira),
        now=NOW,
        ticket_id=ticket.id,
        impact=Impact.SERVICE_AFFECTING,
        urgency=Urgency.MEDIUM,
        reason="It stands still.",
    )
    assert (changed.priority, changed.matrix_version) == ("critical", 2)
    assert not differences(changed)


def test_entries_older_than_the_versions_replay_by_the_first_for_ever(cast: Cast) -> None:
    entry = opened(cast, urgency=Urgency.MEDIUM).entries.earliest("id")
    publish(cast, STRICTER)
    old = {k: v for k, v in entry.data.items() if k not in {"priority", "matrix_version"}}
    body = decode(Opened.KIND, 1, old)
    folded = replay([(entry.at, body)])
    assert (folded.priority, folded.matrix_version) == ("major", 1)


def test_a_replay_asks_no_matrix(cast: Cast) -> None:
    publish(cast, STRICTER)
    body = opened(cast, urgency=Urgency.MEDIUM).entries.earliest("id").body
    assert isinstance(body, Opened)
    assert replay([(NOW, decode(Opened.KIND, 1, encode(body)))]).priority == "critical"


def test_every_version_can_be_read_again(cast: Cast) -> None:
    publish(cast, STRICTER)
    publish(cast, FIRST.cells)
    assert [matrix_at(version).cells[MEDIUM] for version in (1, 2, 3)] == [
        "major",
        "critical",
        "major",
    ]
    assert current_matrix().version == 3


def test_saving_what_holds_already_writes_nothing(cast: Cast) -> None:
    count = PriorityMatrix.objects.count()
    assert publish(cast, FIRST.cells).version == 1
    assert PriorityMatrix.objects.count() == count


def test_something_worse_never_has_a_lower_priority(cast: Cast) -> None:
    with pytest.raises(Refused, match="must not lead to a lower priority"):
        publish(cast, {**FIRST.cells, HIGH: Priority.MINOR})


def test_only_an_administrator_publishes_a_matrix(cast: Cast) -> None:
    with pytest.raises(Refused, match="Only an administrator"):
        save_priority_matrix(
            actor=desk(cast.faik), now=NOW, cells=STRICTER, thresholds=FIRST.thresholds
        )


def test_two_administrators_never_overwrite_each_other(cast: Cast) -> None:
    seen = matrix_values(current_matrix())
    publish(cast, STRICTER, seen)
    with pytest.raises(Crossed):
        publish(cast, {**FIRST.cells, HIGH: Priority.MAJOR}, seen)


@pytest.mark.parametrize("change", ["UPDATE {} SET version = 9", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_version(cast: Cast, change: str) -> None:
    publish(cast, STRICTER)
    with (
        pytest.raises(IntegrityError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format("tickets_prioritymatrix"))
