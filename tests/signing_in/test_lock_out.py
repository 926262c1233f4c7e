"""Too many tries: counted in the database, told in a sentence, the same for everybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import hashers
from django.core.cache import cache
from django.test import Client

from qendra.accounts.models import Person
from qendra.signing_in.actions.guarding import count_try, forget_tries, take_back_try
from qendra.signing_in.limits import (
    PASSWORD,
    QUARTER,
    Limit,
    Standing,
    after_try,
    marks_of_password,
    place_of,
)
from qendra.signing_in.models import Remembered, Tally
from tests.cast import PASSWORD as RIGHT
from tests.cast import Cast

WRONG = "wrong"
AT = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
MARKS = marks_of_password("alba@customer.example", "192.0.2.1")


def knock(client: Client, email: str, password: str = WRONG, **environ: str) -> str:
    given = {"username": email, "password": password}
    answer = client.post("/sign-in/", given, **environ)  # type: ignore[arg-type]  # an address
    return answer.content.decode() if answer.status_code == 200 else answer.headers["Location"]


@pytest.fixture
def door() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize("email", ["alba@customer.example", "nobody@customer.example"])
def test_five_wrong_passwords_shut_the_door_for_whoever_knocks(
    cast: Cast, door: Client, email: str
) -> None:
    for _ in range(5):
        assert "do not belong together" in knock(door, email)
    page = knock(door, email, RIGHT)
    assert "There were too many tries." in page
    assert "try again in 15 min" in page
    assert f'value="{email}"' in page, "nothing typed is lost"


def test_the_door_is_shut_for_one_account_and_one_place(cast: Cast, door: Client) -> None:
    for _ in range(6):
        knock(door, cast.alba.email or "")
    assert knock(door, cast.besa.email or "", RIGHT) == "/"
    elsewhere = Client()
    assert knock(elsewhere, cast.alba.email or "", RIGHT, REMOTE_ADDR="198.51.100.7") == "/"


def test_while_it_is_shut_no_password_is_looked_at(
    cast: Cast, door: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        knock(door, cast.alba.email or "")
    monkeypatch.setattr(Person, "check_password", lambda *_: pytest.fail("looked at it"))
    monkeypatch.setattr(hashers, "check_password", lambda *_: pytest.fail("looked at it"))
    assert "too many tries" in knock(door, cast.alba.email or "", RIGHT)


def test_the_right_password_takes_the_mistyped_ones_back(cast: Cast, door: Client) -> None:
    for _ in range(3):
        for _ in range(4):
            knock(door, cast.alba.email or "")
        assert knock(door, cast.alba.email or "", RIGHT) == "/"
        door.post("/sign-out/")


def test_one_who_tries_many_accounts_is_stopped_too(db: None) -> None:
    found = [
        count_try(marks=marks_of_password(f"a{n}@customer.example", "192.0.2.1"), now=AT)
        for n in range(61)
    ]
    assert found[:60] == [None] * 60
    assert found[60] == AT + QUARTER


def test_it_opens_again_and_pushing_does_not_keep_it_shut(db: None) -> None:
    for _ in range(PASSWORD.tries):
        assert count_try(marks=MARKS, now=AT) is None
    last = AT + QUARTER - timedelta(seconds=1)
    assert count_try(marks=MARKS, now=last) == AT + QUARTER
    assert count_try(marks=MARKS, now=AT + QUARTER) is None


def test_what_was_right_is_not_counted_against_the_house(db: None) -> None:
    for _ in range(200):
        assert count_try(marks=MARKS, now=AT) is None
        take_back_try(marks=MARKS)


def test_old_tries_are_forgotten_and_tell_nobody_who_it_was(db: None) -> None:
    count_try(marks=MARKS, now=AT)
    assert not Tally.objects.filter(key__contains="alba").exists()
    assert forget_tries(now=AT + timedelta(hours=23)) == 0
    assert forget_tries(now=AT + timedelta(hours=25)) == 3
    assert not Tally.objects.exists()


def test_what_nodes_remember_for_each_other_goes_when_it_is_over(db: None) -> None:
    cache.set("moment", 1, timeout=60)
    assert forget_tries(now=datetime.now(UTC)) == 0
    assert forget_tries(now=datetime.now(UTC) + timedelta(seconds=62)) == 1
    assert not Remembered.objects.exists()


def test_the_rule_counts_within_its_time_only() -> None:
    limit = Limit("x", 3, within=timedelta(minutes=10), shut=timedelta(minutes=5))
    standing = after_try(after_try(Standing(0, AT), limit, AT), limit, AT)
    assert standing == Standing(2, AT)
    assert after_try(standing, limit, AT).shut_until == AT + timedelta(minutes=5)
    later = AT + timedelta(minutes=10)
    assert after_try(standing, limit, later) == Standing(1, later)


@pytest.mark.parametrize(
    ("address", "place"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")],
)
def test_a_house_with_ipv6_is_one_place(address: str, place: str) -> None:
    assert place_of(address) == place


@pytest.mark.parametrize("email", ["alba@customer.example", "nobody@customer.example"])
def test_a_stranger_costs_as_much_as_a_wrong_password(
    cast: Cast, door: Client, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One password is hashed, whether or not there is somebody to compare it with."""
    hashed: list[str] = []
    hasher = type(hashers.get_hasher("default"))
    encode = hasher.encode

    def counted(self: hashers.BasePasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(hasher, "encode", counted)
    knock(door, email)
    assert hashed == [WRONG]
