"""Reads of escalation."""

from qendra.escalation.selectors.matrices import (
    Frozen,
    current_matrices,
    frozen_for,
    levels_of,
    levels_of_rota,
    matrix_for,
    places_of,
    tickets_of_rota,
)
from qendra.escalation.selectors.people import (
    WhoIsTold,
    holder_of,
    holders_now,
    holders_within,
    named_holder,
    rota_of,
    supervisors,
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
from qendra.escalation.selectors.troubles import troubles_of

__all__ = [
    "Frozen",
    "Standing",
    "StandingLevel",
    "StandingRequest",
    "StepState",
    "WhoIsTold",
    "current_matrices",
    "escalated_tickets",
    "frozen_for",
    "holder_of",
    "holders_now",
    "holders_within",
    "is_overtaken",
    "ladder_of",
    "levels_of",
    "levels_of_rota",
    "matrix_for",
    "named_holder",
    "places_of",
    "rota_of",
    "step_answered_by",
    "step_of_token",
    "step_to_answer",
    "supervisors",
    "tickets_of_rota",
    "token_of_short",
    "troubles_of",
]
