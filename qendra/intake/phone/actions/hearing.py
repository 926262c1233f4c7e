"""What telephone systems tell of calls. Each event once or often, in any order, is the same.

A call that ended without an answer, or that left a voicemail, becomes a call-back; so does one
that rang and of which we heard no more.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from qendra.accounts.actor import SYSTEM, Actor, Channel
from qendra.accounts.selectors import person_by_address
from qendra.call_backs.actions import answer_call_back, ask_missed_call
from qendra.call_backs.models import CallBack
from qendra.catalogue.selectors import find_contacts, provider
from qendra.intake.phone.heard import Event, What
from qendra.intake.phone.models import PhoneCall, PhoneSystem
from qendra.intake.phone.selectors import RINGS_FOR
from qendra.lib.telephone import shown_number
from qendra.tickets.actions.conversation import add_note
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket

BATCH = 50


@transaction.atomic
def hear_event(*, now: datetime, system: PhoneSystem, event: Event) -> PhoneCall:
    """Note what happened to a call; what is still to come of it is noted when it comes."""
    at = min(event.at, now)
    PhoneSystem.objects.filter(id=system.id).update(heard_at=now)
    PhoneCall.objects.get_or_create(
        system=system,
        call_id=event.call,
        defaults={
            "number": event.number[:40],
            "dialled": event.dialled[:40],
            "rang_at": at,
            "changed_at": now,
        },
    )
    call = PhoneCall.objects.select_for_update(of=("self",)).get(system=system, call_id=event.call)
    call.number, call.dialled = call.number or event.number[:40], call.dialled or event.dialled[:40]
    call.changed_at = now
    _apply(call, event, at, now)
    call.save()
    return call


@transaction.atomic
def take_ringing(*, actor: Actor, now: datetime, call_id: int) -> PhoneCall:
    """Somebody at the desk takes a call that rings; of two at once the first one has it.

    Whether they picked it up, only the telephone system says.
    """
    call = PhoneCall.objects.select_for_update(of=("self",)).get(id=call_id)
    if call.taken_by is None:
        call.taken_by = actor.person
        call.changed_at = now
        call.save(update_fields=["taken_by", "changed_at"])
    return call


@transaction.atomic
def note_written_down(*, actor: Actor, now: datetime, token: str, ticket: Ticket) -> None:
    """The call of this form stands on a ticket now, so that nobody waits for a call-back."""
    call = PhoneCall.objects.select_for_update(of=("self",)).filter(token=token).first()
    if call:
        call.ticket, call.changed_at = ticket, now
        call.save(update_fields=["ticket", "changed_at"])
        _nobody_waits(call, actor, now)
        _note_recording(call, now)


@transaction.atomic
def miss_silent_calls(*, now: datetime) -> int:
    """Calls that rang, and of which no telephone rings any more: nobody took them. How many."""
    waiting = PhoneCall.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        answered_at__isnull=True, ended_at__isnull=True, rang_at__lte=now - RINGS_FOR
    )
    waiting = waiting.select_related("call_back")
    found = list(waiting.order_by("id")[:BATCH])
    for call in found:
        call.ended_at = call.changed_at = now
        call.call_back = call.call_back if call.ticket_id else _missed(call, now)
        call.save()
    return len(found)


def _apply(call: PhoneCall, event: Event, at: datetime, now: datetime) -> None:
    match event.what:
        case What.RINGING:
            call.rang_at = min(call.rang_at, at)
        case What.ANSWERED:
            call.answered_at = call.answered_at or at
            call.answered_by = call.answered_by or person_by_address(event.agent)
            _nobody_waits(call, Actor(call.answered_by, Channel.PHONE), now)
        case What.ENDED:
            call.ended_at = call.ended_at or at
            if call.answered_at is None and call.ticket_id is None:
                call.call_back = _missed(call, now)
        case What.RECORDING:
            call.recording = event.url or call.recording
            _note_recording(call, now)
        case What.VOICEMAIL:
            call.ended_at = call.ended_at or at
            call.voicemail = event.url or call.voicemail
            call.call_back = _missed(call, now, event.url, event.text)


def _note_recording(call: PhoneCall, now: datetime) -> None:
    """Where it can be listened to stands on the ticket, for us alone."""
    if call.recording and call.ticket_id:
        words = Words(text=f"Recording of the call: {call.recording}")
        key = f"phone-call:{call.id}:recording"
        add_note(actor=SYSTEM, now=now, ticket_id=call.ticket_id, words=words, key=key)


def _missed(call: PhoneCall, now: datetime, link: str = "", words: str = "") -> CallBack:
    contacts = find_contacts(call.number, Q(), limit=2)
    contact = contacts[0] if len(contacts) == 1 else None
    # What they said after their call was dealt with is another thing to deal with.
    is_again = call.call_back is not None and call.call_back.answered_at is not None
    return ask_missed_call(
        number=shown_number(call.number, provider().country),
        person=contact.person if contact else None,
        customer=contact.customer if contact else None,
        key=f"phone-call:{call.id}{':voicemail' if is_again else ''}",
        now=now,
        link=link,
        words=words,
    )


def _nobody_waits(call: PhoneCall, actor: Actor, now: datetime) -> None:
    """It was answered after all: events come in any order."""
    if call.call_back_id:
        outcome = "The call was answered."
        answer_call_back(actor=actor, call_back_id=call.call_back_id, outcome=outcome, now=now)
