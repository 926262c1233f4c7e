"""How deliveries end: what each answer leads to, when they are tried again, and when no more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qendra.api.webhook_body import body_about as body_really
from qendra.jobs import webhooks
from qendra.outbox.models import Message
from qendra.tickets.models import Entry
from qendra.webhooks.actions.delivery import KEPT, forget_old
from qendra.webhooks.actions.managing import change_webhook, disable_webhook, enable_webhook
from qendra.webhooks.actions.queueing import queue_test, replay_delivery, replay_since
from qendra.webhooks.models import Attempt, Delivery, Webhook
from qendra.webhooks.retries import DELAYS, PATIENCE
from tests.cast import NOW, Cast, opened
from tests.webhooks.hooks import deliver, made, old_news, pass_on, replied, states, work
from tests.webhooks.receiver import Answer, Receiver

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
NO = Answer(500, {}, b"Not today.")


@pytest.fixture
def webhook(cast: Cast, receiver: Receiver) -> Webhook:
    """One of Alba's that wants answers only; three wait."""
    ticket = opened(cast)
    old_news()
    webhook = made(receiver.url, cast.alba, cast.northwind, kinds=["reply"])
    for number in range(3):
        replied(cast, ticket, f"Answer {number}")
    pass_on()
    return webhook


def texts(receiver: Receiver) -> list[str]:
    return [each.json["data"]["entry"]["text"] for each in receiver.requests]


def test_what_is_taken_is_delivered_once_in_order_and_logged(
    webhook: Webhook, receiver: Receiver
) -> None:
    receiver.answers = [Answer(200, {}, "Danke\x00, schön\n".encode())]
    assert deliver() == 3
    assert deliver(NOW + DAY) == 0
    assert texts(receiver) == ["Answer 0", "Answer 1", "Answer 2"]
    assert states() == ["delivered"] * 3
    first = Attempt.objects.order_by("id")[0]
    assert (first.status, first.answer, first.error) == (200, "Danke , schön", "")
    assert NOW <= first.at <= NOW + 10 * SECOND
    entries = Entry.objects.filter(kind="reply").order_by("id")
    assert receiver.ids == [f"msg_{webhook.id}_{entry.id}" for entry in entries]


def test_while_the_receiver_fails_the_others_wait_with_it(
    webhook: Webhook, receiver: Receiver
) -> None:
    receiver.answers = [NO, Answer(404)]
    assert deliver() == 1
    assert deliver(NOW + 4 * SECOND) == 0
    assert deliver(NOW + 6 * SECOND) == 1
    assert deliver(NOW + 30 * SECOND) == 0
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.lease_until) == (2, None)
    assert deliver(NOW + 40 * SECOND) == 3
    assert sorted(set(texts(receiver))) == ["Answer 0", "Answer 1", "Answer 2"]
    assert states() == ["delivered"] * 3
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.failing_since) == (0, None)
    assert list(Attempt.objects.order_by("id").values_list("status", flat=True)) == [
        500, 404, 204, 204, 204,
    ]  # fmt: skip


def test_a_receiver_that_is_away_is_logged_with_the_reason(webhook: Webhook) -> None:
    change_webhook(webhook_id=webhook.id, now=NOW, url="http://127.0.0.1:1/")
    deliver()
    attempt = Attempt.objects.get()
    assert (attempt.status, "refused" in attempt.error) == (None, True)


def test_a_redirect_is_a_failure_that_says_why(webhook: Webhook, receiver: Receiver) -> None:
    receiver.answers = [Answer(302, {"Location": receiver.url})]
    deliver()
    attempt = Attempt.objects.get()
    assert (attempt.status, attempt.error) == (302, "Redirects are not followed.")


def test_the_wish_of_the_receiver_to_wait_is_honoured(webhook: Webhook, receiver: Receiver) -> None:
    receiver.answers = [Answer(429, {"Retry-After": "3600"})]
    deliver()
    assert deliver(NOW + HOUR - SECOND) == 0
    assert deliver(NOW + HOUR + 10 * SECOND) == 3


