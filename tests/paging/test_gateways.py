"""SMS and calls by a gateway over HTTP: the two ready ones to the letter, any other by template."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from qendra.paging.carrying import request_of, verdict_of
from qendra.paging.gateway import is_statuses
from qendra.paging.kinds import Kind, as_address
from qendra.paging.messages import Message, Request, Words
from qendra.paging.presets import private_key_of
from qendra.paging.sms import as_gsm, one_sms
from tests.cast import NOW

WORDS = Words(
    title="Critical",
    text="long",
    short="IS-4821-0937-5 Critical: A & B",
    say='Critical. "A" & B.',
    say_in="de",
)
TWILIO = {
    "server": "https://api.twilio.com",
    "account": "AC1",
    "token": "secret",
    "sender": "+15005550006",
}
VONAGE = {"server": "https://api.nexmo.com/", "account": "key", "token": "hid", "sender": "Qendra"}
OWN = {
    "url": "https://sms.example/send",
    "method": "POST",
    "format": "form",
    "body": "to={to}\nmsg={text}\nref={id}",
    "statuses": "2xx",
}


def sent(kind: Kind, values: dict[str, str], words: Words = WORDS) -> Request:
    message = Message(id="page_7", to="+355691234567", words=words)
    return request_of(kind, message, values, NOW)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def test_an_sms_by_twilio() -> None:
    request = sent(Kind.TWILIO_SMS, TWILIO)
    assert request.url == "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"AC1:secret").decode()
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    fields = {"To": ["+355691234567"], "From": ["+15005550006"], "Body": [WORDS.short]}
    assert parse_qs(request.body.decode()) == fields
    verdict = verdict_of(Kind.TWILIO_SMS, TWILIO, (201, '{"sid":"SM9","status":"queued"}'), NOW)
    assert (verdict.is_taken, verdict.their_id) == (True, "SM9")


def test_a_call_by_twilio_says_the_words_and_nothing_in_them_is_markup() -> None:
    request = sent(Kind.TWILIO_VOICE, TWILIO)
    assert request.url.endswith("/Accounts/AC1/Calls.json")
    (twiml,) = parse_qs(request.body.decode())["Twiml"]
    assert 'language="de-DE"' in twiml
    assert 'Critical. "A" &amp; B.</Say>' in twiml


def test_an_sms_by_vonage() -> None:
    request = sent(Kind.VONAGE_SMS, VONAGE)
    assert request.url == "https://api.nexmo.com/v1/messages"
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"key:hid").decode()
    assert json.loads(request.body) == {
        "message_type": "text",
        "channel": "sms",
        "to": "355691234567",
        "from": "Qendra",
        "text": WORDS.short,
        "client_ref": "page_7",
    }
    verdict = verdict_of(Kind.VONAGE_SMS, VONAGE, (202, '{"message_uuid":"aa-1"}'), NOW)
    assert (verdict.is_taken, verdict.their_id) == (True, "aa-1")


def test_a_call_by_vonage_is_signed_by_the_application(key: rsa.RSAPrivateKey) -> None:
    values = VONAGE | {"token": pem(key), "account": "app-1", "sender": "+35542220000"}
    request = sent(Kind.VONAGE_VOICE, values)
    assert request.url == "https://api.nexmo.com/v1/calls"
    body = json.loads(request.body)
    assert body["to"] == [{"type": "phone", "number": "355691234567"}]
    assert body["from"] == {"type": "phone", "number": "35542220000"}
    assert (body["ncco"][0]["text"], body["ncco"][0]["language"]) == (WORDS.say, "de-DE")
    token = request.headers["Authorization"].removeprefix("Bearer ")
    head, claims, signature = (base64.urlsafe_b64decode(each + "==") for each in token.split("."))
    assert json.loads(head) == {"alg": "RS256", "typ": "JWT"}
    told = json.loads(claims)
    assert (told["application_id"], told["iat"]) == ("app-1", int(NOW.timestamp()))
    signed = token.rpartition(".")[0].encode()
    key.public_key().verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())


def test_a_key_is_read_also_from_one_line(key: rsa.RSAPrivateKey) -> None:
    one_line = " ".join(pem(key).split("\n"))
    assert private_key_of(one_line).private_numbers() == key.private_numbers()
    with pytest.raises(ValueError, match=r"\w"):
        private_key_of("no key")


def test_any_other_gateway_is_written_by_a_template() -> None:
    request = sent(Kind.HTTP_SMS, OWN | {"headers": "X-Key: {secret}", "secret": "s3"})
    assert parse_qs(request.body.decode()) == {
        "to": ["+355691234567"],
        "msg": [WORDS.short],
        "ref": ["page_7"],
    }
    assert request.headers["X-Key"] == "s3"


def test_a_template_of_json_keeps_its_shape_whatever_the_words() -> None:
    body = '{"messages":[{"to":"{to_digits}","body":"{text}","flash":false}]}'
    words = Words(title="x", text="x", short='", "to": "evil', say="")
    request = sent(Kind.HTTP_SMS, OWN | {"format": "json", "body": body}, words)
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.body) == {
        "messages": [{"to": "355691234567", "body": '", "to": "evil', "flash": False}]
    }


def test_what_is_asked_for_by_get_stands_in_the_address() -> None:
    values = OWN | {"method": "GET", "url": "https://sms.example/{sender}?v=1", "sender": "a/b"}
    request = sent(Kind.HTTP_SMS, values)
    assert (request.method, request.body) == ("GET", b"")
    assert request.url.startswith("https://sms.example/a%2Fb?v=1&to=%2B355691234567&msg=IS-4821")


def test_no_value_writes_a_header() -> None:
    values = OWN | {"headers": "X-From: {sender}", "sender": "a\r\nX-Evil: 1"}
    assert dict(sent(Kind.HTTP_SMS, values).headers)["X-From"] == "a X-Evil: 1"


def test_taken_is_what_the_administrator_says_counts() -> None:
    values = OWN | {"accepted_at": "messages.0.status", "accepted_is": "0, queued"}
    values |= {"id_at": "messages.0.id"}
    good = '{"messages":[{"status":"queued","id":77}]}'
    verdict = verdict_of(Kind.HTTP_SMS, values, (200, good), NOW)
    assert (verdict.is_taken, verdict.their_id) == (True, "77")
    bad = '{"messages":[{"status":"4","error":"no credit"}]}'
    verdict = verdict_of(Kind.HTTP_SMS, values, (200, bad), NOW)
    assert (verdict.is_taken, verdict.is_final) == (False, True)
    assert "no credit" in verdict.error
    only = OWN | {"statuses": "201, 202"}
    assert not verdict_of(Kind.HTTP_SMS, only, (200, ""), NOW).is_taken
    assert not verdict_of(Kind.HTTP_SMS, only, (503, ""), NOW).is_final
    assert [is_statuses(each) for each in ("2xx", "200, 202", "fine", "")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+355 69 123 4567", "+355691234567"),
        ("00355/69-123(4567)", "+355691234567"),
        ("355691234567", "+355691234567"),
        ("069 123 4567", None),
        ("+1", None),
    ],
)
def test_numbers_are_kept_in_one_form(typed: str, kept: str | None) -> None:
    assert as_address(Kind.TWILIO_SMS, typed) == kept


def test_an_sms_fits_into_one() -> None:
    assert as_gsm("Përshëndetje, „Ç“ – të gjithë") == 'Pershendetje, "Ç" - te gjithe'
    assert as_gsm("Grüße an à la carte") == "Grüße an à la carte"
    assert as_gsm("عطل") == "عطل"
    text = one_sms("IS-4821-0937-5 Critical:", "x" * 300, "https://a.example/a/1-abc ACK 12345")
    assert len(text) == 160
    assert text.endswith("xx. https://a.example/a/1-abc ACK 12345")
