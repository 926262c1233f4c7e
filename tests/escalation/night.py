"""A night on duty: one ticket, a clock that the test moves, and a worker that sweeps.

The matrix has four levels: Faik, Hana, Jon and Iris. Its ages are the defaults: 1, 2, 3, 4
hours for Critical; 2, 4, 8, 16 for Major; 4, 8, 16, 32 business hours for Minor; 1, 2, 3, 4
business days for Low.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from qendra.accounts.actor import SYSTEM
from qendra.accounts.models import Person
from qendra.escalation.actions.matrices import Scope, publish_matrix
from qendra.escalation.actions.requests import request_escalation
from qendra.escalation.ladder import AT_LEISURE, Level, Repeat, default_levels
from qendra.escalation.models import Matrix, Request, Run, Step
from qendra.jobs import escalate
from qendra.outbox.models import Message
from qendra.tickets.actions.facts import change_priority
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Impact, Urgency
from qendra.tickets.states import State
from tests.cast import NOW, Cast, desk, opened, panel

BUSINESS_DAY = 9 * 60
# What makes a report of each priority (P1).
REPORTS: dict[str, tuple[Impact, Urgency]] = {
    "critical": (Impact.SERVICE_AFFECTING, Urgency.HIGH),
    "major": (Impact.SERVICE_AFFECTING, Urgency.MEDIUM),
    "minor": (Impact.SERVICE_AFFECTING, Urgency.LOW),
    "low": (Impact.DEGRADATION, Urgency.LOW),
}


def levels_of(*holders: Person | None) -> tuple[Level, ...]:
    """The default levels with these holders, from the first on; nobody has to acknowledge."""
    levels = default_levels(BUSINESS_DAY)[: len(holders)]
    return tuple(
        replace(level, holder_id=holder.id if holder else None, answers=AT_LEISURE)
        for level, holder in zip(levels, holders, strict=True)
    )


def publish(*holders: Person | None, slug: str = "standard", scope: Scope | None = None) -> Matrix:
    """A matrix, or the next version of it, with these holders."""
    return publish_levels(levels_of(*holders), slug=slug, scope=scope)


def publish_levels(
    levels: Sequence[Level],
    slug: str = "standard",
    scope: Scope | None = None,
    repeat: Repeat | None = None,
) -> Matrix:
    return publish_matrix(
        actor=SYSTEM,
        now=NOW,
        slug=slug,
        name=slug.title(),
        levels=levels,
        scope=scope,
        repeat=repeat,
    )


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; Tirana is an hour ahead. Monday the 16th is a public holiday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@dataclass
class Night:
    """The ticket's whole story so far; ``now`` moves only when the test says so."""

    cast: Cast
    now: datetime = NOW
    ticket_id: int = 0

    def report(self, priority: str = "critical", **changes: object) -> Ticket:
        """Alba reports a fault now; the worker sees it."""
        impact, urgency = REPORTS[priority]
        ticket = opened(self.cast, now=self.now, **({"urgency": urgency} | changes))
        self.ticket_id = ticket.id
        if ticket.impact != impact:
            self.reprioritise(priority)
        self.sweep()
        return self.ticket

    @property
    def ticket(self) -> Ticket:
        return Ticket.objects.get(id=self.ticket_id)

    @property
    def run(self) -> Run:
        return Run.objects.get(ticket=self.ticket_id)

    def forward(self, **delta: float) -> None:
        """Time passes while the worker runs: every step is taken at its moment."""
        self.until(self.now + timedelta(**delta))

    def until(self, moment: datetime) -> None:
        self.sweep()
        while run := Run.objects.filter(next_step_at__lte=moment).first():
            assert run.next_step_at is not None
            self.now = max(self.now, run.next_step_at)
            self.sweep()
        self.now = moment
        self.sweep()

    def standstill(self, **delta: float) -> None:
        """Time passes and the worker is dead; then it runs again."""
        self.now += timedelta(**delta)
        self.sweep()

    def sweep(self) -> None:
        """All that is due now, and nothing is left over."""
        while escalate.run_once(now=self.now):
            pass

    def move(
        self,
        to: State,
        *,
        reason: str = "",
        reference: str = "",
        happened_at: datetime | None = None,
    ) -> None:
        """Elira moves the ticket."""
        move_ticket(
            actor=desk(self.cast.elira),
            now=self.now,
            ticket_id=self.ticket_id,
            to=to,
            reason=reason,
            reference=reference,
            happened_at=happened_at,
        )

    def reprioritise(self, priority: str) -> None:
        """Elira corrects impact and urgency."""
        impact, urgency = REPORTS[priority]
        change_priority(
            actor=desk(self.cast.elira),
            now=self.now,
            ticket_id=self.ticket_id,
            impact=impact,
            urgency=urgency,
            reason="We know more now.",
        )

    def ask(
        self, key: str = "form:ask", reason: str = "Nothing moves.", *, call_back: bool = False
    ) -> Request:
        """Alba pushes the ticket from the panel."""
        return request_escalation(
            actor=panel(self.cast.alba),
            now=self.now,
            ticket_id=self.ticket_id,
            reason=reason,
            key=key,
            call_back=call_back,
        )

    def steps(self) -> list[tuple[int, datetime, str]]:
        """Level, moment and cause of every step, in order."""
        steps = Step.objects.filter(run__ticket=self.ticket_id).order_by("id")
        return [(step.level, step.at, step.cause) for step in steps]

    def levels(self) -> list[int]:
        return [level for level, _at, _cause in self.steps()]

    def step_times(self) -> list[datetime]:
        return [at for _level, at, _cause in self.steps()]

    def told(self, purpose: str = "escalation_step") -> list[str]:
        """Who got a mail of this purpose, in order, by first part of the address."""
        rows = Message.objects.filter(purpose=purpose).order_by("id")
        return [row.to_address.partition("@")[0] for row in rows]

    def mail(self, purpose: str) -> Message:
        """The latest mail of this purpose."""
        return Message.objects.filter(purpose=purpose).latest("id")

    def entries(self, *, for_customer: bool = False) -> list[str]:
        """The kinds of the escalation's entries, in order."""
        entries = self.ticket.entries.filter(kind__startswith="escalation").order_by("id")
        return [entry.kind for entry in entries if entry.audience or not for_customer]
