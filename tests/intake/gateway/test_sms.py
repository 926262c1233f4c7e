"""ACK, TAKE or ESCALATE by SMS: from a number that was paged, once by its ID, and answered."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from qendra.escalation.answers import ShortAnswer, Word, short_answer_in
from qendra.escalation.codes import code_of
from qendra.escalation.models import Step
from qendra.intake.gateway.actions import hear_sms
from qendra.intake.gateway.reading import Posted
from qendra.paging.keys import incoming_key
from qendra.paging.kinds import Kind
from qendra.paging.models import Heard, Page, Transport
from tests.cast import Cast
from tests.escalation.night import Night, publish
from tests.paging.sending import gateway, made, reached

NUMBER = "+355691234567"


@pytest.fixture
def sms(cast: Cast) -> Transport:
    return gateway(Kind.HTTP_SMS)


@pytest.fixture
def night(cast: Cast, sms: Transport) -> Night:
    """A critical ticket at level 1, Hana's, who was paged by SMS this moment."""
    publish(cast.hana, cast.jon)
    reached(cast.hana, sms, NUMBER)
    night = Night(cast)
    night.report()
    night.forward(hours=1)
    return night


def code() -> str:
    return code_of(Step.objects.latest("id").id)


def says(night: Night, sms: Transport, text: str, sender: str = NUMBER, number: str = "m-1") -> str:
    return hear_sms(now=night.now, transport=sms, posted=Posted(number, sender, text))


def answers() -> list[str]:
    """What was answered by SMS, in order."""
    pages = Page.objects.filter(purpose="answer").order_by("id")
    return [page.words["short"] for page in pages]


def test_ack_acknowledges_and_is_answered(night: Night, sms: Transport) -> None:
    says(night, sms, f"ack {code()}")
    assert Step.objects.get().acknowledged_by == night.cast.hana
    entry = night.ticket.entries.get(kind="escalation_acknowledged")
    assert entry.channel == "phone"
    assert answers() == ["You have it, and the customer reads that you have taken it up."]


def test_take_takes_the_ticket_over(night: Night, sms: Transport) -> None:
    says(night, sms, f"TAKE {code()}.")
    assert night.ticket.assignee == night.cast.hana


def test_escalate_tells_the_next_level_with_the_reason(night: Night, sms: Transport) -> None:
    says(night, sms, f"Escalate {code()}: two sites are down")
    assert night.levels() == [1, 2]
    entry = night.ticket.entries.get(kind="escalation_requested")
    assert entry.data["reason"] == "two sites are down"


def test_the_same_sms_counts_once(night: Night, sms: Transport) -> None:
    text = f"ESCALATE {code()} down"
    first = says(night, sms, text)
    assert says(night, sms, text) == first
    assert (night.levels(), len(answers()), Heard.objects.count()) == ([1, 2], 1, 1)


def test_a_number_that_is_nobody_s_does_nothing_and_is_not_answered(
    night: Night, sms: Transport
) -> None:
    says(night, sms, f"ACK {code()}", "+355690000000")
    says(night, sms, f"ACK {code()}", "", "m-2")
    assert Step.objects.get().acknowledged_by is None
    assert answers() == []


def test_a_colleague_s_number_does_not_answer_for_the_holder(night: Night, sms: Transport) -> None:
    reached(night.cast.jon, sms, "+355697654321")
    said = says(night, sms, f"ACK {code()}", "+355697654321")
    assert said == f"There is no page of yours with the code {code()}."
    assert Step.objects.get().acknowledged_by is None


def test_what_is_refused_or_not_understood_is_answered_with_a_sentence(
    night: Night, sms: Transport
) -> None:
    assert "Write ACK, TAKE or ESCALATE" in says(night, sms, "Who is this?")
    assert "Write why" in says(night, sms, f"ESCALATE {code()}", number="m-2")
    night.now += timedelta(days=8)
    assert "no page of yours" in says(night, sms, f"ACK {code()}", number="m-3")
    assert night.levels() == [1]


def test_an_automatic_answer_does_not_go_on_for_ever(night: Night, sms: Transport) -> None:
    for number in range(30):
        says(night, sms, "I am on holiday.", number=f"m-{number}")
    assert len(answers()) == 20


