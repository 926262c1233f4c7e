"""The simulated month: what the stories say is done, and the clock jumps to what is due."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db import connection

from qendra.accounts.models import Person
from qendra.escalation.actions.acknowledging import acknowledge_step
from qendra.escalation.actions.by_staff import escalate_by_staff
from qendra.escalation.actions.holding import hold_step, lower_step
from qendra.escalation.actions.requests import request_escalation
from qendra.escalation.actions.sweeps import catch_up
from qendra.escalation.models import Run, Step
from qendra.jobs import deliver, escalate, lifecycle
from qendra.lib.errors import Refused
from qendra.outbox.transports.results import Accepted, Result, Unreachable
from qendra.tickets.actions.conversation import CustomerMessage, add_customer_message, reply
from qendra.tickets.actions.deferring import answer_deferral, propose_deferral
from qendra.tickets.actions.facts import change_priority
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.opening import open_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.deferral import Side
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Impact, Urgency
from qendra.tickets.states import ENDED, WORKS_AGAIN, State
from tests.cast import Cast, desk, panel, report_of
from tests.escalation.night import REPORTS
from tests.scenarios.month_house import END, KILLS, OUTAGE, START, is_asleep
from tests.scenarios.month_people import GAPS
from tests.scenarios.month_stories import Act, Story

MINUTE = timedelta(minutes=1)
_DUE = """
    SELECT (SELECT min(next_step_at) FROM escalation_run),
        (SELECT min(next_timer_at) FROM tickets_ticket),
        EXISTS (SELECT FROM tickets_ticket WHERE clock_changed)
