"""A mail is a row before anybody is told; the same mail is one row, however often it comes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from qendra.intake.email.actions import store_mail
from qendra.intake.email.limits import SIZE_LIMIT, MailTooLarge
from qendra.intake.email.models import RawMail, State, Way
from tests.cast import NOW
from tests.intake.email.letters import letter


def store(raw: bytes) -> RawMail:
    return store_mail(
        raw=raw, envelope_from="a@b.example", envelope_to=["x@y"], way=Way.SMTP, now=NOW
    )


@pytest.mark.django_db
def test_it_keeps_the_bytes_as_they_came() -> None:
    raw = letter("ann@customer.example") + b"\x00\xff"
    row = store(raw)
    assert bytes(RawMail.objects.get(id=row.id).raw) == raw
    assert row.state == State.RECEIVED
    assert row.size == len(raw)


@pytest.mark.django_db
def test_the_same_mail_delivered_three_times_is_one_row() -> None:
    raw = letter("ann@customer.example", message_id="same@customer.example")
    rows = {
        store(b"Received: from one\r\n" + raw).id,
        store(b"Received: from two\r\nX-Spam-Score: 3\r\n" + raw).id,
        store(raw.replace(b"\r\n", b"\n")).id,
    }
    assert len(rows) == 1
    assert RawMail.objects.count() == 1


@pytest.mark.django_db
def test_the_same_message_id_with_other_content_is_another_mail() -> None:
    for text in ("one", "two"):
        store(letter("ann@customer.example", text, message_id="same@customer.example"))
    assert RawMail.objects.count() == 2


@pytest.mark.django_db
def test_mails_without_message_id_are_told_apart_by_content() -> None:
    for text in (b"one", b"two", b"one"):
        store(b"From: ann@customer.example\n\n" + text)
    assert RawMail.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "raw", [b"", b"\x00", b"\n\n", b"no header", b"Message-ID: " + b"<" * 9000]
)
def test_anything_can_be_stored(raw: bytes) -> None:
    assert store(raw).size == len(raw)


@pytest.mark.django_db
def test_a_mail_above_the_limit_is_never_stored() -> None:
    with pytest.raises(MailTooLarge):
        store(b"x" * (SIZE_LIMIT + 1))
    assert RawMail.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_receivers_at_the_same_moment_make_one_row() -> None:
    together = Barrier(4)

    def deliver(number: int) -> int:
        raw = b"Received: by %d\r\n" % number + letters[number % 10]
        together.wait(timeout=10)
        try:
            return store(raw).id
        finally:
            connection.close()

    letters = [letter("ann@customer.example", f"mail {n}") for n in range(10)]
    for n in range(10):
        with ThreadPoolExecutor(4) as threads:
            ids = set(threads.map(deliver, [n, n + 10, n + 20, n + 30]))
        assert len(ids) == 1
    assert RawMail.objects.count() == 10


@pytest.mark.django_db
def test_it_remembers_when_the_mail_came_first() -> None:
    raw = letter("ann@customer.example")
    row = store(raw)
    later = store_mail(
        raw=raw, envelope_from=None, envelope_to=[], way=Way.PIPE, now=NOW + timedelta(hours=1)
    )
    assert (later.id, later.received_at) == (row.id, NOW)
