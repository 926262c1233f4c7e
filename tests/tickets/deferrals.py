"""A fault that may be put off, and what both parties say of it (P5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.outbox.models import Message
from qendra.sla.actions import DEFAULT_TARGETS, Hours, add_calendar, add_service_level
from qendra.sla.calendar import Window
from qendra.tickets.actions.deferring import answer_deferral, log_deferral_call, propose_deferral
from qendra.tickets.actions.moving import assign
from qendra.tickets.actions.writing import NO_WORDS, Words
from qendra.tickets.deferral import Side
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Urgency
from tests.cast import Cast, desk, opened, panel

# A Wednesday, 20:00 in Tirana, where business hours are 8 to 17.
EVENING = datetime(2026, 3, 11, 19, 0, tzinfo=UTC)
OPENING = datetime(2026, 3, 12, 7, 0, tzinfo=UTC)


def loud_fan(cast: Cast, *, now: datetime = EVENING, **changes: object) -> Ticket:
    """A fault that harms nobody, reported by Alba in the evening; Elira has it."""
    values: dict[str, object] = {
        "key": "form:fan",
        "subject": "A fan is loud",
        "words": Words(text="One fan of the switch is loud. No alarm."),
        "received_at": now,
        "urgency": Urgency.LOW,
        "facts": (Fact(FactName.IMPACT, "non_service_affecting", Source.FORM),),
    }
    ticket = opened(cast, now=now, **(values | changes))
    elira = cast.elira
    return assign(actor=desk(elira), now=now, ticket_id=ticket.id, assignee=elira, team=None)


def ours(cast: Cast, ticket: Ticket, now: datetime = EVENING, text: str = "") -> Ticket:
    """Elira proposes to wait."""
    return propose_deferral(
        actor=desk(cast.elira),
        now=now,
        ticket_id=ticket.id,
        side=Side.PROVIDER,
        words=Words(text=text),
    )


def theirs(cast: Cast, ticket: Ticket, now: datetime = EVENING, text: str = "") -> Ticket:
    """Alba proposes to wait."""
    return propose_deferral(
        actor=panel(cast.alba),
        now=now,
        ticket_id=ticket.id,
        side=Side.CUSTOMER,
        words=Words(text=text),
    )


def answered(
    actor: Actor,
    ticket: Ticket,
    now: datetime = EVENING,
    *,
    accepts: bool = True,
    side: Side = Side.CUSTOMER,
    words: Words = NO_WORDS,
) -> Ticket:
    """The other party answers the first proposal."""
    return answer_deferral(
        actor=actor,
        now=now,
        ticket_id=ticket.id,
        number=1,
        side=side,
        accepts=accepts,
        words=words,
    )


def agreed(cast: Cast, ticket: Ticket, now: datetime = EVENING) -> Ticket:
    """Elira proposed, and Alba agreed in the panel."""
    return answered(panel(cast.alba), ours(cast, ticket, now), now)


def called(cast: Cast, ticket: Ticket, contact: Person, *, accepts: bool = True) -> Ticket:
    """Elira called the contact and wrote down the answer."""
    return log_deferral_call(
        actor=Actor(cast.elira, Channel.PHONE),
        now=EVENING,
        ticket_id=ticket.id,
        contact=contact,
        accepts=accepts,
        words=Words(text="The fan can wait until the morning."),
        key="call:1",
    )


def may_wait(cast: Cast, now: datetime) -> tuple[Ticket, Ticket, Ticket]:
    """Three that may wait whatever the hour: Elira proposed, Alba proposed, nobody proposed.

    Of the transit, whose business hours begin the day after tomorrow.
    """
    _open_in_two_days(cast, now)
    tickets = [loud_fan(cast, now=now, key=f"form:fan:{n}") for n in range(3)]
    return ours(cast, tickets[0], now), theirs(cast, tickets[1], now), tickets[2]


def _open_in_two_days(cast: Cast, now: datetime) -> None:
    day = (now + timedelta(days=2)).weekday()
    window = Window(day, 12 * 60, 13 * 60)
    jon = desk(cast.jon)
    hours = Hours("Noon", "UTC", windows=(window,))
    add_calendar(actor=jon, now=now, slug="noon", hours=hours)
    add_service_level(
        actor=jon,
        now=now,
        slug="transit",
        name="Transit",
        promised=DEFAULT_TARGETS,
        scope=cast.transit,
        business_hours="noon",
    )


def mails(*, to: str = "") -> list[tuple[str, str]]:
    """The mails about deferrals, as purpose and reader."""
    found = Message.objects.filter(purpose__startswith="deferral").order_by("id")
    return [(each.purpose, each.to_name) for each in found if to in ("", each.to_name)]
