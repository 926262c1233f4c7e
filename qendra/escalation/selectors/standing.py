"""Where a ticket stands on its ladder, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import OuterRef, Subquery

from qendra.escalation import ladder
from qendra.escalation.models import Cause, Request, Run, Step
from qendra.escalation.selectors.matrices import frozen_for
from qendra.escalation.selectors.names import Who, people_of
from qendra.lib.prepared import Prepared
from qendra.tickets.entries import CallLogged, ReplySent
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.states import WORKS_AGAIN

ANSWERS = (ReplySent.KIND, CallLogged.KIND)


class StepState(StrEnum):
    """``here``: the present level. ``done``: below it. ``next``: the coming one."""

    DONE = "done"
    SKIPPED = "skipped"
    HERE = "here"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLevel:
    """One level. Customers are shown the role; the person's name is for the staff.

    ``at`` is when it was reached and ``cause`` why, ``due_at`` when the next one will be by age
    (None: the age stands still). ``step_id`` is what ``acknowledge_step`` takes. Of a coming
    level: ``rota`` holds it, or its person is away (``instead_of``), and ``holder_name`` is told.
    """

    number: int
    role: str
    holder_name: str
    state: StepState
    at: datetime | None = None
    cause: str = str(Cause.AGE)
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    step_id: int | None = None
    holder_id: int | None = None
    due_at: datetime | None = None
    rota: str = ""
    instead_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRequest:
    """The newest request: why, until when it is answered, and when it was."""

    why: str
    at: datetime
    answer_due_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The whole ladder of a ticket.

    ``next_cause`` is what makes the next step, ``waits_for_word`` that nobody acknowledges.
    ``is_unheard``: nobody stands above, and nobody has it; red until that changes.
    ``steps_on_request_from``: from then on a request takes a step, before it is a reminder to
    the present holder; None at the top, where every request is a reminder.
    """

    name: str
    levels: tuple[StandingLevel, ...]
    is_open: bool
    steps_on_request_from: datetime | None
    next_cause: str = str(Cause.AGE)
    is_unheard: bool = False
    held_until: datetime | None = None
    request: StandingRequest | None = None

    @property
    def waits_for_word(self) -> bool:
        """Whether the next step comes because nobody acknowledges, not yet by age."""
        return self.next_step_at is not None and self.next_cause == Cause.UNANSWERED

    @property
    def here(self) -> StandingLevel | None:
        """The present level; None before the first step."""
        return next((each for each in self.levels if each.state is StepState.HERE), None)

    @property
    def next(self) -> StandingLevel | None:
        """The coming level; None at the top."""
        return next((each for each in self.levels if each.state is StepState.NEXT), None)

    @property
    def next_step_at(self) -> datetime | None:
        """When the ticket advances by itself; None at the top and while the age stands still."""
        return self.next.due_at if self.next else None

    @property
    def stands_still(self) -> bool:
        """Whether there is a coming level that age alone does not reach now."""
        return self.next is not None and self.next.due_at is None

    def request_steps(self, now: datetime) -> bool:
        """Whether a request at this moment takes a step, not only reminds."""
        return self.steps_on_request_from is not None and now >= self.steps_on_request_from


def ladder_of(ticket: Ticket, *, at: datetime | None = None) -> Standing:
    """The ladder of a ticket, also of one that the sweep has not seen yet.

    ``at``: of coming levels, too, say who is told at this moment, as the staff read it. Three
    queries at most, however many levels and steps; a few more before the sweep has seen it, and
    for who is on call.
    """
    run = next(iter(_run(ticket=ticket.id)), None) or _run_to_come(ticket)
    run.ticket = ticket
    taken = _steps_of(run) if run.last_step_at else {}
    climbed = run.ladder
    people = people_of(climbed.levels, at)
    coming = ladder.next_level(climbed, run.passed)
    numbers = range(1, max(len(climbed.levels), run.level) + 1)
    return Standing(
        name=climbed.name,
        levels=tuple(
            _taken(taken[number], _state(run, number, taken[number]))
            if number in taken and number <= max(run.passed, run.level)
            else _to_come(run, climbed.levels[number - 1], people[number])
            for number in numbers
        ),
        is_open=ticket.is_open,
        next_cause=run.next_cause,
        held_until=run.held_until,
        # Whoever asks takes a step, or finds that nobody is there: without, nobody has asked.
        request=_newest_request(ticket) if run.passed else None,
        is_unheard=run.is_unheard and ticket.state not in WORKS_AGAIN,
        steps_on_request_from=(
            ladder.steps_on_request_from(run.last_step_at, ticket.opened_at) if coming else None
        ),
    )


_run = Prepared(lambda ticket: Run.objects.filter(ticket=ticket), ticket=-1)


def _newest_request(ticket: Ticket) -> StandingRequest | None:
    """A reply or a call after it, of a person, is its answer."""
    answers = Entry.objects.filter(
        ticket=OuterRef("ticket"), kind__in=ANSWERS, at__gt=OuterRef("at")
    )
    asked = Request.objects.filter(ticket=ticket).order_by("-id")
    answered = asked.annotate(answered_at=Subquery(answers.order_by("id").values("at")[:1]))
    found = answered.values_list("kind", "at", "answer_due_at", "answered_at").first()
    if found is None:
        return None
    why, at, due, answered_at = found
    return StandingRequest(why=why, at=at, answer_due_at=due, answered_at=answered_at)


def _run_to_come(ticket: Ticket) -> Run:
    frozen = frozen_for(ticket.service)
    return Run(ticket=ticket, matrix=frozen.matrix, frozen=ladder.to_json(frozen.ladder))


def _steps_of(run: Run) -> dict[int, Step]:
    return {step.level: step for step in _steps(ticket=run.ticket_id)}


_steps = Prepared(
    lambda ticket: (
        Step.objects.filter(run__ticket=ticket).select_related("acknowledged_by").order_by("round")
    ),
    ticket=-1,
)


def _to_come(run: Run, level: ladder.Level, who: Who) -> StandingLevel:
    state = _state(run, level.number, None)
    return StandingLevel(
        number=level.number,
        role=level.role,
        holder_name=who.name,
        rota=who.rota,
        instead_of=who.instead_of,
        state=state,
        due_at=run.next_step_at if state is StepState.NEXT else None,
    )


def _taken(step: Step, state: StepState) -> StandingLevel:
    return StandingLevel(
        number=step.level,
        role=step.role,
        holder_name=step.holder_name,
        state=state,
        at=step.at,
        cause=step.cause,
        acknowledged_at=step.acknowledged_at,
        acknowledged_by=step.acknowledged_by.name if step.acknowledged_by else "",
        step_id=step.id,
        holder_id=step.holder_id,
    )


def _state(run: Run, number: int, step: Step | None) -> StepState:
    if step is not None:
        return StepState.HERE if number == run.level else StepState.DONE
    if number <= run.passed:
        return StepState.SKIPPED
    return StepState.NEXT if number == run.passed + 1 else StepState.LATER
