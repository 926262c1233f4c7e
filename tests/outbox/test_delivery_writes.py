"""Claims, leases, results and second chances: what the deliverer writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from qendra.lib.errors import Refused
from qendra.outbox.actions import claim_due, mark_failed, mark_sent, release, requeue
from qendra.outbox.models import Message
from qendra.outbox.selectors import dead_messages
from tests.outbox.letters import NOW, queued

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def claimed() -> Message:
    queued()
    (message,) = claim_due(now=NOW, limit=1)
    return message


def test_it_claims_the_oldest_first_in_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = [queued(number, now=NOW - timedelta(minutes=number)) for number in range(1, 6)]
    # One UPDATE and the files; the rest opens and closes the test's savepoint.
    with django_assert_num_queries(4):
        messages = claim_due(now=NOW, limit=3)
    assert messages == rows[2:]
    assert {(m.state, m.attempts, m.lease_until) for m in messages} == {("sending", 1, LATER)}
    assert claim_due(now=NOW, limit=10) == rows[:2]
    assert claim_due(now=NOW, limit=10) == []


def test_what_is_not_due_waits() -> None:
    queued(now=NOW + timedelta(seconds=1))
    assert claim_due(now=NOW, limit=10) == []


def test_an_expired_lease_is_taken_again_and_counted() -> None:
    first = claimed()
    assert claim_due(now=LATER - timedelta(seconds=1), limit=10) == []
    (again,) = claim_due(now=LATER, limit=10)
    assert (again.pk, again.attempts, again.repeats) == (first.pk, 2, 1)


def test_only_the_holder_of_the_lease_says_how_it_ended() -> None:
    first = claimed()
    (again,) = claim_due(now=LATER, limit=10)
    assert not mark_sent(message=first, now=LATER)
    assert not mark_failed(message=first, reason="550 No", now=LATER, is_permanent=True)
    assert release(messages=[first], now=LATER) == 0
    assert mark_sent(message=again, now=LATER)
    again.refresh_from_db()
    assert (again.state, again.sent_at, again.lease_until) == ("sent", LATER, None)
    assert not mark_sent(message=again, now=LATER)


def test_a_passing_failure_waits_and_says_why() -> None:
    message = claimed()
    mark_failed(message=message, reason="451 Try\r\nlater", now=NOW)
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("queued", "451 Try later")
    assert message.next_attempt_at == NOW + timedelta(seconds=30)
    assert message.repeats == 0


def test_a_lost_answer_counts_as_a_possible_repetition() -> None:
    message = claimed()
    mark_failed(message=message, reason="gone", now=NOW, may_be_accepted=True)
    message.refresh_from_db()
    assert message.repeats == 1


def test_a_permanent_failure_is_a_dead_letter() -> None:
    message = claimed()
    mark_failed(message=message, reason="550 No such user", now=NOW, is_permanent=True)
    assert [(m.pk, m.last_error) for m in dead_messages()] == [(message.pk, "550 No such user")]
    assert claim_due(now=NOW + timedelta(days=9), limit=10) == []


def test_ten_attempts_over_two_days_are_enough() -> None:
    queued()
    now, attempts = NOW, 0
    while messages := claim_due(now=now, limit=1):
        attempts += 1
        mark_failed(message=messages[0], reason="451 Later", now=now)
        now = Message.objects.get().next_attempt_at
    assert dead_messages().count() == 1
    assert attempts >= 10
    assert NOW + timedelta(days=2) <= now <= NOW + timedelta(days=2, hours=2)


def test_what_was_not_tried_loses_no_attempt() -> None:
    rows = [queued(number) for number in (1, 2)]
    messages = claim_due(now=NOW, limit=10)
    assert release(messages=messages[:1], now=NOW, reason="The server is gone") == 1
    assert release(messages=messages[1:], now=NOW) == 1
    assert release(messages=[], now=NOW) == 0
    assert claim_due(now=NOW, limit=10) == rows[1:]
    (waited,) = claim_due(now=NOW + timedelta(seconds=30), limit=10)
    assert (waited, waited.attempts, waited.last_error) == (rows[0], 1, "The server is gone")


def test_a_person_lets_a_dead_letter_go_again_unchanged() -> None:
    message = claimed()
    mark_failed(message=message, reason="550 Full", now=NOW, is_permanent=True)
    again = requeue(message_id=message.pk, now=LATER)
    assert (again.message_id, again.created_at) == (message.message_id, message.created_at)
    (taken,) = claim_due(now=LATER, limit=10)
    assert (taken.pk, taken.attempts) == (message.pk, 1)
    assert taken.give_up_after == LATER + timedelta(days=2)


def test_what_is_not_dead_is_not_sent_again() -> None:
    message = queued()
    with pytest.raises(Refused, match="on its way"):
        requeue(message_id=message.pk, now=NOW)
