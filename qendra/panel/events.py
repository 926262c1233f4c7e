"""What happened to a ticket between the words of people: one sentence each, for customers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qendra.catalogue.selectors import provider_of_pages
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
from qendra.tickets.explained import deferral_ended, rise_told
from qendra.tickets.merge_entries import GaveBack, Merged, TookIn, Unmerged
from qendra.tickets.models import PRIORITY_NAMES, STATE_NAMES
from qendra.tickets.priority import RANK, Priority
from qendra.tickets.states import State

_WORKED_AGAIN = frozenset({State.RESTORED, State.RESOLVED, State.CLOSED, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence, the shape and tone of the dot beside it, and words of a person if any."""

    sentence: str
    icon: str = "info"
    tone: str = "neutral"
    words: str = ""


def _shown(number: str) -> str:
    return ticket_id.shown(number, provider_of_pages().ticket_prefix)


@singledispatch
def told(body: Body) -> Event:
    """What a customer reads of an entry that carries no words of a person."""
    return Event(_("The record was updated."))


@told.register
def _assigned(body: Assigned) -> Event:
    if body.assignee:
        return Event(_("%(who)s has the ticket.") % {"who": body.assignee}, "person", "info")
    if body.team:
        return Event(_("It is with: %(team)s.") % {"team": body.team}, "people", "info")
    return Event(_("The ticket waits for somebody to take it."), "people")


@told.register
def _moved(body: StateChanged) -> Event:
    state = State(body.after)
    icon = f"state-{state}"
    if body.confirmed:
        return Event(_("You confirmed that it works. The ticket is closed."), icon, "good")
    if state is State.IN_PROGRESS and body.before == State.DEFERRED:
        return Event(_("No longer put off: we go on."), icon, "info")
    if state is State.IN_PROGRESS and State(body.before) in _WORKED_AGAIN:
        return Event(_("Open again: we go on."), "undo", "major")
    tone = "good" if state in {State.RESTORED, State.RESOLVED} else "neutral"
    return Event(_("Now: %(state)s.") % {"state": STATE_NAMES[state]}, icon, tone)


@told.register
def _changed_priority(body: PriorityChanged) -> Event:
    before, after = Priority(body.before), Priority(body.after)
    words = rise_told(body.shared, body.count) if body.shared else body.reason
    names = {"before": PRIORITY_NAMES[before], "after": PRIORITY_NAMES[after]}
    if before is after:
        sentence = _("Impact or urgency was corrected; the priority stays.")
        return Event(sentence, "pencil", words=words)
    sentence = _("The priority changed from %(before)s to %(after)s.") % names
    is_raised = RANK[after] < RANK[before]
    tone = "major" if is_raised else "neutral"
    return Event(sentence, f"priority-{after}", tone, words=words)


@told.register
def _stated_facts(body: FactsStated) -> Event:
    return Event(_("The facts of the report were completed."), "pencil")


@told.register
def _set_service(body: ServiceSet) -> Event:
    if not body.code:
        return Event(_("The ticket is no longer tied to a service."), "server")
    return Event(_("The ticket is about %(service)s.") % {"service": body.code}, "server")


@told.register
def _asked(body: QuestionAsked) -> Event:
    return Event(_("We asked for what is still missing."), "mail", "wait")


@told.register
def _reminded(body: Reminded) -> Event:
    return Event(_("We reminded you that we wait for an answer."), "bell", "wait")


@told.register
def _linked(body: Linked) -> Event:
    number = _shown(body.number)
    if body.how == "follows":
        return Event(_("This ticket follows %(number)s.") % {"number": number}, "circuit")
    sentence = {
        "split_off": _("What you wrote about another matter goes on as the ticket %(number)s."),
        "split_from": _("It began with what you wrote on the ticket %(number)s."),
    }.get(body.how, _("It goes on in the ticket %(number)s."))
    return Event(sentence % {"number": number}, "circuit")


@told.register
def _merged(body: Merged) -> Event:
    return Event(
        _("It goes on in the ticket %(number)s.") % {"number": _shown(body.into)}, "circuit"
    )


@told.register
def _unmerged(body: Unmerged) -> Event:
    sentence = _("It stands by itself again: it is another matter than %(number)s.")
    return Event(sentence % {"number": _shown(body.out_of)}, "circuit")