def test_a_message_that_alone_fails_holds_up_no_other_and_is_given_up(
    cast: Cast, webhook: Webhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(told: object) -> Answer:
        kept = Receiver.taken(receiver, told)  # type: ignore[arg-type]  # as it is called
        return NO if b"Answer 0" in receiver.requests[-1].body else kept

    monkeypatch.setattr(receiver, "taken", taken)
    ticket = Entry.objects.filter(kind="reply")[0].ticket
    at = NOW
    for delay in (*DELAYS, DELAYS[-1], DELAYS[-1], DELAYS[-1], DELAYS[-1]):
        assert states()[0] == "waiting"
        deliver(at)
        at += delay + 10 * SECOND
        replied(cast, ticket, "Another", now=at)
        pass_on(at)
    assert at > NOW + PATIENCE
    deliver(at)
    assert states()[0] == "given_up"
    deliver(at + 10 * SECOND)
    assert set(states()[1:]) == {"delivered"}
    webhook.refresh_from_db()
    assert webhook.is_enabled
    assert deliver(at + 20 * DAY) == 0


def _fails_until(receiver: Receiver, end: datetime, begin: datetime = NOW) -> None:
    """Let the receiver take nothing for so long, tried as often as it is."""
    at = begin
    while at < end and Webhook.objects.get().is_enabled:
        receiver.answers = [NO] * 9
        deliver(at)
        at = Webhook.objects.get().next_attempt_at + SECOND
    receiver.answers = []


def test_after_three_days_without_success_it_is_disabled_and_its_owner_told_once(
    cast: Cast, webhook: Webhook, receiver: Receiver
) -> None:
    cast.alba.language = "de"
    cast.alba.save()
    _fails_until(receiver, NOW + 3 * DAY - HOUR)
    webhook.refresh_from_db()
    assert webhook.is_enabled
    old = set(Message.objects.values_list("id", flat=True))
    _fails_until(receiver, NOW + 5 * DAY, webhook.next_attempt_at)
    webhook.refresh_from_db()
    assert (webhook.is_enabled, webhook.disabled_because) == (False, "failing")
    (mail,) = Message.objects.exclude(id__in=old)
    assert (mail.to_address, mail.purpose) == ("alba@customer.example", "webhook_disabled")
    assert (mail.about_kind, mail.about_id) == ("webhook", webhook.id)
    assert mail.text.count(receiver.url) == 2, "in the reader's language, the English beneath"
    assert "has taken nothing" in mail.text
    count = len(receiver.requests)
    assert deliver(NOW + 9 * DAY) == 0
    assert len(receiver.requests) == count


def test_enabled_again_it_sends_what_was_kept_meanwhile(
    cast: Cast, webhook: Webhook, receiver: Receiver
) -> None:
    _fails_until(receiver, at := NOW + 5 * DAY)
    assert not Webhook.objects.get().is_enabled
    ticket = Entry.objects.filter(kind="reply")[0].ticket
    replied(cast, ticket, "Meanwhile", now=at)
    work(at)
    receiver.requests.clear()
    enable_webhook(webhook_id=webhook.id, now=at)
    assert deliver(at) == 4
    assert sorted(texts(receiver)) == ["Answer 0", "Answer 1", "Answer 2", "Meanwhile"]


def test_a_receiver_that_is_gone_is_left_alone_at_once(
    webhook: Webhook, receiver: Receiver
) -> None:
    receiver.answers = [Answer(410)]
    deliver()
    webhook.refresh_from_db()
    assert webhook.disabled_because == "gone"
    assert "gone for good" in Message.objects.latest("id").text
    assert deliver(NOW + DAY) == 0


def test_disabled_by_its_owner_it_sends_nothing_and_nobody_is_told(
    webhook: Webhook, receiver: Receiver
) -> None:
    count = Message.objects.count()
    for _ in range(2):
        disable_webhook(webhook_id=webhook.id, now=NOW)
    assert deliver() == 0
    assert (receiver.requests, Message.objects.count()) == ([], count)


def test_a_new_address_gets_at_once_what_the_old_one_did_not_take(
    webhook: Webhook, receiver: Receiver
) -> None:
    receiver.answers = [Answer(503, {"Retry-After": "80000"})]
    deliver()
    change_webhook(webhook_id=webhook.id, now=NOW + SECOND, url=f"{receiver.url}&new=1")
    assert deliver(NOW + SECOND) == 3
    assert [each.path.endswith("new=1") for each in receiver.requests] == [False, True, True, True]


def test_what_cannot_be_written_out_waits_and_holds_up_no_other(
    webhook: Webhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Delivery.objects.order_by("id")[0].entry

    def body_about(entry: Entry, *, for_staff: bool) -> bytes:
        if entry == broken:
            raise ZeroDivisionError
        return body_really(entry, for_staff=for_staff)

    monkeypatch.setattr(webhooks, "body_about", body_about)
    assert deliver() == 3
    assert states() == ["waiting", "delivered", "delivered"]
    assert "ZeroDivisionError" in Attempt.objects.order_by("id")[0].error
    webhook.refresh_from_db()
    assert webhook.failures == 0, "the receiver is not to blame"


def test_a_replay_is_a_new_delivery_under_the_same_id(webhook: Webhook, receiver: Receiver) -> None:
    deliver()
    known = Delivery.objects.order_by("id")[1]
    replay_delivery(webhook_id=webhook.id, delivery_id=known.id, now=NOW + DAY)
    assert deliver(NOW + DAY) == 1
    assert receiver.ids.count(known.message_id) == 2
    assert states() == ["delivered"] * 4


def test_all_since_a_moment_are_replayed_in_order_and_none_twice(
    cast: Cast, webhook: Webhook, receiver: Receiver
) -> None:
    deliver()
    ticket = Entry.objects.filter(kind="reply")[0].ticket
    replied(cast, ticket, "Later", now=NOW + HOUR)
    pass_on(NOW + HOUR)
    queue_test(webhook_id=webhook.id, now=NOW + HOUR)
    assert replay_since(webhook_id=webhook.id, since=NOW + DAY, now=NOW + DAY) == 0
    # The one that waits comes anyway.
    assert [replay_since(webhook_id=webhook.id, since=NOW, now=NOW + HOUR) for _ in "ab"] == [3, 0]
    receiver.requests.clear()
    deliver(NOW + HOUR)
    told = [each for each in receiver.requests if each.json["type"] != "test"]
    assert [each.json["data"]["entry"]["text"] for each in told] == [
        "Later", "Answer 0", "Answer 1", "Answer 2",
    ]  # fmt: skip
    assert replay_since(webhook_id=webhook.id, since=NOW, now=NOW + HOUR) == 4


def test_a_test_tells_of_nothing(webhook: Webhook, receiver: Receiver) -> None:
    Delivery.objects.all().delete()
    queued = queue_test(webhook_id=webhook.id, now=NOW)
    deliver()
    (told,) = receiver.requests
    assert told.id == queued.message_id
    assert told.json == {
        "type": "test",
        "timestamp": "2026-03-11T09:00:00Z",
        "data": {"ticket": None, "entry": None},
    }


def test_the_log_ends_after_thirty_days_in_small_batches(
    webhook: Webhook, receiver: Receiver
) -> None:
    deliver()
    assert forget_old(now=NOW + KEPT - SECOND, limit=2) == 0
    assert [forget_old(now=NOW + KEPT, limit=2) for _ in range(3)] == [2, 1, 0]
    assert (Delivery.objects.count(), Attempt.objects.count()) == (0, 0)


def test_what_still_waits_is_not_forgotten_before_its_webhook_is_disabled(
    webhook: Webhook,
) -> None:
    assert forget_old(now=NOW + KEPT, limit=9) == 0
    disable_webhook(webhook_id=webhook.id, now=NOW)
    assert forget_old(now=NOW + KEPT, limit=9) == 3
