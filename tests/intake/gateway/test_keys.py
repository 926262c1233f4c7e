"""A call that is answered on the keys: 1, 2, 3, 4, after a PIN where there is one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client
from pytest_django import Settings

from qendra.accounts.actor import Actor, Channel
from qendra.escalation.models import Step
from qendra.intake.gateway.actions import Reply, hear_digits
from qendra.intake.gateway.reading import Posted
from qendra.paging.actions.ways import change_way
from qendra.paging.keys import call_key, incoming_key
from qendra.paging.kinds import Kind
from qendra.paging.models import Heard, Page, Transport, Way
from qendra.paging.speaking import Spoken, answered_with
from tests.cast import Cast
from tests.escalation.night import Night, publish
from tests.paging.sending import called, gateway, made, page_on, reached
from tests.webhooks.receiver import Receiver

NUMBER = "+355691234567"


@pytest.fixture
def voice(cast: Cast) -> Transport:
    return gateway(Kind.HTTP_VOICE)


@pytest.fixture
def night(cast: Cast, voice: Transport) -> Night:
    """A critical ticket at level 1, Hana's, whose telephone rings this moment."""
    publish(cast.hana, cast.jon)
    reached(cast.hana, voice, NUMBER)
    night = Night(cast)
    night.report()
    night.forward(hours=1)
    return night


def press(night: Night, digits: str, call: str = "c-1") -> Reply:
    return hear_digits(now=night.now, page=Page.objects.get(), posted=Posted(call, "", digits))


def test_one_acknowledges_and_is_said(night: Night) -> None:
    reply = press(night, "1")
    assert reply == Reply("You have it, and the customer reads that you have taken it up.", "en")
    assert Step.objects.get().acknowledged_by == night.cast.hana
    assert night.ticket.entries.get(kind="escalation_acknowledged").channel == "phone"


def test_two_takes_over_and_three_tells_the_next_level_once(night: Night) -> None:
    press(night, "2")
    assert night.ticket.assignee == night.cast.hana
    first = press(night, "3", "c-2")
    assert press(night, "3", "c-2") == first
    assert night.levels() == [1, 2]
    entry = night.ticket.entries.get(kind="escalation_requested")
    assert entry.data["reason"] == "Sent up on the telephone by the person of the level."


def test_four_logs_the_call_that_the_customer_asked_for(night: Night) -> None:
    assert "This was not understood." in press(night, "4").text
    assert "Press 4" not in Page.objects.get().words["ask"]
    night.ask(call_back=True)
    press(night, "4", "c-2")
    assert night.ticket.entries.filter(kind="call").count() == 1


def test_the_fourth_key_is_offered_where_the_customer_waits_for_a_call(
    cast: Cast, voice: Transport
) -> None:
    publish(cast.hana, cast.jon)
    reached(cast.hana, voice, NUMBER)
    night = Night(cast)
    night.report()
    night.ask(call_back=True)
    assert "Press 4" in Page.objects.get().words["ask"]


def test_wrong_keys_are_asked_for_again_three_times_at_most(night: Night) -> None:
    assert press(night, "9").again
    assert press(night, "8").again
    last = press(night, "7")
    assert (last.again, last.text) == (False, "This was not understood. Goodbye.")
    assert Step.objects.get().acknowledged_by is None


def test_with_a_pin_nobody_else_answers(night: Night) -> None:
    hana = Actor(night.cast.hana, Channel.PANEL)
    way = Way.objects.get()
    change_way(actor=hana, way_id=way.id, only_critical=False, pin="4711")
    assert "4711" not in Way.objects.get().pin
    assert press(night, "1").again
    assert press(night, "47121").again
    assert Step.objects.get().acknowledged_by is None
    press(night, "47111", "c-2")
    assert Step.objects.get().acknowledged_by == night.cast.hana


