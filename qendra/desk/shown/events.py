"""What an event of the timeline says in one short sentence, its shape and its tone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qendra.desk.shown.names import FACT_NAMES, VERIFIED_NAMES
from qendra.lib import ticket_id
from qendra.tickets.deferral import Side
from qendra.tickets.deferral_entries import DeferralAnswered, DeferralEnded, DeferralProposed
from qendra.tickets.entries import (
    Assigned,
    Body,
    FactsStated,
    Linked,
    PriorityChanged,
    QuestionAsked,
    Reminded,
    ServiceSet,
    StateChanged,
)
from qendra.tickets.escalation_entries import (
    EscalationAcknowledged,
    EscalationHandedOver,
    EscalationHeld,
    EscalationLevelSkipped,
    EscalationLowered,
    EscalationPageLost,
    EscalationRequested,
    EscalationStepped,
)
from qendra.tickets.explained import deferral_ended, rise_seen
from qendra.tickets.facts import FactName
from qendra.tickets.merge_entries import GaveBack, Merged, TookIn, Unmerged
from qendra.tickets.models import IMPACT_NAMES, PRIORITY_NAMES, STATE_NAMES, URGENCY_NAMES
from qendra.tickets.priority import Impact, Priority, Urgency
from qendra.tickets.states import State

OfOther = Linked | Merged | Unmerged | TookIn | GaveBack
OF_OTHERS = (Linked, Merged, Unmerged, TookIn, GaveBack)

STATE_TONES = {
    State.WAITING_CUSTOMER: "wait",
    State.WAITING_CARRIER: "wait",
    State.DEFERRED: "low",
    State.RESTORED: "good",
    State.RESOLVED: "good",
    State.CLOSED: "neutral",
    State.CANCELLED: "neutral",
    State.MERGED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Event:
    """``text`` is what a person gave as reason or reference."""

    icon: str
    sentence: str
    tone: str = "neutral"
    text: str = ""


@singledispatch
def event_of(body: Body) -> Event:
    """The sentence of an event."""
    return Event("info", body.KIND)


@event_of.register
def _facts(body: FactsStated) -> Event:
    names = ", ".join(str(FACT_NAMES[fact.name]) for fact in body.facts)
    return Event("pencil", _("Stated: %(facts)s") % {"facts": names})


@event_of.register
def _question(body: QuestionAsked) -> Event:
    names = ", ".join(str(FACT_NAMES[FactName(name)]) for name in body.names)
    return Event("help", _("Asked the customer for: %(facts)s") % {"facts": names}, "info")


@event_of.register
def _priority(body: PriorityChanged) -> Event:
    impact = IMPACT_NAMES[Impact(body.impact)] if body.impact else _("impact unknown")
    sentence = _("Priority %(before)s → %(after)s (%(impact)s, urgency %(urgency)s)") % {
        "before": PRIORITY_NAMES[Priority(body.before)],
        "after": PRIORITY_NAMES[Priority(body.after)],
        "impact": impact,
        "urgency": URGENCY_NAMES[Urgency(body.urgency)],
    }
    text = rise_seen(body) if body.shared else body.reason
    return Event(f"priority-{body.after}", sentence, body.after, text)


@event_of.register
def _service(body: ServiceSet) -> Event:
    if not body.service_id:
        return Event("server", _("No service any more"))
    return Event("server", _("Service: %(code)s") % {"code": body.code})


@event_of.register
def _assigned(body: Assigned) -> Event:
    who = ", ".join(name for name in (body.assignee, body.team) if name)
    if not who:
        return Event("person", _("Given back: nobody has it"))
    return Event("person", _("Given to %(name)s") % {"name": who})


@event_of.register
def _state(body: StateChanged) -> Event:
    state = State(body.after)
    return Event(
        icon=f"state-{state.value}",
        sentence=_move_sentence(body),
        tone=STATE_TONES.get(state, "info"),
        text=" · ".join(part for part in dict.fromkeys((body.reference, body.reason)) if part),
    )


def _move_sentence(body: StateChanged) -> str:
    if body.confirmed:
        return _("The customer confirmed: closed")
    names = STATE_NAMES[State(body.before)], STATE_NAMES[State(body.after)]
    if body.undone:
        return _("Taken back: %(before)s → %(after)s") % {"before": names[0], "after": names[1]}
    if body.disproves_restoration:
        return _("It did not hold: in progress again")
    return _("%(before)s → %(after)s") % {"before": names[0], "after": names[1]}


@event_of.register
def _reminded(body: Reminded) -> Event:
    return Event("bell", _("Reminded the customer (%(number)s)") % {"number": body.number}, "wait")


def event_of_other(body: OfOther, prefix: str) -> Event:
    """The sentence of what happened between two tickets, which needs the prefix of their IDs."""
    sentence, number = _between_two(body)
    return Event("ticket", sentence % {"id": ticket_id.shown(number, prefix)})


def _linked(how: str) -> str:
    return {
        "follows": _("Follows %(id)s"),
        "split_off": _("Words about another matter go on as %(id)s"),
        "split_from": _("Began with words on %(id)s"),
    }.get(how, _("Is followed by %(id)s"))


def _between_two(body: OfOther) -> tuple[str, str]:
    match body:
        case Linked(number=number, how=how):
            return _linked(how), number
        case Merged(into=number):
            return _("Merged: it goes on in %(id)s"), number
        case Unmerged(out_of=number):
            return _("Merged with %(id)s no more"), number
        case TookIn(number=number):
            return _("Goes on with %(id)s, which was merged into this one"), number
        case GaveBack(number=number):
            return _("Goes on without %(id)s, which is merged no more"), number


@event_of.register
def _requested(body: EscalationRequested) -> Event:
    sentence = (
        _("Escalation asked for: next level")
        if body.outcome == "stepped"
        else _("Escalation asked for: the present level was reminded")
    )
    if body.verified:
        sentence = f"{sentence} ({VERIFIED_NAMES[body.verified]})"
    if body.call_back:
        sentence = (
            _("%(sentence)s, wants a call back: %(number)s")
            % {"sentence": sentence, "number": body.number}
            if body.number
            else _("%(sentence)s, wants a call back") % {"sentence": sentence}
        )
    return Event("escalate", sentence, "major", body.reason)


@event_of.register
def _stepped(body: EscalationStepped) -> Event:
    values = {"level": body.level, "role": body.role, "holder": body.holder}
    sentence = {
        "age": _("Level %(level)s by age: %(role)s, %(holder)s"),
        "response": _("Level %(level)s, as the first answer is late: %(role)s, %(holder)s"),
        "repair": _("Level %(level)s, as the repair is late: %(role)s, %(holder)s"),
        "reopened": _("Level %(level)s, as it came back: %(role)s, %(holder)s"),
        "request": _("Level %(level)s on request: %(role)s, %(holder)s"),
        "unanswered": _("Level %(level)s, as nobody below acknowledged: %(role)s, %(holder)s"),
        "staff": _("Level %(level)s, sent up by us: %(role)s, %(holder)s"),
        "unreached": _("Level %(level)s, as nobody below was reached: %(role)s, %(holder)s"),
        "repeat": _("Level %(level)s told again, as nobody acknowledged: %(role)s, %(holder)s"),
    }[body.cause]
    return Event("escalate", sentence % values, "major")


@event_of.register
def _held(body: EscalationHeld) -> Event:
    values = {"level": body.level, "holder": body.holder, "hours": body.hours}
    sentence = ngettext(
        "%(holder)s (level %(level)s) holds back the next level for %(hours)s hour",
        "%(holder)s (level %(level)s) holds back the next level for %(hours)s hours",
        body.hours,
    )
    return Event("state-deferred", sentence % values, "wait", body.reason)


@event_of.register
def _lowered(body: EscalationLowered) -> Event:
    values = {"level": body.to_level, "holder": body.holder, "other": body.to_holder}
    sentence = _("%(holder)s gave it back to level %(level)s, %(other)s")
    return Event("state-deferred", sentence % values, "wait", body.reason)


@event_of.register
def _page_lost(body: EscalationPageLost) -> Event:
    values = {"level": body.level, "holder": body.holder}
    sentence = _("Level %(level)s was not reached: the mail to %(holder)s could not be delivered")
    return Event("alert", sentence % values, "major", body.error)


@event_of.register
def _skipped(body: EscalationLevelSkipped) -> Event:
    values = {"level": body.level, "role": body.role, "rota": body.rota}
    sentence = _("Level %(level)s (%(role)s) skipped: nobody to reach")
    if body.rota:
        sentence = _("Level %(level)s (%(role)s) skipped: nobody on call in “%(rota)s”")
    return Event("alert", sentence % values, "major")


@event_of.register
def _acknowledged(body: EscalationAcknowledged) -> Event:
    values = {"level": body.level, "holder": body.holder}
    return Event("check", _("%(holder)s acknowledged level %(level)s") % values, "good")


@event_of.register
def _handed_over(body: EscalationHandedOver) -> Event:
    values = {"level": body.level, "holder": body.holder, "former": body.former}
    sentence = _("Level %(level)s went from %(former)s, who left, to %(holder)s") % values
    return Event("escalate", sentence, "major")


@event_of.register
def _proposed(body: DeferralProposed) -> Event:
    if body.side == Side.CUSTOMER:
        sentence = _("The customer proposes to put it off until business hours begin")
    else:
        sentence = _("Proposed to the customer: put it off until business hours begin")
    return Event("clock", sentence, "wait")


@event_of.register
def _answered(body: DeferralAnswered) -> Event:
    names = {"who": body.contact}
    if body.accepted:
        told = _("%(who)s agreed on the telephone") % names if body.contact else _("Agreed")
        return Event("check", told, "good")
    told = _("%(who)s declined on the telephone") % names if body.contact else _("Declined")
    return Event("x", told)


@event_of.register
def _ended(body: DeferralEnded) -> Event:
    return Event("clock", deferral_ended(body))
