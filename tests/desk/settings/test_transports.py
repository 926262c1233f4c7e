"""Running this afternoon: choose ntfy, save, type a topic, press Test, and see that it arrived."""

from __future__ import annotations

import json

from django.test import Client

from qendra.history.models import Change
from qendra.paging.actions.transports import SUBJECT
from qendra.paging.keys import incoming_key
from qendra.paging.kinds import Kind
from qendra.paging.models import Transport
from tests.cast import Cast
from tests.desk.settings.pages import fields_of, text_of
from tests.paging.sending import gateway, made, page_now
from tests.webhooks.receiver import Answer, Receiver

URL = "/desk/settings/transports/"


def test_ntfy_is_chosen_saved_tested_and_has_arrived(
    cast: Cast, jon: Client, server: Receiver
) -> None:
    assert f'href="{URL}new/ntfy/"' in jon.get(URL).content.decode()
    entered = fields_of(jon, f"{URL}new/ntfy/")
    assert entered["server"] == "https://ntfy.sh"
    entered["server"] = server.url.partition("/qendra")[0]
    saved = jon.post(f"{URL}new/ntfy/", entered)
    asked = jon.post(saved["Location"], {"address": "my-topic-7f3"})
    assert "On its way." in text_of(jon.get(asked["Location"]))
    page_now()
    result = jon.get(asked["Location"])
    assert "ntfy took it" in text_of(result)
    assert "my…f3" in text_of(result)
    assert "data-await" not in result.content.decode()
    assert json.loads(server.requests[0].body)["topic"] == "my-topic-7f3"


def test_a_test_that_fails_says_so_in_the_words_of_the_other_side(
    cast: Cast, jon: Client, server: Receiver
) -> None:
    transport = made(Kind.SLACK, url=server.url)
    server.answers = [Answer(503, body=b"busy"), Answer(404, body=b"no_service")]
    for words, sentence in (
        ("503 busy", "did not take it yet"),
        ("404 no_service", "not tried again"),
    ):
        asked = jon.post(f"{URL}{transport.id}/test/")
        page_now()
        page = text_of(jon.get(asked["Location"]))
        assert words in page
        assert sentence in page


def test_a_secret_is_never_shown_and_stays_when_left_empty(
    cast: Cast, jon: Client, server: Receiver
) -> None:
    transport = made(Kind.NTFY, server=server.url, token="tk_hidden")
    url = f"{URL}{transport.id}/"
    before = transport.secrets
    assert "tk_hidden" not in jon.get(url).content.decode()
    jon.post(url, fields_of(jon, url) | {"name": "Push"})
    row = Transport.objects.get()
    assert (row.name, row.secrets) == ("Push", before)
    jon.post(url, fields_of(jon, url) | {"token": "tk_other"})
    assert Transport.objects.get().secrets != before
    assert "tk_other" not in jon.get(url).content.decode()
    changes = Change.objects.filter(subject_kind=SUBJECT).order_by("id")
    assert [sorted(each.after) for each in changes][1:] == [["name"], ["secret"]]


def test_what_cannot_be_is_refused_with_a_sentence(cast: Cast, jon: Client) -> None:
    inside = jon.post(f"{URL}new/gotify/", {"name": "Push", "server": "http://10.0.0.1"})
    assert inside.status_code == 422
    assert "QENDRA_WEBHOOK_NETWORKS" in text_of(inside)
    assert jon.post(f"{URL}new/slack/", {"name": "Slack"}).status_code == 422
    transport = made(Kind.NTFY, "Push", server="https://ntfy.sh")
    topic = jon.post(f"{URL}{transport.id}/test/", {"address": "a b/c"})
    assert (topic.status_code, "a b/c" in topic.content.decode()) == (422, True)
    twice = jon.post(f"{URL}new/ntfy/", {"name": "push", "server": "https://ntfy.sh"})
    assert "of this name already" in text_of(twice)
    assert jon.get(f"{URL}new/pigeon/").status_code == 404


def test_what_went_by_it_is_listed_with_every_attempt(
    cast: Cast, jon: Client, server: Receiver
) -> None:
    transport = made(Kind.SLACK, url=server.url)
    server.answers = [Answer(500, body=b"oops")]
    jon.post(f"{URL}{transport.id}/test/")
    page_now()
    page = text_of(jon.get(f"{URL}{transport.id}/"))
    assert "A test of Interspace" in page
    assert "1 attempt 500 oops" in page
    assert "On its way" in page


def test_a_program_s_secret_is_told_to_whoever_tests_it(
    cast: Cast, jon: Client, server: Receiver
) -> None:
    transport = made(Kind.WEBHOOK)
    asked = jon.post(f"{URL}{transport.id}/test/", {"address": server.url})
    assert "whsec_" in text_of(jon.get(asked["Location"]))


def test_twilio_sends_an_sms_and_the_answer_is_told(
    cast: Cast, jon: Client, server: Receiver
) -> None:
    url = f"{URL}new/twilio_sms/"
    entered = fields_of(jon, url) | {"account": "AC1", "token": "hid", "sender": "+15005550006"}
    assert entered["server"] == "https://api.twilio.com"
    saved = jon.post(url, entered | {"server": server.url.partition("/qendra")[0]})
    server.answers = [Answer(400, body=b'{"code":21211,"message":"Invalid To"}')]
    asked = jon.post(saved["Location"], {"address": "00355 69 123 4567"})
    page_now()
    page = text_of(jon.get(asked["Location"]))
    assert "+355691234567" in page
    assert "Invalid To" in page
    assert b"Body=This+is+a+test+of+Interspace" in server.requests[0].body


def test_a_gateway_of_one_s_own_is_written_as_it_wants_it(
    cast: Cast, jon: Client, server: Receiver
) -> None:
    url = f"{URL}new/http_voice/"
    entered = fields_of(jon, url) | {"url": f"{server.url}&to={{to}}", "format": "json"}
    wrong = jon.post(url, entered | {"body": "{", "statuses": "fine", "headers": "x"})
    assert wrong.status_code == 422
    assert "This is not JSON" in text_of(wrong)
    assert "Write statuses like 2xx" in text_of(wrong)
    assert "Write one header a line" in text_of(wrong)
    saved = jon.post(url, entered | {"body": '{"say":"{text}"}'})
    jon.post(saved["Location"], {"address": "+355691234567"})
    page_now()
    (told,) = server.requests
    assert told.path.endswith("&to=%2B355691234567")
    assert told.json["say"].startswith("This is a test of Interspace.")


def test_a_private_key_that_is_none_is_refused_at_its_field(cast: Cast, jon: Client) -> None:
    url = f"{URL}new/vonage_voice/"
    entered = fields_of(jon, url) | {"account": "app", "token": "nonsense", "sender": "355"}
    refused = jon.post(url, entered)
    assert refused.status_code == 422
    assert "This is no private key." in text_of(refused)


def test_the_address_for_incoming_messages_is_shown(cast: Cast, jon: Client) -> None:
    row = gateway(Kind.HTTP_SMS)
    assert f"/incoming/{incoming_key(row)}/sms/" in text_of(jon.get(f"{URL}{row.id}/"))
