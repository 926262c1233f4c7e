"""A page is taken once, tried again with pauses, given up soon, and every attempt is in the log."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from qendra.paging.actions.delivery import claim_due, forget_old
from qendra.paging.keys import signing_key
from qendra.paging.kinds import CALLS, SMS, Kind
from qendra.paging.models import Attempt, Page
from qendra.webhooks.signing import as_secret, signed_headers
from tests.cast import NOW, Cast
from tests.paging.sending import made, page_on, queued_test, states
from tests.webhooks.receiver import Answer, Receiver


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in SMS | CALLS])
def test_every_kind_arrives_and_is_in_the_log(cast: Cast, server: Receiver, kind: Kind) -> None:
    values = {"server": server.url.partition("/qendra")[0], "url": server.url}
    address = {Kind.NTFY: "topic", Kind.GOTIFY: "token-1", Kind.WEBHOOK: server.url}.get(kind, "")
    server.answers = [Answer(200, body=b'{"id":"theirs"}')]
    queued_test(made(kind, **values), address)
    assert page_on() == 1
    (told,) = server.requests
    assert "This is a test of Interspace." in told.body.decode()
    assert states() == ["taken"]
    page = Page.objects.get()
    assert page.their_id == "theirs"
    assert (page.log.get().status, page.log.get().error) == (200, "")
    assert page_on(NOW + timedelta(hours=1)) == 0


def test_a_webhook_is_signed_and_keeps_its_id_in_every_attempt(
    cast: Cast, server: Receiver
) -> None:
    transport = made(Kind.WEBHOOK)
    queued_test(transport, server.url)
    server.answers = [Answer(503)]
    page_on()
    page_on(NOW + timedelta(seconds=6))
    first, second = server.requests
    assert first.id == second.id == f"page_{Page.objects.get().id}"
    secret = as_secret(signing_key(transport, server.url))
    right = signed_headers(message_id=first.id, now=NOW, body=first.body, secrets=[secret])
    assert first.headers["webhook-signature"] == right["webhook-signature"]
    other = as_secret(signing_key(transport, server.url + "x"))
    assert other != secret


def test_what_may_work_later_is_tried_again_after_growing_pauses(
    cast: Cast, server: Receiver
) -> None:
    queued_test(made(Kind.SLACK, url=server.url))
    server.answers = [Answer(503), Answer(429, {"Retry-After": "60"})]
    assert page_on() == 1
    assert page_on(NOW + timedelta(seconds=4)) == 0
    assert page_on(NOW + timedelta(seconds=6)) == 1
    # It asked us to wait a minute, which is longer than ours.
    assert page_on(NOW + timedelta(seconds=60)) == 0
    assert page_on(NOW + timedelta(seconds=70)) == 1
    assert states() == ["taken"]
    assert [each.status for each in Attempt.objects.all()] == [503, 429, 204]


def test_what_nobody_takes_is_given_up_after_ten_minutes(cast: Cast, server: Receiver) -> None:
    queued_test(made(Kind.SLACK, url=server.url))
    server.answers = [Answer(500)] * 20
    now = NOW
    for _ in range(14):
        page_on(now)
        now += timedelta(minutes=1)
    page = Page.objects.get()
    assert (page.state, page.last_error) == ("given_up", "500")
    assert page.ended_at is not None
    assert timedelta(minutes=10) <= page.ended_at - NOW <= timedelta(minutes=12)


def test_what_will_never_be_taken_is_given_up_at_once(cast: Cast, server: Receiver) -> None:
    queued_test(made(Kind.SLACK, url=server.url))
    server.answers = [Answer(404, body=b"no_service")]
    page_on()
    page = Page.objects.get()
    assert (page.state, page.attempts, page.last_error) == ("given_up", 1, "404 no_service")


def test_nothing_goes_where_only_our_own_network_should(cast: Cast) -> None:
    queued_test(made(Kind.SLACK, url="https://169.254.169.254/hook"))
    page_on()
    page = Page.objects.get()
    assert page.state == "waiting"
    assert page.last_error.startswith("Not sent:")


def test_secrets_and_addresses_are_sealed_in_the_rows(cast: Cast) -> None:
    transport = made(Kind.NTFY, server="https://ntfy.sh", token="tk_hidden")
    page = queued_test(transport, "my-topic")
    assert "tk_hidden" not in transport.secrets + json.dumps(transport.values)
    assert "my-topic" not in page.address


def test_a_claimed_page_is_nobody_elses_for_a_minute_and_a_repetition_is_counted(
    cast: Cast, server: Receiver
) -> None:
    queued_test(made(Kind.SLACK, url=server.url))
    _died = claim_due(now=NOW, limit=9)
    assert page_on(NOW + timedelta(seconds=50)) == 0
    assert page_on(NOW + timedelta(seconds=61)) == 1
    assert Page.objects.get().repeats == 1


def test_the_log_is_kept_for_ninety_days(cast: Cast, server: Receiver) -> None:
    queued_test(made(Kind.SLACK, url=server.url))
    page_on()
    assert forget_old(now=NOW + timedelta(days=89), limit=9) == 0
    assert forget_old(now=NOW + timedelta(days=91), limit=9) == 1
    assert not Attempt.objects.exists()
