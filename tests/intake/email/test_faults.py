"""A mail that cannot be processed blocks nobody, is tried again, and is never lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from qendra.intake.email.actions import (
    claim_mails,
    process_mail,
    processing,
    store_mail,
    together,
)
from qendra.intake.email.actions.deciding import decide
from qendra.intake.email.actions.fate import Case, Fate, Filing
from qendra.intake.email.models import RawMail, State, Way
from qendra.intake.email.reasons import Reason
from qendra.intake.email.selectors import mails_in_triage
from qendra.jobs import mail as loop
from qendra.lib.errors import Refused
from qendra.outbox.models import Message
from qendra.tickets.models import Entry, Ticket
from tests.cast import NOW, Cast, make_cast
from tests.intake.email.letters import SUPPORT, letter

ALBA = "alba@customer.example"


def stored(text: str = "IPT-10001 is dead") -> RawMail:
    raw = letter(ALBA, text)
    return store_mail(raw=raw, envelope_from=ALBA, envelope_to=[SUPPORT], way=Way.LMTP, now=NOW)


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails that say so fail after everything else of them was done."""

    def poisonous(case: Case) -> Fate | Filing:
        fate = decide(case)
        if "poison" in case.mail.text:
            raise ValueError("this mail\x00 is poison")
        if "refused" in case.mail.text:
            raise Refused("This is not possible.")
        return fate

    monkeypatch.setattr(processing, "decide", poisonous)
    monkeypatch.setattr(together, "decide", poisonous)


def test_a_poisoned_mail_stops_no_other_and_leaves_no_half(cast: Cast, poison: None) -> None:
    first, bad, last = stored(), stored("IPT-10001 poison"), stored()
    assert loop.run_once(now=NOW) == 3
    states = {row.id: row.state for row in RawMail.objects.all()}
    assert states == {first.id: State.TICKET, bad.id: State.RECEIVED, last.id: State.TICKET}
    assert Ticket.objects.count() == 2
    assert Message.objects.count() == 2


def test_it_is_tried_again_later_each_time_and_ends_as_a_dead_letter(
    cast: Cast, poison: None
) -> None:
    row = stored("IPT-10001 poison")
    now, waits = NOW, []
    for _ in range(8):
        assert loop.run_once(now=now) == 1
        assert loop.run_once(now=now) == 0
        row.refresh_from_db()
        waits.append(row.next_attempt_at - now)
        now = row.next_attempt_at
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=30), timedelta(seconds=90)]
    assert (row.state, row.reason) == (State.FAILED, Reason.FAILED)
    assert row.last_error == "ValueError: this mail is poison"
    assert row.from_address == ALBA
    assert list(mails_in_triage()) == [row]
    assert loop.run_once(now=now + timedelta(days=1)) == 0
    assert Ticket.objects.count() == 0


def test_what_a_rule_refuses_waits_for_a_person_at_once(cast: Cast, poison: None) -> None:
    row = stored("IPT-10001 refused")
    loop.run_once(now=NOW)
    row.refresh_from_db()
    assert (row.state, row.last_error) == (State.FAILED, "This is not possible.")


def test_a_mail_whose_process_died_is_taken_again_when_the_lease_ends(cast: Cast) -> None:
    row = stored()
    assert claim_mails(now=NOW, limit=5) == [row.id]
    assert loop.run_once(now=NOW) == 0
    assert loop.run_once(now=NOW + processing.LEASE) == 1
    row.refresh_from_db()
    assert row.state == State.TICKET


def test_a_mail_that_kills_its_process_every_time_becomes_a_dead_letter(cast: Cast) -> None:
    row = stored()
    now = NOW
    for _ in range(8):
        assert claim_mails(now=now, limit=5) == [row.id]
        now += processing.LEASE
    assert claim_mails(now=now, limit=5) == []
    row.refresh_from_db()
    assert row.state == State.FAILED


def test_a_mail_that_kills_its_process_takes_no_other_along(cast: Cast) -> None:
    rows = [stored(f"IPT-10001 {number}") for number in range(3)]
    assert claim_mails(now=NOW, limit=5) == [row.id for row in rows]
    # The process died with all three; from now on each is taken for itself.
    later = NOW + processing.LEASE
    assert claim_mails(now=later, limit=5) == [rows[0].id]
    new = stored("IPT-10001 new")
    assert claim_mails(now=later, limit=5) == [new.id]
    assert claim_mails(now=later, limit=5) == [rows[1].id]
    assert claim_mails(now=later, limit=5) == [rows[2].id]


def test_a_mail_is_worked_off_once(cast: Cast) -> None:
    row = stored()
    assert process_mail(mail_id=row.id, now=NOW) is not None
    assert process_mail(mail_id=row.id, now=NOW) is None
    assert Ticket.objects.count() == 1


def test_a_loop_takes_a_bounded_batch(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "BATCH", 2)
    for _ in range(3):
        stored()
    assert [loop.run_once(now=NOW) for _ in range(3)] == [2, 1, 0]


def test_processing_at_a_later_time_keeps_the_moment_of_arrival(cast: Cast) -> None:
    stored()
    loop.run_once(now=NOW + timedelta(hours=5))
    entry = Entry.objects.earliest("id")
    assert (entry.at, entry.recorded_at) == (NOW, NOW + timedelta(hours=5))


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_the_same_mails_do_each_once(transactional_db: None) -> None:
    make_cast()
    rows = [stored() for _ in range(6)]

    def work(_: int) -> None:
        try:
            for row in rows:
                process_mail(mail_id=row.id, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, range(2)))
    assert {row.state for row in RawMail.objects.all()} == {State.TICKET}
    assert Ticket.objects.count() == len(rows)
    assert Message.objects.count() == len(rows)
