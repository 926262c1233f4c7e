"""Each transport's request, to the letter, and what its answers mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qendra.paging.carrying import request_of, verdict_of
from qendra.paging.kinds import Kind, as_address, in_part
from qendra.paging.messages import Message, Words, found_at
from tests.cast import NOW

LINK = "https://help.interspace.example/acknowledge/abc/"
WORDS = Words(
    title="Critical, level 2: IS-4821-0937-5",
    text="Northwind: Link down in Tirana\nPlease acknowledge within 15 minutes.",
    url=LINK,
    button="I have it",
    code="48213",
    is_urgent=True,
    facts={"ticket": "IS-4821-0937-5", "level": "2"},
)


def sent(
    kind: Kind, to: str = "", words: Words = WORDS, **values: str
) -> tuple[Any, dict[str, str]]:
    """The JSON and the headers."""
    message = Message(id="page_7", to=to, words=words)
    request = request_of(kind, message, values, NOW)
    assert request.method == "POST"
    return json.loads(request.body), dict(request.headers)


def test_ntfy_gets_topic_priority_click_and_a_button() -> None:
    body, headers = sent(Kind.NTFY, "hana-7f3", server="https://ntfy.sh", token="tk_1")
    assert headers["Authorization"] == "Bearer tk_1"
    assert body == {
        "topic": "hana-7f3",
        "title": "Critical, level 2: IS-4821-0937-5",
        "message": WORDS.text,
        "priority": 5,
        "tags": ["rotating_light"],
        "click": LINK,
        "actions": [{"action": "view", "label": "I have it", "url": LINK, "clear": True}],
    }


@pytest.mark.parametrize("server", ["https://ntfy.sh", "https://ntfy.sh/"])
def test_ntfy_is_published_to_at_its_root_and_without_a_token_says_none(server: str) -> None:
    message = Message(id="page_7", to="t", words=WORDS)
    request = request_of(Kind.NTFY, message, {"server": server}, NOW)
    assert request.url == "https://ntfy.sh/"
    assert "Authorization" not in request.headers


def test_gotify_gets_the_token_of_the_application_and_opens_the_page() -> None:
    body, headers = sent(Kind.GOTIFY, "AbC.123", server="https://push.example/")
    assert headers["X-Gotify-Key"] == "AbC.123"
    assert body == {
        "title": WORDS.title,
        "message": WORDS.text,
        "priority": 10,
        "extras": {"client::notification": {"click": {"url": LINK}}},
    }


def test_less_than_critical_is_less_loud() -> None:
    calm = Words(title="Major", text="x")
    assert sent(Kind.NTFY, "t", calm, server="https://x")[0]["priority"] == 4
    assert sent(Kind.GOTIFY, "t", calm, server="https://x")[0]["priority"] == 8


def test_slack_gets_a_section_and_a_button() -> None:
    body, _headers = sent(Kind.SLACK, url="https://hooks.slack.com/services/T/B/x")
    assert body["text"] == WORDS.title
    section, actions = body["blocks"]
    assert section["text"] == {"type": "mrkdwn", "text": f"*{WORDS.title}*\n{WORDS.text}"}
    (button,) = actions["elements"]
    assert (button["url"], button["text"]["text"]) == (LINK, "I have it")


def test_mattermost_gets_markdown() -> None:
    body, _headers = sent(Kind.MATTERMOST, url="https://chat.example/hooks/x")
    assert body["text"].startswith("**Critical, level 2: IS-4821-0937-5**")
    assert body["text"].endswith(f"[I have it]({LINK})")


def test_teams_gets_an_adaptive_card_in_a_message() -> None:
    body, _headers = sent(Kind.TEAMS, url="https://prod.logic.example/workflows/x")
    assert body["type"] == "message"
    (attachment,) = body["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert card["actions"] == [{"type": "Action.OpenUrl", "title": "I have it", "url": LINK}]
    assert len(card["body"]) == 3


@pytest.mark.parametrize("kind", [Kind.SLACK, Kind.MATTERMOST, Kind.TEAMS])
def test_no_subject_of_a_ticket_calls_a_channel_together_or_hides_a_link(kind: Kind) -> None:
    words = Words(title="<!channel> @all", text="@here [press](https://evil.example) <https://x|y>")
    message = Message(id="page_7", to="", words=words)
    text = request_of(kind, message, {"url": "https://x"}, NOW).body.decode()
    assert kind is not Kind.SLACK or "<!channel>" not in text
    assert kind is Kind.SLACK or "@all" not in text
    assert kind is Kind.SLACK or "[press](" not in text
    assert kind is not Kind.SLACK or "<https" not in text


def test_a_program_gets_all_facts() -> None:
    body, _headers = sent(Kind.WEBHOOK, "https://x.example/hook")
    assert body["type"] == "page"
    assert body["data"] == {
        "title": WORDS.title,
        "text": WORDS.text,
        "url": LINK,
        "code": "48213",
        "language": "en",
        "is_urgent": True,
        "ticket": "IS-4821-0937-5",
        "level": "2",
    }


@pytest.mark.parametrize(
    ("status", "taken", "final"),
    [(200, True, False), (202, True, False), (302, False, True), (401, False, True),
     (404, False, True), (408, False, False), (429, False, False), (503, False, False)],
)  # fmt: skip
def test_what_a_status_means(status: int, taken: bool, final: bool) -> None:  # noqa: FBT001 (a table)
    verdict = verdict_of(Kind.NTFY, {}, (status, '{"id":"abc"}'), NOW)
    assert (verdict.is_taken, verdict.is_final) == (taken, final)
    assert verdict.their_id == ("abc" if taken else "")


def test_the_page_of_a_proxy_is_not_repeated() -> None:
    assert verdict_of(Kind.NTFY, {}, (502, "<!doctype html><h1>Bad"), NOW).error == "502"


def test_a_path_leads_into_an_answer() -> None:
    words = '{"messages":[{"status":"0","message-id":"aa"}]}'
    assert found_at(words, "messages.0.message-id") == "aa"
    assert found_at(words, "messages.3.status") == found_at("no JSON", "a") == ""


def test_addresses_are_what_they_can_be() -> None:
    assert as_address(Kind.NTFY, " my-topic_1 ") == "my-topic_1"
    assert as_address(Kind.NTFY, "a/b") is None
    assert as_address(Kind.WEBHOOK, "ftp://x.example/") is None
    assert as_address(Kind.SLACK, "") == ""


def test_an_address_that_is_as_good_as_a_password_is_shown_in_part() -> None:
    assert in_part(Kind.NTFY, "hana-7f3kx") == "ha…kx"
    assert in_part(Kind.WEBHOOK, "https://x.example/secret") == "https://x.example/…"
