"""The escalation as customers see it: roles, not names (E1 to E4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qendra.escalation.models import Cause
from qendra.escalation.selectors import Standing, StandingLevel, StandingRequest, StepState
from qendra.escalation.wording import before_its_age


@dataclass(frozen=True, slots=True)
class Rung:
    """One level on the page (parts of css/ladder.css); ``note`` says its state in words."""

    number: int
    name: str
    state: str
    note: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """All levels, a sentence about the way up, and the step that comes by itself."""

    sentence: str
    steps: tuple[Rung, ...]
    has_begun: bool
    next_step: tuple[str, datetime] | None
    request: StandingRequest | None = None


def ladder_for(standing: Standing, now: datetime, *, is_settled: bool) -> Ladder:
    """The ladder of a ticket in words for its customer.

    ``is_settled``: the sweep has seen the ticket's latest change, so a coming level without a
    moment stands still; before that the moment is only not known yet.
    """
    coming = standing.next
    steps_by_itself = standing.is_open and coming is not None and coming.due_at is not None
    return Ladder(
        sentence=_sentence(standing, now, is_settled=is_settled),
        steps=tuple(
            _rung(level, is_open=standing.is_open, is_settled=is_settled)
            for level in standing.levels
        ),
        request=standing.request if standing.is_open else None,
        has_begun=standing.here is not None,
        next_step=(coming.role, coming.due_at)
        if coming and coming.due_at and steps_by_itself
        else None,
    )


def _rung(level: StandingLevel, *, is_open: bool, is_settled: bool) -> Rung:
    is_coming = level.state in {StepState.NEXT, StepState.LATER}
    return Rung(
        number=level.number,
        name=level.role,
        state="later" if level.state is StepState.SKIPPED else str(level.state),
        note="" if is_coming and not is_open else _told(level, is_settled=is_settled),
        at=level.due_at if level.state is StepState.NEXT and is_open else level.at,
    )


def _told(level: StandingLevel, *, is_settled: bool) -> str:
    """Its state, and why it was reached so early if it was."""
    note, why = _note(level, is_settled=is_settled), before_its_age(level.cause)
    return f"{note}, {why}," if why else note


def _note(level: StandingLevel, *, is_settled: bool) -> str:
    if level.state is StepState.NEXT:
        return _("by itself") if level.due_at or not is_settled else _("next, when you ask for it")
    if level.state is StepState.HERE and level.acknowledged_at:
        return _("has taken it up; informed")
    return {
        StepState.DONE: _("informed"),
        StepState.SKIPPED: _("nobody could be reached"),
        StepState.HERE: _("has it now; informed"),
        StepState.LATER: _("after that"),
    }[level.state]


def _sentence(standing: Standing, now: datetime, *, is_settled: bool) -> str:
    if not standing.is_open:
        return ""
    if standing.next is None:
        return _("The highest level has it. A request goes to them as a reminder.")
    if standing.stands_still and is_settled:
        return _("Time alone does not escalate it at the moment; you still can.")
    if not standing.request_steps(now):
        return _("The present level was told a short while ago; a request reminds them.")
    if standing.next_cause == Cause.RESPONSE:
        return _("If our answer is late, the next level is told by itself. You can be faster.")
    if standing.next_cause == Cause.REPAIR:
        return _("If the repair is late, the next level is told by itself. You can be faster.")
    if standing.here is None:
        return _("Not escalated. As the ticket grows older, the next level is told by itself.")
    return _("As the ticket grows older, the next level is told by itself. You can be faster.")