def test_a_call_asks_for_the_keys_and_says_where_to_post_them(
    night: Night, settings: Settings, server: Receiver
) -> None:
    twilio = made(Kind.TWILIO_VOICE, account="AC1", token="t", sender="1", server=server.url)
    Page.objects.update(transport=twilio)
    page_on(night.now)
    (told,) = server.requests
    (twiml,) = parse_qs(told.body.decode())["Twiml"]
    page = Page.objects.get()
    url = f"{settings.BASE_URL}/incoming/{incoming_key(twilio)}/keys/{call_key(page)}/"
    assert f'numDigits="1" timeout="10" method="POST" action="{url}"' in twiml
    assert "Press 1 to acknowledge, 2 to take the ticket over" in twiml


def test_words_of_a_stranger_name_no_value_and_write_no_markup(
    night: Night, server: Receiver
) -> None:
    twilio = made(Kind.TWILIO_VOICE, account="AC1", token="t", sender="1", server=server.url)
    words = Page.objects.get().words | {"say": "{to} <Hangup/>\nTo=+1900"}
    Page.objects.update(transport=twilio, words=words)
    page_on(night.now)
    fields = parse_qs(server.requests[0].body.decode())
    assert fields["To"] == [NUMBER]
    assert "(to) &lt;Hangup/&gt; To=+1900" in fields["Twiml"][0]


def test_what_a_gateway_is_answered() -> None:
    said = Spoken("It is yours.", "de")
    assert answered_with(Kind.TWILIO_VOICE, said)[1] == (
        '<Response><Say language="de-DE" voice="Polly.Vicki" loop="2">It is yours.</Say></Response>'
    )
    (talk,) = json.loads(answered_with(Kind.VONAGE_VOICE, said)[1])
    assert (talk["action"], talk["text"]) == ("talk", "It is yours.")
    again = Spoken("Again.", "en", "https://x/keys/", 5)
    talk, wait = json.loads(answered_with(Kind.VONAGE_VOICE, again)[1])
    assert wait["dtmf"] == {"maxDigits": 5, "timeOut": 10}
    assert wait["eventUrl"] == ["https://x/keys/"]
    assert json.loads(answered_with(Kind.HTTP_VOICE, again)[1])["ask_again"] is True


def test_keys_are_posted_by_the_gateway_itself_to_the_address_of_the_call(
    night: Night, client: Client, settings: Settings
) -> None:
    values = {"account": "AC1", "token": "secret", "sender": "1", "server": "https://x"}
    twilio = made(Kind.TWILIO_VOICE, **values)
    Page.objects.update(transport=twilio)
    page = Page.objects.get()
    path = f"/incoming/{incoming_key(twilio)}/keys/{call_key(page)}/"
    told = {"Digits": "9", "CallSid": "CA1", "To": NUMBER}
    signed = settings.BASE_URL + path + "".join(name + told[name] for name in sorted(told))
    digest = hmac.new(b"secret", signed.encode(), hashlib.sha1).digest()
    headers = {"X-Twilio-Signature": base64.b64encode(digest).decode()}

    def posted(to: str, data: dict[str, str]) -> Any:  # noqa: ANN401 (a response)
        return client.post(to, data, headers=headers)

    assert client.post(path, told).status_code == 403
    assert posted(path, told | {"Digits": "1"}).status_code == 403
    assert (
        posted(path.replace(call_key(page), f"{page.id}-aaaaaaaaaaaaaaaa"), told).status_code == 404
    )
    asked = posted(path, told)
    assert asked["Content-Type"] == "text/xml"
    assert "This was not understood. Press 1" in asked.content.decode()
    assert f'action="{settings.BASE_URL}{path}"' in asked.content.decode()
    assert Heard.objects.count() == 1


def test_a_gateway_of_one_s_own_is_told_what_to_say(night: Night, client: Client) -> None:
    page = called(Step.objects.get(), gateway(Kind.HTTP_VOICE))
    page = Page.objects.filter(transport=page.transport).earliest("id")
    path = f"/incoming/{incoming_key(page.transport)}/keys/{call_key(page)}/"
    body = json.dumps({"digits": "1", "call": "c-9"})
    answer = client.post(path, body, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["ask_again"] is False