def test_answers_are_in_the_language_of_the_reader(night: Night, sms: Transport) -> None:
    night.cast.hana.language = "de"
    night.cast.hana.save(update_fields=["language"])
    assert says(night, sms, f"ACK {code()}").startswith("Sie haben")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ACK 12345", ShortAnswer(Word.ACKNOWLEDGE, "12345")),
        (" acknowledged: 12345 ", ShortAnswer(Word.ACKNOWLEDGE, "12345")),
        ("Take12345", ShortAnswer(Word.TAKE, "12345")),
        ("escalate 12345, no\nprogress", ShortAnswer(Word.ESCALATE, "12345", "no progress")),
        ("ACK 123456", None),
        ("ACK", None),
        ("please ACK 12345", None),
    ],
)
def test_words_and_codes(text: str, answer: ShortAnswer | None) -> None:
    assert short_answer_in(text) == answer


def post(client: Client, transport: Transport, data: dict[str, str], **headers: str) -> Any:  # noqa: ANN401 (a response)
    return client.post(f"/incoming/{incoming_key(transport)}/sms/", data, headers=headers)


def test_only_who_knows_the_address_posts(night: Night, sms: Transport, client: Client) -> None:
    told = {"from": NUMBER, "text": "ACK 1", "id": "x"}
    assert client.post(f"/incoming/{sms.id}-aaaaaaaaaaaaaaaa/sms/", told).status_code == 404
    assert client.post("/incoming/nonsense/sms/", told).status_code == 404
    assert Heard.objects.count() == 0
    assert post(client, sms, told).status_code == 204
    assert post(client, sms, {"from": NUMBER}).status_code == 400


def test_a_gateway_that_posts_too_much_is_told_to_wait(
    night: Night, sms: Transport, client: Client
) -> None:
    now = datetime.now(UTC)
    Heard.objects.bulk_create(
        Heard(key=f"k{number}", transport=sms, about="x", at=now) for number in range(60)
    )
    told = {"from": NUMBER, "text": "ACK 1", "id": "x"}
    assert post(client, sms, told).status_code == 429


def test_twilio_signs_what_it_posts(cast: Cast, client: Client, settings: Any) -> None:  # noqa: ANN401 (a fixture)
    transport = made(Kind.TWILIO_SMS, account="AC1", token="secret", sender="1", server="https://x")
    told = {"From": NUMBER, "Body": "Hello", "MessageSid": "SM1", "To": "1"}
    url = f"{settings.BASE_URL}/incoming/{incoming_key(transport)}/sms/"
    signed = url + "".join(name + told[name] for name in sorted(told))
    digest = hmac.new(b"secret", signed.encode(), hashlib.sha1).digest()
    right = base64.b64encode(digest).decode()
    assert post(client, transport, told).status_code == 403
    wrong = post(client, transport, told | {"Body": "ACK"}, **{"X-Twilio-Signature": right})
    assert wrong.status_code == 403
    good = post(client, transport, told, **{"X-Twilio-Signature": right})
    assert (good.status_code, good.content) == (200, b"<Response/>")
    assert Heard.objects.get().key == f"{transport.id}:sms:SM1"


def vonage_token(secret: str, body: bytes, now: datetime) -> str:
    """As Vonage makes it."""
    claims = {"iat": int(now.timestamp()), "payload_hash": hashlib.sha256(body).hexdigest()}
    parts = [
        base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode()
        for each in ({"alg": "HS256", "typ": "JWT"}, claims)
    ]
    signed = ".".join(parts)
    digest = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def test_vonage_signs_what_it_posts(cast: Cast, client: Client) -> None:
    values = {"account": "key", "token": "hid", "sender": "Q", "server": "https://x"}
    transport = made(Kind.VONAGE_SMS, **values, signature="s3cret")
    body = b'{"channel":"sms","from":"355691234567","text":"Hello","message_uuid":"u-1"}'
    url = f"/incoming/{incoming_key(transport)}/sms/"

    def sent(token: str, content: bytes = body) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.post(url, content, content_type="application/json", headers=headers)
        return answer.status_code

    now = datetime.now(UTC)
    assert sent("") == 403
    assert sent(vonage_token("other", body, now)) == 403
    assert sent(vonage_token("s3cret", body, now - timedelta(hours=1))) == 403
    assert sent(vonage_token("s3cret", body, now), body + b" ") == 403
    assert sent(vonage_token("s3cret", body, now)) == 204
    assert Heard.objects.get().about == f"sms:{NUMBER}"
    unsigned = made(Kind.VONAGE_SMS, "No secret", **values)
    url = f"/incoming/{incoming_key(unsigned)}/sms/"
    assert sent(vonage_token("", body, now)) == 403