"""
# The loop that sends looks this often at most; steps do not wait for it.
SENDS_EVERY = 30
# So often in one minute somebody else may have a ticket that the worker waits for.
MOST_LOOKS = 10_000
NEW, WORK, DEFERRED = State.NEW, State.IN_PROGRESS, State.DEFERRED
CUSTOMER, CARRIER = State.WAITING_CUSTOMER, State.WAITING_CARRIER
MOVES = {
    "wait": (CUSTOMER, {NEW, WORK, CARRIER, DEFERRED}),
    "carrier": (CARRIER, {NEW, WORK, CUSTOMER, DEFERRED}),
    "work": (WORK, {CARRIER, CUSTOMER, DEFERRED}),
    "restore": (State.RESTORED, set(State) - set(WORKS_AGAIN)),
    "resolve": (State.RESOLVED, set(State) - set(WORKS_AGAIN) | {State.RESTORED}),
    "close": (State.CLOSED, set(State) - set(ENDED)),
    "disprove": (WORK, {State.RESTORED, State.RESOLVED}),
    "reopen": (WORK, {State.CLOSED}),
}
# The same priorities, of faults that leave the traffic alone.
HARMLESS = {
    "minor": (Impact.NON_SERVICE_AFFECTING, Urgency.HIGH),
    "low": (Impact.NON_SERVICE_AFFECTING, Urgency.LOW),
}
# Kills a worker in the middle of the sweep that is due at this moment.
Kill = Callable[[datetime], None]
Happening = Callable[[], None]


def at(minute: int) -> datetime:
    return START + minute * MINUTE


def minute_of(moment: datetime) -> int:
    return round((moment - START) / MINUTE)


def said_of(priority: str, *, is_harmless: bool) -> tuple[Impact, Urgency]:
    """What makes a report of this priority (P1)."""
    return (HARMLESS if is_harmless else REPORTS)[priority]


@dataclass
class MailServer:
    """Takes everything, but for two hours."""

    taken: Counter[str] = field(default_factory=Counter)
    first_taken_at: dict[str, int] = field(default_factory=dict)
    refusals: int = 0
    minute: int = 0
    is_open: bool = True

    @contextmanager
    def session(self) -> Iterator[MailServer]:
        if OUTAGE[0] <= self.minute < OUTAGE[1]:
            self.refusals += 1
            raise Unreachable("No connection to the mail server: refused")
        yield self

    def send(self, *, sender: str, recipient: str, content: bytes) -> Result:
        del sender, recipient
        head, _, _ = content.partition(b"\r\n\r\n")
        lines = head.decode().replace("\r\n ", " ").splitlines()
        name = next(line for line in lines if line.lower().startswith("message-id:"))
        message_id = name.partition(":")[2].strip().strip("<>")
        self.taken[message_id] += 1
        self.first_taken_at.setdefault(message_id, self.minute)
        return Accepted()


@dataclass
class Month:
    """Everybody does what the stories say, and the worker whatever is due, at its minute."""

    cast: Cast
    people: Sequence[Person]
    services: Sequence[object]
    stories: Sequence[Story]
    kill: Kill
    mails: MailServer
    # From when on the worker is to be killed, as soon as it is in the middle of something; how
    # long it is then dead; and when that was.
    planned: list[tuple[int, int]] = field(default_factory=lambda: list(KILLS))
    kills: list[tuple[int, int]] = field(default_factory=list)
    tickets: dict[int, int] = field(default_factory=dict)
    minute: int = 0
    # When something is due next, as long as nothing has happened since it was asked.
    _next: int | None = None

    def play(self) -> None:
        """From the first minute to the last that has anything."""
        by_minute = defaultdict[int, list[list[Happening]]](lambda: [[], []])
        for minute, is_early, happen in self._happenings():
            by_minute[minute][not is_early].append(happen)
        for minute in sorted(by_minute):
            early, late = by_minute[minute]
            # Who is away from a minute on is not told in it.
            self._work_until(minute - 1)
            self._let(early)
            self._work_until(minute)
            self._let(late)
            self._work_until(minute)
        self._work_until(END - 1)
        self._send(END)

    def _let(self, happenings: Sequence[Happening]) -> None:
        for happen in happenings:
            happen()
            self._next = None

    def _work_until(self, minute: int) -> None:
        """Jump from one moment at which something is due to the next."""
        looks, looked_at = 0, -1
        while (due := self._due_at()) <= minute:
            looks = looks + 1 if due == looked_at else 0
            assert looks < MOST_LOOKS, f"the worker does not get on in minute {due}"
            looked_at = due
            self._work(due)
        self.minute = max(self.minute, minute)
        if minute // SENDS_EVERY != self.mails.minute // SENDS_EVERY:
            self._send(minute)

    def _happenings(self) -> Iterator[tuple[int, bool, Happening]]:
        for who, start, end in GAPS:
            yield start, True, partial(self._reach, who, is_there=False)
            yield end, True, partial(self._reach, who, is_there=True)
        for minute in range(OUTAGE[0] + SENDS_EVERY, OUTAGE[1] + 1, SENDS_EVERY):
            yield minute, True, lambda: None
        for story in self.stories:
            yield story.read_at, False, partial(self._report, story)
            for act in story.acts:
                yield act.minute, False, partial(self._do, story, act)

    def _due_at(self) -> int:
        """The next minute at which the worker has something to do by itself."""
        if self._next is None:
            with connection.cursor() as cursor:
                cursor.execute(_DUE)
                step, timer, is_changed = cursor.fetchone() or (None, None, False)
            found = [minute_of(moment) for moment in (step, timer) if moment]
            self._next = min([*found, self.minute] if is_changed else found, default=END)
        due = max(self._next, self.minute)
        for start, pause in self.kills:
            if start <= due < start + pause:
                due = start + pause
        return due

    def _work(self, minute: int) -> None:
        """A round of the worker's loops, of which the next one finds what this one left."""
        is_first_look, self.minute = minute > self.minute, max(self.minute, minute)
        self._next = None
        if is_first_look and self.planned and minute >= self.planned[0][0]:
            self._kill_in_the_middle(minute)
        if not is_asleep(minute, self.kills):
            lifecycle.run_once(now=at(minute))
            escalate.run_once(now=at(minute))

    def _kill_in_the_middle(self, minute: int) -> None:
        """Of a sweep that takes a step; where none is due, the next one."""
        catch_up(now=at(minute))
        if Run.objects.filter(next_step_at__lte=at(minute)).exists():
            _planned, pause = self.planned.pop(0)
            self.kill(at(minute))
            self.kills.append((minute, pause))

    def _send(self, minute: int) -> None:
        self.mails.minute = minute
        while deliver.run_once(now=at(minute)):
            pass

    def _reach(self, who: int, *, is_there: bool) -> None:
        Person.objects.filter(id=self.people[who].id).update(is_active=is_there)

    def _report(self, story: Story) -> None:
        impact, urgency = said_of(story.priority, is_harmless=story.is_harmless)
        service = self.services[story.service.number]
        report = report_of(
            self.cast,
            key=f"month:{story.number}",
            service=service,
            customer=service.customer,  # type: ignore[attr-defined]  # a service of the month has one
            urgency=urgency,
            received_at=at(story.reached_at),
            facts=(Fact(FactName.IMPACT, str(impact), Source.FORM),),
        )
        ticket = open_ticket(actor=panel(self.cast.alba), now=at(story.read_at), report=report)
        assert ticket.priority == story.priority
        self.tickets[story.number] = ticket.id

    def _do(self, story: Story, act: Act) -> None:
        ticket = Ticket.objects.get(id=self.tickets[story.number])
        # What somebody cannot do here and now, they do not; the model knows it by itself.
        with suppress(Refused):
            self._act(ticket, act, at(act.minute), f"month:{story.number}:{act.minute}")

    def _act(self, ticket: Ticket, act: Act, now: datetime, key: str) -> None:
        elira = desk(self.cast.elira)
        if act.what in MOVES:
            to, allowed = MOVES[act.what]
            if State(ticket.state) in allowed:
                move_ticket(actor=elira, now=now, ticket_id=ticket.id, to=to, reason="So it is.")
        elif act.what == "reply":
            if ticket.is_open:
                words = Words(text="We look into it.")
                reply(actor=elira, now=now, ticket_id=ticket.id, words=words, key=key)
        elif act.what == "answer":
            message = CustomerMessage(
                key=key, words=Words(text="Look again."), received_at=now, source=Source.FORM
            )
            actor = panel(self.cast.alba)
            add_customer_message(actor=actor, now=now, ticket_id=ticket.id, message=message)
        elif act.what == "priority":
            self._reprioritise(ticket, act, now)
        elif act.what in {"propose", "agree", "decline"}:
            self._about_waiting(ticket, act.what, now)
        else:
            self._on_the_ladder(ticket, act, now, key)

    def _reprioritise(self, ticket: Ticket, act: Act, now: datetime) -> None:
        if State(ticket.state) in WORKS_AGAIN:
            return
        impact, urgency = said_of(act.priority, is_harmless=act.is_harmless)
        change_priority(
            actor=desk(self.cast.elira),
            now=now,
            ticket_id=ticket.id,
            impact=impact,
            urgency=urgency,
            reason="We know more.",
        )

    def _about_waiting(self, ticket: Ticket, what: str, now: datetime) -> None:
        """Every second time it is the customer who proposes, and we who answer."""
        is_ours = (ticket.id % 2 == 0) == (what == "propose")
        side, actor = (
            (Side.PROVIDER, desk(self.cast.elira))
            if is_ours
            else (Side.CUSTOMER, panel(self.cast.alba))
        )
        if what == "propose":
            propose_deferral(actor=actor, now=now, ticket_id=ticket.id, side=side)
            return
        answer_deferral(
            actor=actor,
            now=now,
            ticket_id=ticket.id,
            number=ticket.deferrals,
            side=side,
            accepts=what == "agree",
        )

    def _on_the_ladder(self, ticket: Ticket, act: Act, now: datetime, key: str) -> None:
        if act.what == "ask":
            actor = panel(self.cast.alba)
            request_escalation(
                actor=actor, now=now, ticket_id=ticket.id, reason="Nothing moves.", key=key
            )
        elif act.what == "staff":
            actor = desk(self.cast.faik)
            escalate_by_staff(
                actor=actor, now=now, ticket_id=ticket.id, reason="They need more.", key=key
            )
        elif step := _present(ticket):
            self._as_holder(step, act, now)

    def _as_holder(self, step: Step, act: Act, now: datetime) -> None:
        if act.what == "ack":
            acknowledge_step(actor=desk(self.cast.jon), now=now, step_id=step.id)
            return
        holder = Person.objects.get(id=step.holder_id)
        decide = hold_step if act.what == "hold" else lower_step
        decide(
            actor=desk(holder),
            now=now,
            step_id=step.id,
            reason="It is being spliced.",
            hours=act.hours,
        )


def _present(ticket: Ticket) -> Step | None:
    """The newest page of the present level."""
    run = Run.objects.filter(ticket=ticket).first()
    steps = Step.objects.filter(run=run, level=run.level) if run else Step.objects.none()
    return steps.order_by("-round").first()
