"""The kinds of mails that somebody may choose. Pure: no Django.

Not among them, because work or law need them: what is asked of the reader (missing facts, a
reminder), sign-in, and what pages a level's holder.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """``new_ticket``: the acknowledgement. ``answers``: each answer of ours. ``states``: restored,
    resolved, closed. ``priority``: that we corrected impact or urgency. ``escalations``: what
    became of a request. ``satisfaction``: the question.
    """

    NEW_TICKET = "new_ticket"
    ANSWERS = "answers"
    STATES = "states"
    ESCALATIONS = "escalations"
    SATISFACTION = "satisfaction"
    PRIORITY = "priority"


class StaffKind(StrEnum):
    """Of staff. ``assigned``: somebody gave me a ticket. ``answered``: a customer wrote on a ticket
    of mine. ``team``: tickets that came to a team of mine, gathered.
    """

    ASSIGNED = "assigned"
    ANSWERED = "answered"
    TEAM = "team"


# What comes to staff who chose nothing.
USUAL = frozenset({StaffKind.ASSIGNED, StaffKind.ANSWERED})

# The purposes of outbox messages that belong to a kind.
KIND_OF = {
    "acknowledgement": Kind.NEW_TICKET,
    "reply": Kind.ANSWERS,
    "restored": Kind.STATES,
    "merged": Kind.STATES,
    "unmerged": Kind.STATES,
    "resolved": Kind.STATES,
    "closed": Kind.STATES,
    "escalation_answer": Kind.ESCALATIONS,
    "escalation_moved": Kind.ESCALATIONS,
    "satisfaction": Kind.SATISFACTION,
    "priority": Kind.PRIORITY,
}
