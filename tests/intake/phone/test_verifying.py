"""Being sure who calls: the number on file and a PIN, or our own call to that number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.intake.phone.actions import (
    check_pin,
    confirm_call_back,
    give_pin,
    remove_pin,
    set_pin,
)
from qendra.intake.phone.models import CallerPin, Verification
from qendra.intake.phone.pins import MOST_TRIES, is_easy, is_pin, new_pin
from qendra.intake.phone.selectors import method_of, tries_left
from qendra.lib.errors import Refused
from qendra.outbox.models import Message
from tests.cast import NOW, Cast, panel

PIN, NUMBER = "804713", "+355 69 000 0000"


@pytest.fixture
def alba(cast: Cast) -> Person:
    set_pin(actor=panel(cast.alba), now=NOW, pin=PIN)
    return cast.alba


@pytest.fixture
def tries(cast: Cast, alba: Person) -> Callable[..., bool]:
    def check(pin: str = PIN, number: str = NUMBER, call: str = "c1", minutes: int = 0) -> bool:
        return check_pin(
            actor=Actor(cast.elira, Channel.PHONE),
            now=NOW + timedelta(minutes=minutes),
            call=call,
            person=alba,
            number=number,
            pin=pin,
        )

    return check


def test_the_pin_from_the_number_on_file_verifies_this_call_and_no_other(
    alba: Person, tries: Callable[..., bool]
) -> None:
    assert tries(number="069 000 0000")
    assert method_of("c1", alba) == "pin"
    assert method_of("c2", alba) == ""


def test_a_pin_is_kept_as_a_hash_only(alba: Person) -> None:
    assert PIN not in CallerPin.objects.get().hash
    assert alba.caller_pin.set_by == alba


def test_a_wrong_pin_verifies_nobody_and_is_kept_as_a_try(
    alba: Person, tries: Callable[..., bool]
) -> None:
    assert not tries("111222")
    assert method_of("c1", alba) == ""
    tried = Verification.objects.get()
    assert (tried.succeeded, tried.method, tried.by.name) == (False, "pin", "Elira")


def test_from_another_number_not_even_the_right_pin_is_taken(tries: Callable[..., bool]) -> None:
    with pytest.raises(Refused, match="not the number on file"):
        tries(number="+355 69 999 9999")
    assert not Verification.objects.exists()


def test_after_a_few_wrong_ones_the_right_pin_is_not_taken_for_an_hour(
    alba: Person, tries: Callable[..., bool]
) -> None:
    for _ in range(MOST_TRIES):
        assert not tries("111222")
    assert tries_left(alba, NOW) == 0
    with pytest.raises(Refused, match="Too many wrong PINs"):
        tries(call="c2")
    assert tries(call="c3", minutes=61)


def test_a_right_pin_forgets_the_wrong_ones_before_it(
    alba: Person, tries: Callable[..., bool]
) -> None:
    for _ in range(MOST_TRIES - 1):
        tries("111222")
    assert tries()
    assert tries_left(alba, NOW) == MOST_TRIES


def test_without_a_pin_the_number_on_file_is_called(cast: Cast) -> None:
    actor = Actor(cast.elira, Channel.PHONE)
    with pytest.raises(Refused, match="has no PIN"):
        check_pin(actor=actor, now=NOW, call="c", person=cast.besa, number=NUMBER, pin=PIN)
    confirm_call_back(actor=actor, now=NOW, call="c", person=cast.besa)
    assert method_of("c", cast.besa) == "call_back"


def test_without_a_number_on_file_nobody_is_called_back(cast: Cast) -> None:
    cast.besa.phone = ""
    with pytest.raises(Refused, match="no number on file"):
        confirm_call_back(
            actor=Actor(cast.elira, Channel.PHONE), now=NOW, call="c", person=cast.besa
        )


def test_staff_give_a_pin_only_to_whom_they_called(cast: Cast, tries: Callable[..., bool]) -> None:
    actor = Actor(cast.elira, Channel.PHONE)
    for known in (lambda: None, tries):
        known()
        with pytest.raises(Refused, match="Call the number on file first"):
            give_pin(actor=actor, now=NOW, call="c1", person=cast.alba)
    confirm_call_back(actor=actor, now=NOW, call="c1", person=cast.alba)
    given = give_pin(actor=actor, now=NOW, call="c1", person=cast.alba)
    assert tries(given, call="c4")
    assert not tries(PIN, call="c5")


def test_the_contact_is_told_of_every_change_of_their_pin(cast: Cast, alba: Person) -> None:
    remove_pin(actor=panel(alba), now=NOW + timedelta(minutes=1))
    remove_pin(actor=panel(alba), now=NOW + timedelta(minutes=2))
    told = Message.objects.filter(purpose="pin_changed").order_by("id")
    assert [each.to_address for each in told] == [alba.email, alba.email]
    assert "was set" in told[0].text
    assert "was removed" in told[1].text
    assert PIN not in told[0].text
    assert not CallerPin.objects.exists()


@pytest.mark.parametrize("pin", ["12345", "123456789", "abcdef", "12 456", "", "٣٤٥٦٧٨"])
def test_what_is_no_pin_is_refused(cast: Cast, pin: str) -> None:
    assert not is_pin(pin)
    with pytest.raises(Refused, match="six to eight digits"):
        set_pin(actor=panel(cast.alba), now=NOW, pin=pin)


@pytest.mark.parametrize("pin", ["000000", "123456", "987654", "890123", "471471", "690000"])
def test_what_anybody_would_try_first_is_refused(cast: Cast, pin: str) -> None:
    assert is_easy(pin, NUMBER)
    with pytest.raises(Refused, match="choose another"):
        set_pin(actor=panel(cast.alba), now=NOW, pin=pin)


def test_a_pin_of_ours_is_never_an_easy_one() -> None:
    made = {new_pin(NUMBER) for _ in range(50)}
    assert len(made) > 1
    assert all(is_pin(each) and not is_easy(each, NUMBER) for each in made)
