"""The matrix of P1, the states, and what is missing of S6."""

from __future__ import annotations

import pytest

from qendra.tickets import states
from qendra.tickets.facts import FactName, missing_facts
from qendra.tickets.priority import (
    CELLS,
    FIRST,
    Impact,
    Priority,
    Urgency,
    flaws,
    is_provisional,
    priority_of,
)
from qendra.tickets.states import State

MATRIX = [
    ("service_affecting", "high", "critical"),
    ("service_affecting", "medium", "major"),
    ("degradation", "high", "major"),
    ("service_affecting", "low", "minor"),
    ("degradation", "medium", "minor"),
    ("non_service_affecting", "high", "minor"),
    ("degradation", "low", "low"),
    ("non_service_affecting", "medium", "low"),
    ("non_service_affecting", "low", "low"),
]


@pytest.mark.parametrize(("impact", "urgency", "priority"), MATRIX)
def test_priority_comes_from_impact_and_urgency(impact: str, urgency: str, priority: str) -> None:
    assert priority_of(FIRST, "fault", impact, urgency) == priority


def test_the_matrix_has_a_cell_for_every_pair() -> None:
    pairs = {(impact, urgency) for impact, urgency, _ in MATRIX}
    assert pairs == {(str(i), str(u)) for i in Impact for u in Urgency}


@pytest.mark.parametrize("urgency", list(Urgency))
def test_a_fault_of_unknown_impact_runs_provisionally_as_service_affecting(
    urgency: Urgency,
) -> None:
    stated = priority_of(FIRST, "fault", "service_affecting", urgency)
    assert priority_of(FIRST, "fault", None, urgency) == stated
    assert is_provisional("fault", None)
    assert not is_provisional("fault", "degradation")


def test_a_request_has_no_impact_and_is_never_provisional() -> None:
    assert priority_of(FIRST, "request", None, "medium") == "low"
    assert not is_provisional("request", None)


def test_the_first_matrix_has_no_flaw() -> None:
    assert not list(flaws(FIRST.cells))


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("priority", list(Priority))
def test_a_flaw_is_found_exactly_where_something_worse_has_less(
    cell: tuple[Impact, Urgency], priority: Priority
) -> None:
    cells = {**FIRST.cells, cell: priority}
    weights = {each: list(Priority).index(cells[each]) for each in CELLS}
    impacts, urgencies = list(Impact), list(Urgency)
    has_flaw = any(
        weights[one] > weights[other]
        for one in CELLS
        for other in CELLS
        if impacts.index(one[0]) <= impacts.index(other[0])
        and urgencies.index(one[1]) <= urgencies.index(other[1])
    )
    assert bool(list(flaws(cells))) is has_flaw


def test_required_facts_are_named_until_they_are_given() -> None:
    assert missing_facts("fault", None, {}) == [
        FactName.SERVICE_ID,
        FactName.STARTED_AT,
        FactName.DESCRIPTION,
        FactName.IMPACT,
    ]
    assert missing_facts("fault", 1, {"started_at": 1, "description": 1, "impact": 1}) == []


def test_a_service_id_that_was_not_found_is_still_missing() -> None:
    facts = {"service_id": 1, "started_at": 1, "description": 1, "impact": 1}
    assert missing_facts("fault", None, facts) == [FactName.SERVICE_ID]


def test_a_request_needs_neither_start_nor_impact() -> None:
    assert missing_facts("request", 1, {"description": 1}) == []


def test_every_state_has_its_moves_and_none_leads_to_itself() -> None:
    assert set(states.MOVES) == set(State)
    assert not any(states.can_move(state, state) for state in State)


def test_a_merged_ticket_moves_no_more() -> None:
    assert not states.MOVES[State.MERGED]


@pytest.mark.parametrize("before", [State.RESTORED, State.RESOLVED])
def test_work_after_an_unconfirmed_repair_disproves_it(before: State) -> None:
    assert states.disproves_restoration(before, State.IN_PROGRESS)


def test_reopening_a_closed_ticket_leaves_its_restoration_standing() -> None:
    assert not states.disproves_restoration(State.CLOSED, State.IN_PROGRESS)
