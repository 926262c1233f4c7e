"""Reads of call-backs."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from qendra.accounts.models import Person
from qendra.call_backs.models import CallBack, Reason
from qendra.catalogue.access import seen_by
from qendra.lib.prepared import Prepared
from qendra.tickets.entries import CallLogged, ReplySent
from qendra.tickets.models import Entry

# A promised call is answered by a call; somebody who was not satisfied, also in writing.
ANSWERS = {
    Reason.ESCALATION: [CallLogged.KIND],
    Reason.RATING: [CallLogged.KIND, ReplySent.KIND],
    Reason.MAIL: [CallLogged.KIND],
}
# No ticket tells that these were made.
OF_CALLS = (Reason.MISSED, Reason.VOICEMAIL)


def answers_to(reason: Reason) -> QuerySet[Entry]:
    """The entries that answer a call-back of this reason, the first on top; for a subquery."""
    later = Entry.objects.filter(
        ticket=OuterRef("ticket"), id__gt=OuterRef("after_entry"), kind__in=ANSWERS[reason]
    )
    return later.order_by("id")


def open_call_backs() -> QuerySet[CallBack]:
    """Those that still wait, what is due first on top; true from the moment of the answer."""
    called = [Reason.ESCALATION, Reason.MAIL]
    by_call = Q(Exists(answers_to(Reason.ESCALATION)), reason__in=called)
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
    return open_call_backs().select_related(
        "ticket__customer", "ticket__team", "customer", "person", "holder"
    )


def may_see(person: Person) -> Q:
    """Which of them this member of staff may see: by the customer of the ticket or the number."""
    return seen_by(person, "ticket__customer") | seen_by(person, "customer")


def open_call_back(person: Person, call_back_id: int) -> CallBack | None:
    """One that still waits, for staff who may see it."""
    return shown_call_backs().filter(may_see(person), id=call_back_id).first()


def call_back_for(person: Person, call_back_id: int) -> CallBack:
    """One, made or not, for staff who may see it; else 404."""
    found = CallBack.objects.filter(may_see(person), id=call_back_id).first()
    if found is None:
        raise Http404
    return found


_of_ticket = Prepared(lambda ticket: shown_call_backs().filter(ticket=ticket), ticket=-1)
