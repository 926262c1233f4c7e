"""Proof that a ticket's columns are what its timeline makes of them."""

from __future__ import annotations

from qendra.tickets.actions.writing import COLUMNS
from qendra.tickets.clocks import deadlines, facts_of, targets_for
from qendra.tickets.fold import replay
from qendra.tickets.models import Ticket


def differences(ticket: Ticket) -> dict[str, tuple[object, object]]:
    """Each column that differs: what the row has, and what a replay gives. Empty is right."""
    entries = [(entry.at, entry.body) for entry in ticket.entries.order_by("id")]
    folded = replay(entries)
    targets = targets_for(folded.service_level_id, folded.priority)
    due = deadlines(facts_of(ticket), targets, ticket.updated_at)
    expected = {name: getattr(folded, name) for name in COLUMNS} | {
        "response_due_at": due.response_due_at,
        "repair_due_at": due.repair_due_at,
        "update_due_at": due.update_due_at,
        "due_at": due.due_at,
    }
    return {
        name: (getattr(ticket, name), value)
        for name, value in expected.items()
        if getattr(ticket, name) != value
    }
