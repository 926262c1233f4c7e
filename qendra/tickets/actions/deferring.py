"""Deferral by agreement (P5): one party proposes, the other agrees or does not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.lib.errors import Refused
from qendra.tickets.actions.writing import NO_WORDS, Words, Write, locked
from qendra.tickets.agreement import offer_of
from qendra.tickets.deferral import Ending, Side
from qendra.tickets.deferral_entries import DeferralAnswered, DeferralEnded, DeferralProposed
from qendra.tickets.deferral_notices import tell_answered, tell_proposed
from qendra.tickets.entries import CallLogged
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.states import State


@transaction.atomic
def propose_deferral(
    *,
    actor: Actor,
    now: datetime,
    ticket_id: int,
    side: Side,
    words: Words = NO_WORDS,
    key: str | None = None,
) -> Ticket:
    """One party wants to wait until business hours begin; the other one is asked.

    ``key`` names the form: the same one again proposes nothing. Refused with the sentence that
    says why, and while another proposal waits for its answer. The caller has checked that the
    person may speak for this side.
    """
    ticket = locked(ticket_id)
    if key and Entry.objects.filter(key=key).exists():
        return ticket
    if ticket.deferral_by:
        raise Refused(_waits(Side(ticket.deferral_by), side))
    write = Write(ticket, actor=actor, now=now)
    entry = _propose(write, side, words, key)
    write.save()
    tell_proposed(ticket, entry, side, words.text, now)
    return ticket


@transaction.atomic
def answer_deferral(
    *,
    actor: Actor,
    now: datetime,
    ticket_id: int,
    number: int,
    side: Side,
    accepts: bool,
    words: Words = NO_WORDS,
) -> Ticket:
    """The other party agrees, and the clocks stand still from now; or it does not.

    ``number`` is the proposal's on this ticket. Of two answers the first one counts: the second
    is Refused and told who said what, unless it is the same again.
    """
    ticket = locked(ticket_id)
    if _is_answered(ticket, number, actor, accepts=accepts):
        return ticket
    _check_open(ticket, number, side, now)
    write = Write(ticket, actor=actor, now=now)
    entry = _answer(write, side, words, accepts=accepts)
    write.save()
    tell_answered(ticket, entry, now)
    return ticket


@transaction.atomic
def withdraw_deferral(
    *, actor: Actor, now: datetime, ticket_id: int, number: int, side: Side
) -> Ticket:
    """Who proposed takes it back, as long as nobody has answered. Again is no error."""
    ticket = locked(ticket_id)
    if answered := _answer_to(ticket, number):
        raise Refused(_told_first(answered))
    if ticket.deferrals != number or ticket.deferral_by != side:
        return ticket
    write = Write(ticket, actor=actor, now=now)
    write.add(DeferralEnded(cause=Ending.WITHDRAWN), visible=True)
    return write.save()


@transaction.atomic
def log_deferral_call(
    *,
    actor: Actor,
    now: datetime,
    ticket_id: int,
    contact: Person,
    accepts: bool,
    words: Words,
    key: str | None = None,
    verified: str = "",
) -> Ticket:
    """What a contact said on the telephone to our proposal; a mail confirms it to them.

    Where nothing was proposed before, the call holds both consents. The caller has checked that
    the contact may agree for the customer, and how we know that it was them (``verified``, as
    in ``CallLogged``). ``key`` names the form.
    """
    if not words.text.strip():
        raise Refused(_("Write down what was said in the call."))
    ticket = locked(ticket_id)
    if key and Entry.objects.filter(key=key).exists():
        return ticket
    write = Write(ticket, actor=actor, now=now)
    if ticket.deferral_by == Side.CUSTOMER:
        raise Refused(_waits(Side.CUSTOMER, Side.PROVIDER))
    if not ticket.deferral_by:
        _propose(write, Side.PROVIDER, NO_WORDS, None)
    _check_open(ticket, ticket.deferrals, Side.CUSTOMER, now)
    called = CallLogged(direction="out", with_whom=contact.name, verified=verified)
    write.add(called, visible=True, words=words, key=key)
    entry = _answer(write, Side.CUSTOMER, NO_WORDS, accepts=accepts, contact=contact)
    if ticket.state == State.NEW:
        write.move(State.IN_PROGRESS)
    write.save()
    tell_answered(ticket, entry, now, contact=contact)
    return ticket


def end_at_opening(write: Write) -> None:
    """Business hours begin: what was put off goes on, what was proposed is answered by time."""
    ticket = write.ticket
    if ticket.deferral_by:
        ended = DeferralEnded(cause=Ending.OPENING)
        write.add(ended, at=ticket.deferral_until, visible=True)
    else:
        write.move(State.IN_PROGRESS, at=ticket.deferral_until)


def _propose(write: Write, side: Side, words: Words, key: str | None) -> Entry:
    offer = offer_of(write.ticket, write.now)
    if offer.no or offer.until is None:
        raise Refused(offer.sentence)
    body = DeferralProposed(side=side, until=offer.until.isoformat(), hours=offer.hours)
    return write.add(body, visible=True, words=words, key=key)


def _answer(
    write: Write, side: Side, words: Words, *, accepts: bool, contact: Person | None = None
) -> Entry:
    ticket, until = write.ticket, write.ticket.deferral_until
    if until is None:
        raise Refused(_gone())
    body = DeferralAnswered(
        side=side,
        accepted=accepts,
        until=until.isoformat(),
        contact=contact.name if contact else "",
        contact_id=contact.id if contact else None,
    )
    # The database takes one answer to a proposal, whatever happens.
    key = _key(ticket, ticket.deferrals)
    entry = write.add(body, visible=True, words=words, key=key)
    if accepts:
        write.move(State.DEFERRED, until=until)
    return entry


def _key(ticket: Ticket, number: int) -> str:
    return f"deferral:{ticket.id}:{number}:answer"


def _answer_to(ticket: Ticket, number: int) -> Entry | None:
    found = Entry.objects.filter(key=_key(ticket, number))
    return found.select_related("actor").first()


def _is_answered(ticket: Ticket, number: int, actor: Actor, *, accepts: bool) -> bool:
    """Whether this very answer was given; Refused when another one was."""
    known = _answer_to(ticket, number)
    if known is None:
        return False
    person = actor.person.id if actor.person else None
    if known.actor_id == person and known.data["accepted"] == accepts:
        return True
    raise Refused(_told_first(known))


def _check_open(ticket: Ticket, number: int, side: Side, now: datetime) -> None:
    if ticket.deferrals != number or ticket.deferral_by != side.other:
        raise Refused(_gone())
    if ticket.deferral_until and ticket.deferral_until <= now:
        raise Refused(_("Business hours have begun, so there is nothing to put off any more."))


def _told_first(answered: Entry) -> str:
    who = answered.data["contact"] or (answered.actor.name if answered.actor else "")
    if answered.data["accepted"]:
        return _("%(who)s has agreed already. Nothing was changed.") % {"who": who}
    return _("%(who)s has declined already. Nothing was changed.") % {"who": who}


def _waits(by: Side, asked_by: Side) -> str:
    """Why a second proposal is not taken while one is open."""
    if by is asked_by:
        return _("This is proposed already and waits for the answer.")
    return _("The other side has proposed the same meanwhile. Please agree or decline.")


def _gone() -> str:
    return _("This proposal is no longer open. Nothing was changed.")
