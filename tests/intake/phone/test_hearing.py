"""What telephone systems tell: in any order and as often as they like; nobody is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.call_backs.models import CallBack
from qendra.call_backs.selectors import open_call_backs
from qendra.intake.phone.actions import (
    add_system,
    hear_event,
    miss_silent_calls,
    note_written_down,
    take_ringing,
)
from qendra.intake.phone.heard import Event, What
from qendra.intake.phone.models import PhoneCall, PhoneSystem
from qendra.jobs import call_backs
from qendra.outbox.models import Message
from tests.cast import NOW, Cast, desk, opened

NUMBER = "+355 69 000 0002"
Hears = Callable[..., PhoneCall]


@pytest.fixture
def system(cast: Cast) -> PhoneSystem:
    Person.objects.filter(id=cast.besa.id).update(phone=NUMBER)
    return add_system(actor=desk(cast.jon), now=NOW, name="House")


@pytest.fixture
def hears(system: PhoneSystem) -> Hears:
    def hear(what: str, call: str = "c1", minutes: int = 0, **more: str) -> PhoneCall:
        at = NOW + timedelta(minutes=minutes)
        event = Event(what=What(what), call=call, at=at, **({"number": NUMBER} | more))
        return hear_event(now=at, system=system, event=event)

    return hear


def waiting() -> list[CallBack]:
    return list(open_call_backs())


def test_a_call_that_nobody_took_waits_for_a_call_of_ours(cast: Cast, hears: Hears) -> None:
    hears("ringing")
    assert waiting() == []
    hears("ended", minutes=1)
    (missed,) = waiting()
    assert (missed.reason, missed.number, missed.person) == ("missed", NUMBER, cast.besa)
    assert (missed.customer, missed.ticket) == (cast.northwind, None)
    assert missed.due_at == NOW + timedelta(minutes=16)


@pytest.mark.parametrize("order", list(permutations(["ringing", "answered", "ended"])))
def test_events_in_any_order_come_to_the_same(hears: Hears, order: tuple[str, ...]) -> None:
    for what in (*order, *order):
        hears(what, agent="elira@interspace.example")
    call = PhoneCall.objects.get()
    assert not call.is_ringing
    assert (call.answered_at, call.ended_at) == (NOW, NOW)
    assert waiting() == []


def test_a_voicemail_waits_with_its_link_and_its_words(hears: Hears) -> None:
    hears("ringing")
    hears("ended")
    hears("voicemail", url="https://pbx.example/vm/1", text="Please call me.")
    (left,) = waiting()
    assert (left.reason, left.link) == ("voicemail", "https://pbx.example/vm/1")
    assert left.words == "Please call me."


def test_a_voicemail_that_comes_when_the_call_was_dealt_with_waits_anew(
    cast: Cast, hears: Hears
) -> None:
    call = hears("ended")
    note_written_down(actor=desk(cast.elira), now=NOW, token=str(call.token), ticket=opened(cast))
    assert waiting() == []
    hears("voicemail", url="https://pbx.example/vm/1")
    assert [each.reason for each in waiting()] == ["voicemail"]


def test_who_calls_three_times_waits_for_one_call(hears: Hears) -> None:
    for number in range(3):
        hears("ended", call=f"c{number}", minutes=number)
    (missed,) = waiting()
    assert missed.calls == 3


def test_withheld_numbers_are_not_one_caller(hears: Hears) -> None:
    hears("ended", call="c1", number="")
    hears("ended", call="c2", number="")
    assert [(each.number, each.person) for each in waiting()] == [("", None)] * 2


def test_a_number_of_two_contacts_is_nobody_certain(cast: Cast, hears: Hears) -> None:
    Person.objects.filter(id=cast.cedric.id).update(phone=NUMBER)
    hears("ended")
    assert [(each.person, each.customer) for each in waiting()] == [(None, None)]


def test_a_call_of_which_we_hear_no_more_was_missed(hears: Hears) -> None:
    hears("ringing")
    assert miss_silent_calls(now=NOW + timedelta(minutes=4)) == 0
    assert call_backs.run_once(now=NOW + timedelta(minutes=5)) == 1
    assert call_backs.run_once(now=NOW + timedelta(minutes=6)) == 0
    assert len(waiting()) == 1


def test_whoever_takes_a_call_has_not_answered_it_yet(cast: Cast, hears: Hears) -> None:
    call = hears("ringing")
    elira, faik = (Actor(each, Channel.PHONE) for each in (cast.elira, cast.faik))
    take_ringing(actor=elira, now=NOW, call_id=call.id)
    assert take_ringing(actor=faik, now=NOW, call_id=call.id).taken_by == cast.elira
    hears("ended", minutes=1)
    assert len(waiting()) == 1


def test_the_recording_stands_on_the_ticket_for_us_alone_whichever_comes_first(
    cast: Cast, hears: Hears
) -> None:
    ticket = opened(cast)
    first = hears("recording", call="a", url="https://pbx.example/rec/1")
    second = hears("answered", call="b")
    for call in (first, second):
        note_written_down(actor=desk(cast.elira), now=NOW, token=str(call.token), ticket=ticket)
    hears("recording", call="b", url="https://pbx.example/rec/2")
    hears("recording", call="b", url="https://pbx.example/rec/2")
    notes = ticket.entries.filter(kind="note").select_related("words")
    assert [each.words.text for each in notes.order_by("id")] == [
        "Recording of the call: https://pbx.example/rec/1",
        "Recording of the call: https://pbx.example/rec/2",
    ]
    assert all(each.is_internal for each in notes)


def test_those_above_are_told_of_a_missed_call_until_somebody_calls(
    cast: Cast, hears: Hears
) -> None:
    cast.provider.duty_manager = cast.hana
    cast.provider.save()
    hears("ended", text="")
    call_backs.run_once(now=NOW + timedelta(minutes=16))
    told = Message.objects.get(purpose="call_back_missed")
    assert told.to_address == cast.hana.email
    for words in ("Besa", "Northwind", NUMBER, "/desk/call-backs/"):
        assert words in told.text
