"""Reads of escalation."""

from qendra.escalation.selectors.matrices import (
    Frozen,
    current_matrices,
    frozen_for,
    levels_of,
    matrix_for,
    places_of,
)
from qendra.escalation.selectors.people import (
    holder_of,
    holders_now,
    supervisors,
    troubles_of,
)
from qendra.escalation.selectors.standing import (
    Standing,
    StandingLevel,
    StandingRequest,
    StepState,
    ladder_of,
)
from qendra.escalation.selectors.steps import (
    escalated_tickets,
    is_overtaken,
    step_answered_by,
    step_of_token,
    step_to_answer,
    token_of_short,
)

__all__ = [
    "Frozen",
    "Standing",
    "StandingLevel",
    "StandingRequest",
    "StepState",
    "current_matrices",
    "escalated_tickets",
    "frozen_for",
    "holder_of",
    "holders_now",
    "is_overtaken",
    "ladder_of",
    "levels_of",
    "matrix_for",
    "places_of",
    "step_answered_by",
    "step_of_token",
    "step_to_answer",
    "supervisors",
    "token_of_short",
    "troubles_of",
]
