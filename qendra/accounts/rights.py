"""What the provider's staff may do. Pure: no Django.

A view or an action asks for a right, never for a role: which rights a role gives is set by the
provider. The six roles that an installation begins with stand here.
"""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """``see``: open the desk and read tickets. ``note``: add internal notes.

    ``work``: answer customers, log calls, assign, correct facts, move a ticket through its
    states, handle triage. ``escalate``: push a ticket up its matrix for the customer.
    ``acknowledge``: take an escalation step that is somebody else's. ``supervise``: be told when
    nobody on a ladder can be reached. ``administer``: change what the provider sets.
    ``announce``: tell customers of incidents and maintenance on their pages.
    ``rotas``: say who is on call when, and who is away; be told of gaps.
    ``import``: bring in customers and what they buy, and take it out, as files.
    ``manage_staff``: people of the staff, their roles and teams, and what each role may do.
    """

    SEE = "see"
    NOTE = "note"
    WORK = "work"
    ESCALATE = "escalate"
    ACKNOWLEDGE = "acknowledge"
    SUPERVISE = "supervise"
    ANNOUNCE = "announce"
    ROTAS = "rotas"
    ADMINISTER = "administer"
    IMPORT = "import"
    MANAGE_STAFF = "manage_staff"


class DefaultRole(StrEnum):
    """The keys of the six roles that are always there; their rights may be changed.

    All but the administrator's: that one always has every right.
    """

    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    PROBLEM_MANAGER = "problem_manager"
    LADDER_HOLDER = "ladder_holder"
    AUDITOR = "auditor"


RIGHTS: dict[DefaultRole, frozenset[Right]] = {
    DefaultRole.ADMINISTRATOR: frozenset(Right),
    DefaultRole.SUPERVISOR: frozenset(
        {
            Right.SEE,
            Right.NOTE,
            Right.WORK,
            Right.ESCALATE,
            Right.ACKNOWLEDGE,
            Right.SUPERVISE,
            Right.ANNOUNCE,
            Right.ROTAS,
        }
    ),
    DefaultRole.AGENT: frozenset({Right.SEE, Right.NOTE, Right.WORK, Right.ESCALATE}),
    DefaultRole.PROBLEM_MANAGER: frozenset({Right.SEE, Right.NOTE}),
    DefaultRole.LADDER_HOLDER: frozenset({Right.SEE, Right.NOTE, Right.ACKNOWLEDGE}),
    DefaultRole.AUDITOR: frozenset({Right.SEE}),
}
# Nothing can be done at the desk by somebody who cannot open it.
NEEDS_TO_SEE = frozenset(Right) - {Right.SEE}


def complete(rights: frozenset[Right]) -> frozenset[Right]:
    """The rights with what they are worth nothing without: whoever does anything also sees."""
    return rights | {Right.SEE} if rights & NEEDS_TO_SEE else rights


def in_order(rights: frozenset[Right]) -> list[Right]:
    """From looking to managing, as the pages list them."""
    return [right for right in Right if right in rights]