@told.register
def _took_in(body: TookIn) -> Event:
    sentence = _("The ticket %(number)s is about the same, and goes on in this one.")
    return Event(sentence % {"number": _shown(body.number)}, "circuit")


@told.register
def _gave_back(body: GaveBack) -> Event:
    sentence = _("The ticket %(number)s is another matter, and goes on by itself.")
    return Event(sentence % {"number": _shown(body.number)}, "circuit")


@told.register
def _requested(body: EscalationRequested) -> Event:
    sentence = {
        "stepped": _("The next level was asked for."),
        "reminded": _("More attention was asked for; the present level was reminded."),
    }[body.outcome]
    if body.call_back:
        sentence = _("%(asked)s Please call back.") % {"asked": sentence}
    return Event(sentence, "escalate", "major", words=body.reason)


@told.register
def _stepped(body: EscalationStepped) -> Event:
    step = {"level": body.level, "role": body.role}
    sentence = {
        "age": _("Escalated by its age to level %(level)s, %(role)s."),
        "response": _("Our answer was late, so escalated to level %(level)s, %(role)s."),
        "repair": _("The repair was late, so escalated to level %(level)s, %(role)s."),
        "reopened": _("It came back, so escalated to level %(level)s, %(role)s."),
        "request": _("Escalated to level %(level)s, %(role)s."),
        "unanswered": _("Not taken up in time, so escalated to level %(level)s, %(role)s."),
        "staff": _("Escalated by us to level %(level)s, %(role)s."),
        "unreached": _("Escalated to level %(level)s, %(role)s."),
        "repeat": _("Not taken up yet: level %(level)s, %(role)s, was told again."),
    }[body.cause]
    return Event(sentence % step, "escalate", "major")


@told.register
def _held(body: EscalationHeld) -> Event:
    sentence = ngettext(
        "Level %(level)s, %(role)s, has it and keeps it for %(hours)s hour before the next level.",
        "Level %(level)s, %(role)s, has it and keeps it for %(hours)s hours before the next level.",
        body.hours,
    ) % {"level": body.level, "role": body.role, "hours": body.hours}
    return Event(sentence, "state-deferred", "wait", words=body.reason)


@told.register
def _lowered(body: EscalationLowered) -> Event:
    values = {"role": body.role, "level": body.to_level, "to_role": body.to_role}
    sentence = _("%(role)s gave it back to level %(level)s, %(to_role)s.") % values
    return Event(sentence, "state-deferred", "wait", words=body.reason)


@told.register
def _page_lost(body: EscalationPageLost) -> Event:
    step = {"level": body.level, "role": body.role}
    return Event(_("Level %(level)s, %(role)s, could not be reached.") % step, "escalate")


@told.register
def _skipped(body: EscalationLevelSkipped) -> Event:
    step = {"level": body.level, "role": body.role}
    return Event(_("Level %(level)s, %(role)s, was passed over.") % step, "escalate")


@told.register
def _acknowledged(body: EscalationAcknowledged) -> Event:
    return Event(_("%(role)s has taken it up.") % {"role": body.role}, "check", "good")


@told.register
def _handed_over(body: EscalationHandedOver) -> Event:
    step = {"level": body.level, "role": body.role}
    return Event(_("Level %(level)s, %(role)s, is with another person now.") % step, "escalate")


@told.register
def _proposed(body: DeferralProposed) -> Event:
    if body.side == Side.CUSTOMER:
        return Event(_("You proposed to put it off until business hours begin."), "clock", "wait")
    return Event(_("We proposed to put it off until business hours begin."), "clock", "wait")


@told.register
def _answered(body: DeferralAnswered) -> Event:
    is_theirs = body.side == Side.CUSTOMER
    if body.accepted:
        sentence = _("You agreed to put it off.") if is_theirs else _("We agreed to put it off.")
        return Event(sentence, "check", "good")
    sentence = _("You declined to put it off.") if is_theirs else _("We declined to put it off.")
    return Event(sentence, "x")


@told.register
def _ended(body: DeferralEnded) -> Event:
    return Event(deferral_ended(body), "clock")
