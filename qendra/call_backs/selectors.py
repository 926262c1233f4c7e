"""Reads of call-backs."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from qendra.accounts.models import Person
from qendra.call_backs.models import CallBack, Reason
from qendra.lib.prepared import Prepared
from qendra.tickets.entries import CallLogged, ReplySent
from qendra.tickets.models import Entry

# A promised call is answered by a call; somebody who was not satisfied, also in writing.
ANSWERS = {
    Reason.ESCALATION: [CallLogged.KIND],
    Reason.RATING: [CallLogged.KIND, ReplySent.KIND],
}


def answers_to(reason: Reason) -> QuerySet[Entry]:
    """The entries that answer a call-back of this reason, the first on top; for a subquery."""
    later = Entry.objects.filter(
        ticket=OuterRef("ticket"), id__gt=OuterRef("after_entry"), kind__in=ANSWERS[reason]
    )
    return later.order_by("id")


def open_call_backs() -> QuerySet[CallBack]:
    """Those that still wait, what is due first on top; true from the moment of the answer."""
    by_call = Q(Exists(answers_to(Reason.ESCALATION)), reason=Reason.ESCALATION)
    by_words = Q(Exists(answers_to(Reason.RATING)), reason=Reason.RATING)
    found = CallBack.objects.filter(answered_at__isnull=True).exclude(by_call | by_words)
    return found.order_by("due_at", "id")


def waiting_for_a_call(ticket_id: int) -> list[CallBack]:
    """Those of one ticket, with all that its page tells of them; one query."""
    return _of_ticket(ticket=ticket_id)


def call_backs_of(person: Person) -> QuerySet[CallBack]:
    """The promised calls that this person has to make."""
    return CallBack.objects.filter(answered_at__isnull=True, holder=person).order_by("id")


def shown_call_backs() -> QuerySet[CallBack]:
    """The same with all that a list tells of them."""
    return open_call_backs().select_related("ticket__customer", "ticket__team", "person", "holder")


_of_ticket = Prepared(lambda ticket: shown_call_backs().filter(ticket=ticket), ticket=-1)
