"""From a message to the request of its transport, and from the answer to a verdict.

Pure: no Django. One function a kind; whatever is special about another side stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qendra.paging.chat import to_mattermost, to_slack, to_teams
from qendra.paging.kinds import Kind
from qendra.paging.messages import (
    Message,
    Request,
    Values,
    Verdict,
    as_json,
    found_at,
    verdict_on_status,
)
from qendra.paging.push import to_gotify, to_ntfy


def to_webhook(message: Message, _values: Values) -> Request:
    """For a program of the person's own; whoever sends it signs it."""
    words = message.words
    data = {
        "title": words.title,
        "text": words.text,
        "url": words.url,
        "code": words.code,
        "language": words.language,
        "is_urgent": words.is_urgent,
        **words.facts,
    }
    is_page = "ticket" in words.facts
    return as_json(message.to, {"type": "page" if is_page else "test", "data": data})


REQUESTS: Mapping[Kind, Callable[[Message, Values], Request]] = {
    Kind.NTFY: to_ntfy,
    Kind.GOTIFY: to_gotify,
    Kind.SLACK: to_slack,
    Kind.MATTERMOST: to_mattermost,
    Kind.TEAMS: to_teams,
    Kind.WEBHOOK: to_webhook,
}


def request_of(kind: Kind, message: Message, values: Values) -> Request:
    """The request that carries this message by a transport with these settings."""
    return REQUESTS[kind](message, values)


def verdict_of(kind: Kind, values: Values, status: int, words: str) -> Verdict:
    """What the answer of the other side means."""
    verdict = verdict_on_status(status, words)
    if not verdict.is_taken:
        return verdict
    return Verdict(is_taken=True, their_id=found_at(words, "id")[:100])
