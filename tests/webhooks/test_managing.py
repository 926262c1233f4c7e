"""Webhooks through the API: one's own only, the secret told once, the log, and the replay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from qendra.accounts.rights import DefaultRole
from qendra.api.models import Answer as RememberedAnswer
from qendra.webhooks.actions.managing import MOST
from qendra.webhooks.models import Attempt, Delivery, Webhook
from tests.api.calls import Program, program
from tests.cast import Cast, opened, with_roles
from tests.webhooks.hooks import replied, work
from tests.webhooks.receiver import LOOPBACK, Answer, Receiver
from tests.webhooks.test_signing import verify_of_the_guide

URL = "https://receiver.example/qendra"


@pytest.fixture
def alba(cast: Cast) -> Program:
    return program(cast.alba, cast.northwind)


def made(caller: Program, **body: Any) -> dict[str, Any]:
    """A webhook, as the answer tells of it."""
    answer = caller.post("/webhooks", {"url": URL} | body)
    assert answer.status == 201, answer.body
    told: dict[str, Any] = answer.body
    return told


def test_a_webhook_is_made_read_changed_and_deleted(alba: Program) -> None:
    told = made(alba, kinds=["state", "reply", "reply"])
    address = f"/webhooks/{told['id']}"
    assert told.pop("secret").startswith("whsec_")
    assert (told["kinds"], told["is_enabled"], told["failing_since"]) == (
        ["reply", "state"], True, None,
    )  # fmt: skip
    assert alba.get(address).body == told
    assert alba.get("/webhooks").body == {"items": [told], "next": None}
    changed = alba.send("PATCH", address, {"kinds": [], "is_enabled": False}).body
    assert (changed["kinds"], changed["url"]) == ([], URL)
    assert (changed["is_enabled"], changed["disabled_because"]) == (False, "owner")
    again = alba.send("PATCH", address, {"is_enabled": True}).body
    assert (again["is_enabled"], again["disabled_because"], again["disabled_at"]) == (
        True, None, None,
    )  # fmt: skip
    assert alba.send("DELETE", address).status == 204
    assert alba.get(address).status == 404
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("value", [0, 1, "false", "yes"])
def test_what_is_no_true_or_false_switches_nothing(alba: Program, value: object) -> None:
    address = f"/webhooks/{made(alba)['id']}"
    assert alba.send("PATCH", address, {"is_enabled": value}).status == 422
    assert alba.get(address).body["is_enabled"]


def test_what_it_sends_is_verified_with_the_secret_that_was_told(
    cast: Cast, alba: Program, receiver: Receiver
) -> None:
    told = made(alba, url=receiver.url, kinds=["reply"])
    address = f"/webhooks/{told['id']}"
    ticket = opened(cast)
    now = datetime.now(UTC)
    replied(cast, ticket, now=now)
    work(now)
    renewed = alba.post(f"{address}/secret").body
    now += timedelta(minutes=1)
    replied(cast, ticket, now=now)
    work(now)
    later = now + timedelta(days=1)
    replied(cast, ticket, now=later)
    work(later)
    verify = verify_of_the_guide()
    first, both, last = receiver.requests
    moments = [float(each.headers["webhook-timestamp"]) for each in receiver.requests]
    assert told["secret"] != renewed["secret"]
    for request, moment, old_is_good, new_is_good in [
        (first, moments[0], True, False),
        (both, moments[1], True, True),
        (last, moments[2], False, True),
    ]:
        given = (request.headers, request.body, moment)
        assert verify(told["secret"], *given) == old_is_good
        assert verify(renewed["secret"], *given) == new_is_good


def test_no_table_holds_a_secret_and_a_repeated_request_is_answered_with_it(
    cast: Cast, alba: Program
) -> None:
    asked = {"url": URL}
    first = alba.post("/webhooks", asked, key="k")
    assert alba.post("/webhooks", asked, key="k").body == first.body
    address = f"/webhooks/{first.body['id']}/secret"
    second = alba.post(address, key="l")
    assert alba.post(address, key="l").body == second.body
    assert Webhook.objects.count() == 1
    rows = f"{list(Webhook.objects.values())} {list(RememberedAnswer.objects.values())}"
    for answer in (first, second):
        assert answer.body["secret"].removeprefix("whsec_") not in rows
    assert "secret" not in alba.get(f"/webhooks/{first.body['id']}").body


def test_nobody_else_sees_or_touches_it(cast: Cast, alba: Program) -> None:
    address = f"/webhooks/{made(alba)['id']}"
    with_roles(cast.alba, DefaultRole.ADMINISTRATOR)
    strangers = [
        program(cast.drita, cast.northwind),
        program(cast.cedric, cast.southport),
        program(cast.jon),
        # The same person in another scope.
        program(cast.alba),
    ]
    for caller in strangers:
        assert caller.get("/webhooks").body["items"] == []
        answers = [
            caller.get(address),
            caller.send("PATCH", address, {"is_enabled": False}),
            caller.send("DELETE", address),
            caller.post(f"{address}/secret"),
            caller.post(f"{address}/test"),
            caller.get(f"{address}/deliveries"),
            caller.post(f"{address}/replay", {"since": "2026-03-11T09:00:00Z"}),
        ]
        assert [each.status for each in answers] == [404] * 7
    assert Webhook.objects.get().is_enabled


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"url": "http://receiver.example/"}, "https"),
        ({"url": "https://10.0.0.1/"}, "IP address"),
        ({"url": "https://a:b@receiver.example/"}, "user"),
        ({"url": "https://receiver.example/\x00"}, "ASCII"),
        ({"url": URL + "x" * 2000}, "2000"),
        ({"url": 7}, "url"),
        ({"url": URL, "kinds": ["nonsense"]}, "no such kind"),
        ({"url": URL, "kinds": ["reply"] * 101}, "kinds"),
        ({"url": URL, "secret": "mine"}, "secret"),
        ({}, "url"),
    ],
)
def test_what_makes_no_webhook_is_refused_in_a_sentence(
    body: dict[str, Any], said: str, alba: Program
) -> None:
    answer = alba.post("/webhooks", body)
    assert (answer.status, said in answer.body["detail"]) == (422, True), answer.body
    assert not Webhook.objects.exists()
    address = f"/webhooks/{made(alba)['id']}"
    if "url" in body:
        assert alba.send("PATCH", address, body).status == 422


def test_plain_http_is_taken_where_the_operator_opened_networks(
    alba: Program, settings: Settings
) -> None:
    settings.WEBHOOK_NETWORKS = LOOPBACK
    assert made(alba, url="http://127.0.0.1:8080/")["url"] == "http://127.0.0.1:8080/"


def test_a_person_has_so_many_and_no_more(alba: Program) -> None:
    for _ in range(MOST):
        made(alba)
    answer = alba.post("/webhooks", {"url": URL})
    assert (answer.status, str(MOST) in answer.body["detail"]) == (409, True)


def test_the_log_tells_of_every_attempt_newest_first(
    cast: Cast, alba: Program, receiver: Receiver
) -> None:
    address = f"/webhooks/{made(alba, url=receiver.url)['id']}"
    ticket = opened(cast)
    now = datetime.now(UTC)
    receiver.answers = [Answer(503, {}, b"Busy")]
    work(now)
    work(now + timedelta(seconds=10))
    page = alba.get(f"{address}/deliveries", limit=1).body
    (newest,) = page["items"]
    assert newest["state"] == "delivered"
    older = alba.get(f"{address}/deliveries", cursor=page["next"]).body["items"]
    tried = older[-1]
    entry = ticket.entries.order_by("id")[0]
    assert (tried["type"], tried["entry"]) == ("opened", entry.id)
    assert tried["ticket"] == alba.get(f"/tickets/{ticket.number}").body["id"]
    assert [each["status"] for each in tried["attempts"]] == [503, 204]
    assert tried["attempts"][0]["answer"] == "Busy"
    assert receiver.ids[0] == tried["message_id"]
    for state, count in (("waiting", 0), ("delivered", Delivery.objects.count())):
        found = alba.get(f"{address}/deliveries", state=state).body["items"]
        assert len(found) == count
    assert alba.get(f"{address}/deliveries", state="lost").status == 422


def test_the_log_takes_the_same_queries_for_one_delivery_and_for_many(
    cast: Cast, alba: Program, receiver: Receiver
) -> None:
    address = f"/webhooks/{made(alba, url=receiver.url)['id']}/deliveries"
    for key in ("a", "b", "c"):
        opened(cast, key=key)
    now = datetime.now(UTC)
    work(now)
    counts = []
    for limit in (1, 200):
        with CaptureQueriesContext(connection) as queries:
            assert len(alba.get(address, limit=limit).body["items"]) >= min(limit, 3)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_test_is_delivered_and_logged(alba: Program, receiver: Receiver) -> None:
    address = f"/webhooks/{made(alba, url=receiver.url)['id']}"
    queued = alba.post(f"{address}/test").body
    assert (queued["type"], queued["state"], queued["attempts"]) == ("test", "waiting", [])
    work(datetime.now(UTC))
    (told,) = receiver.requests
    assert told.id == queued["message_id"]
    assert alba.get(f"{address}/deliveries").body["items"][0]["state"] == "delivered"
    alba.send("PATCH", address, {"is_enabled": False})
    assert alba.post(f"{address}/test").status == 409


def test_deliveries_are_replayed_one_or_all_since(
    cast: Cast, alba: Program, receiver: Receiver
) -> None:
    address = f"/webhooks/{made(alba, url=receiver.url, kinds=['opened'])['id']}"
    opened(cast)
    now = datetime.now(UTC)
    work(now)
    (known,) = alba.get(f"{address}/deliveries").body["items"]
    assert alba.post(f"{address}/replay", {"delivery": known["id"]}).body == {"queued": 1}
    waits = alba.post(f"{address}/replay", {"delivery": known["id"]})
    assert (waits.status, "waits" in waits.body["detail"]) == (409, True)
    work(now + timedelta(minutes=1))
    since = {"since": (now - timedelta(hours=1)).isoformat()}
    assert alba.post(f"{address}/replay", since).body == {"queued": 1}
    work(now + timedelta(minutes=2))
    assert receiver.ids == [known["message_id"]] * 3
    log = alba.get(f"{address}/deliveries").body["items"]
    assert [each["is_replay"] for each in log] == [True, True, False]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"delivery": 1, "since": "2026-03-11T09:00:00Z"}, 422),
        ({"delivery": 999_999}, 409),
        ({"delivery": 0}, 422),
        ({"since": "2026-03-11T09:00:00"}, 422),
        ({"since": "yesterday"}, 422),
    ],
)
def test_a_replay_of_nothing_is_refused(body: dict[str, Any], status: int, alba: Program) -> None:
    address = f"/webhooks/{made(alba)['id']}"
    assert alba.post(f"{address}/replay", body).status == status
    assert not Delivery.objects.exists()


def test_a_delivery_of_another_webhook_is_not_replayed(
    cast: Cast, alba: Program, receiver: Receiver
) -> None:
    cedric = program(cast.cedric, cast.southport)
    made(cedric, url=receiver.url)
    opened(cast, customer=cast.southport, service=cast.foreign, reporter=cast.cedric)
    work(datetime.now(UTC))
    foreign = Delivery.objects.order_by("id")[0]
    answer = alba.post(f"/webhooks/{made(alba)['id']}/replay", {"delivery": foreign.id})
    assert answer.status == 409
    assert not Delivery.objects.filter(is_replay=True).exists()


def test_deleting_ends_what_waits_and_takes_the_log_along(
    cast: Cast, alba: Program, receiver: Receiver
) -> None:
    address = f"/webhooks/{made(alba, url=receiver.url)['id']}"
    other = made(program(cast.elira), url=f"{receiver.url}&other=1")
    opened(cast)
    now = datetime.now(UTC)
    receiver.answers = [Answer(500)] * 2
    work(now)
    assert alba.send("DELETE", address).status == 204
    receiver.requests.clear()
    work(now + timedelta(hours=1))
    assert {each.path[-8:] for each in receiver.requests} == {"&other=1"}
    assert set(Delivery.objects.values_list("webhook", flat=True)) == {other["id"]}
    assert set(Attempt.objects.values_list("delivery__webhook", flat=True)) == {other["id"]}
