"""Every state and every entry has its words for customers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qendra.panel.events import told
from qendra.panel.promises import priority_table
from qendra.panel.standing import standing_of
from qendra.tickets.entries import (
    KINDS,
    CallLogged,
    MessageAdded,
    NoteAdded,
    Opened,
    PriorityChanged,
    ReplySent,
    StateChanged,
)
from qendra.tickets.escalation_entries import (
    EscalationRequested,
    EscalationStepped,
)
from qendra.tickets.priority import FIRST
from qendra.tickets.states import State
from tests.cast import NOW, Cast, opened

# Words of people are shown as they are; notes are never shown to customers.
NOT_TOLD = {Opened, MessageAdded, ReplySent, CallLogged, NoteAdded}


@pytest.mark.parametrize("state", State)
def test_every_state_says_what_is_and_what_comes_next(cast: Cast, state: State) -> None:
    ticket = opened(cast)
    ticket.state = state
    told_of = standing_of(ticket, cast.alba, NOW, next_step=None)
    assert told_of.now.endswith(".")
    assert told_of.next.endswith(".")


def test_a_missed_deadline_is_admitted(cast: Cast) -> None:
    ticket = opened(cast)
    later = NOW + timedelta(days=1)
    assert "later than we promised" in standing_of(ticket, cast.alba, later, next_step=None).next


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind not in NOT_TOLD])
def test_every_kind_of_event_has_a_sentence_of_its_own(kind: type) -> None:
    assert told.dispatch(kind) is not told.dispatch(object)


def test_moves_are_told_by_what_they_mean() -> None:
    confirmed = StateChanged(before="resolved", after="closed", confirmed=True)
    assert "You confirmed" in told(confirmed).sentence
    assert "Open again" in told(StateChanged(before="resolved", after="in_progress")).sentence
    assert told(StateChanged(before="new", after="in_progress")).sentence == "Now: In progress."


def test_a_priority_is_told_with_before_and_after() -> None:
    raised = PriorityChanged(
        impact=None,
        urgency="high",
        before="minor",
        after="critical",
        reason="It reaches the whole office.",
        matrix_version=1,
    )
    event = told(raised)
    assert event.sentence == "The priority changed from Minor to Critical."
    assert event.tone == "major"
    assert event.words == "It reaches the whole office."


def test_escalations_name_the_role_and_never_the_person() -> None:
    stepped = EscalationStepped(level=2, role="NOC manager", holder="Hana", cause="age")
    assert told(stepped).sentence == "Escalated by its age to level 2, NOC manager."
    asked = EscalationRequested(reason="Too slow.", call_back=True, outcome="reminded")
    assert told(asked).words == "Too slow."
    assert "call back" in told(asked).sentence


def test_the_browser_gets_the_same_priorities_as_the_rules() -> None:
    table = priority_table()
    for (impact, urgency), priority in FIRST.cells.items():
        assert f'"fault {impact} {urgency}": "{priority}"' in table
    assert '"request  high": "minor"' in table
