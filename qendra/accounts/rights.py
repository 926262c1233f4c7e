"""What each role of the provider's staff may do. Pure: no Django.

Issue by issue the set grows; a view or an action asks for a right, never for a role.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    PROBLEM_MANAGER = "problem_manager"
    LADDER_HOLDER = "ladder_holder"
    AUDITOR = "auditor"


class Right(StrEnum):
    """``see``: open the desk and read every ticket. ``note``: add internal notes.

    ``work``: answer customers, log calls, assign, correct facts, move a ticket through its
    states, handle triage. ``escalate``: push a ticket up its matrix for the customer.
    ``acknowledge``: take an escalation step. ``administer``: change what the provider sets.
    """

    SEE = "see"
    NOTE = "note"
    WORK = "work"
    ESCALATE = "escalate"
    ACKNOWLEDGE = "acknowledge"
    ADMINISTER = "administer"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.SUPERVISOR: frozenset(
        {Right.SEE, Right.NOTE, Right.WORK, Right.ESCALATE, Right.ACKNOWLEDGE}
    ),
    Role.AGENT: frozenset({Right.SEE, Right.NOTE, Right.WORK, Right.ESCALATE}),
    Role.PROBLEM_MANAGER: frozenset({Right.SEE, Right.NOTE}),
    Role.LADDER_HOLDER: frozenset({Right.SEE, Right.NOTE, Right.ACKNOWLEDGE}),
    Role.AUDITOR: frozenset({Right.SEE}),
}


def rights_of(roles: Iterable[str]) -> frozenset[Right]:
    """All rights that come with these roles together."""
    return frozenset().union(*(RIGHTS[Role(role)] for role in roles))
