"""Everything that docs/transports.md says is sent is what is sent."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from qendra.paging.carrying import request_of
from qendra.paging.keys import call_key, incoming_key
from qendra.paging.kinds import Kind
from qendra.paging.messages import Message, Words
from qendra.paging.models import Page
from qendra.paging.sms import ONE, one_sms
from tests.cast import NOW, Cast
from tests.database import REPOSITORY
from tests.escalation.night import Night, publish
from tests.paging.sending import gateway, reached

LINK = "https://my.interspace.example/acknowledge/eyJh/"
SHORT = one_sms(
    "IS-4821-0937-5 Critical, level 2:",
    "IPT-10001 Northwind",
    "https://my.interspace.example/a/812-mzxw6ytboi3dgnbv ACK 48213",
)
WORDS = Words(
    title="Critical, level 2: IS-4821-0937-5",
    text="Link down in Tirana\nNorthwind · IPT-10001 IP transit 1G\nFor Hana, NOC manager\n"
    "Please acknowledge within 15 minutes.",
    url=LINK,
    button="I have it",
    code="48213",
    short=SHORT,
    is_urgent=True,
    facts={
        "ticket": "IS-4821-0937-5",
        "subject": "Link down in Tirana",
        "customer": "Northwind",
        "service": "IPT-10001",
        "priority": "critical",
        "level": "2",
        "role": "NOC manager",
        "person": "Hana",
    },
)
TWILIO = {
    "server": "https://api.twilio.com", "account": "AC1", "token": "x", "sender": "+15005550006",
}  # fmt: skip
VONAGE = {"server": "https://api.nexmo.com", "account": "key", "token": "x", "sender": "Interspace"}
OWN = {
    "url": "https://sms.example/v2/send?account=7",
    "format": "json",
    "body": '{"messages": [{"to": "{to_digits}", "body": "{text}", "ref": "{id}"}]}',
}


def block(name: str) -> str:
    """The literal words of the document under this name."""
    text = (REPOSITORY / "docs" / "transports.md").read_text()
    (found,) = re.findall(rf"```(?:json|text) {name}\n(.*?)\n```", text, re.DOTALL)
    return str(found)


@pytest.mark.parametrize(
    ("name", "kind", "to", "values"),
    [
        ("ntfy", Kind.NTFY, "hana-7f3k", {"server": "https://ntfy.sh"}),
        ("gotify", Kind.GOTIFY, "token", {"server": "https://push.example"}),
        ("slack", Kind.SLACK, "", {"url": "https://hooks.slack.example/x"}),
        ("mattermost", Kind.MATTERMOST, "", {"url": "https://chat.example/x"}),
        ("teams", Kind.TEAMS, "", {"url": "https://flow.example/x"}),
        ("webhook", Kind.WEBHOOK, "https://x.example/", {}),
        ("vonage", Kind.VONAGE_SMS, "+355691234567", VONAGE),
        ("own", Kind.HTTP_SMS, "+355691234567", OWN),
    ],
)
def test_what_it_says_is_sent_is_sent(
    name: str, kind: Kind, to: str, values: dict[str, str]
) -> None:
    message = Message(id="page_7", to=to, words=WORDS)
    assert json.loads(request_of(kind, message, values, NOW).body) == json.loads(block(name))


def test_the_sms_is_the_one_of_the_document_and_fits() -> None:
    assert block("sms") == SHORT
    assert len(SHORT) <= ONE
    message = Message(id="page_7", to="+355691234567", words=WORDS)
    request = request_of(Kind.TWILIO_SMS, message, TWILIO, NOW)
    assert request.body.decode() == block("twilio")
    assert request.url.endswith("/2010-04-01/Accounts/AC1/Messages.json")


def test_the_template_of_the_document_is_the_one_of_this_test() -> None:
    text = (REPOSITORY / "docs" / "transports.md").read_text()
    assert f"| Body | `{OWN['body']}` |" in text
    assert f"| Address | `{OWN['url']}` |" in text


def test_the_keys_of_the_document_are_answered_as_it_says(cast: Cast, client: Client) -> None:
    publish(cast.hana, cast.jon)
    reached(cast.hana, gateway(Kind.HTTP_VOICE), "+355691234567")
    night = Night(cast)
    # What a gateway posts comes at this very moment.
    night.now = datetime.now(UTC) - timedelta(hours=2)
    night.report()
    night.forward(hours=1)
    page = Page.objects.select_related("transport").get()
    path = f"/incoming/{incoming_key(page.transport)}/keys/{call_key(page)}/"
    answer: Any = client.post(path, block("keys"), content_type="application/json")
    assert answer.json() == json.loads(block("said"))
