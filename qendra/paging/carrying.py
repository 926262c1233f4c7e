"""From a message to the request of its transport, and from the answer to a verdict.

Pure: no Django. One function a kind; whatever is special about another side stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from qendra.paging.chat import to_mattermost, to_slack, to_teams
from qendra.paging.gateway import Gateway, gateway_from, taken, written
from qendra.paging.kinds import CALLS, Kind
from qendra.paging.messages import (
    Message,
    Request,
    Values,
    Verdict,
    as_json,
    found_at,
    verdict_on_status,
)
from qendra.paging.presets import twilio_sms, twilio_voice, vonage_sms, vonage_voice
from qendra.paging.push import to_gotify, to_ntfy
from qendra.paging.speaking import Spoken


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


def request_of(kind: Kind, message: Message, values: Values, now: datetime) -> Request:
    """The request that carries this message by a transport with these settings."""
    if kind in REQUESTS:
        return REQUESTS[kind](message, values)
    gateway = _gateway(kind, values, spoken_by(message), now)
    return written(gateway, _named(kind, message, values))


def verdict_of(kind: Kind, values: Values, answer: tuple[int, str], now: datetime) -> Verdict:
    """What the answer of the other side, its status and its words, means."""
    status, words = answer
    if kind not in REQUESTS:
        return taken(_gateway(kind, values, Spoken("", "en"), now), status, words)
    verdict = verdict_on_status(status, words)
    if not verdict.is_taken:
        return verdict
    return Verdict(is_taken=True, their_id=found_at(words, "id")[:100])


def spoken_by(message: Message) -> Spoken:
    """What a call says: what happened, and where keys can be pressed, which."""
    words = message.words
    parts = [words.say]
    if message.answer_url:
        parts += [words.ask_pin if message.digits > 1 else "", words.ask]
    # The words become part of a template, in which braces name values.
    text = " ".join(" ".join(parts).split()).replace("{", "(").replace("}", ")")
    return Spoken(text, words.say_in, message.answer_url, message.digits)


def _gateway(kind: Kind, values: Values, spoken: Spoken, now: datetime) -> Gateway:
    match kind:
        case Kind.TWILIO_SMS:
            return twilio_sms(values)
        case Kind.VONAGE_SMS:
            return vonage_sms(values)
        case Kind.TWILIO_VOICE:
            return twilio_voice(values, spoken)
        case Kind.VONAGE_VOICE:
            return vonage_voice(values, spoken, now)
        case _:
            return gateway_from(values)


def _named(kind: Kind, message: Message, values: Values) -> dict[str, str]:
    """What a template may name."""
    words = message.words
    return {
        "to": message.to,
        "to_digits": message.to.lstrip("+"),
        "sender": _sender(kind, values),
        "text": spoken_by(message).text if kind in CALLS else words.short,
        "language": words.say_in if kind in CALLS else words.language,
        "id": message.id,
        "secret": values.get("secret", ""),
        "answer_url": message.answer_url,
        "digits": str(message.digits),
    }


def _sender(kind: Kind, values: Values) -> str:
    """As entered; Vonage writes its numbers, too, without a plus."""
    sender = values.get("sender", "")
    return sender.lstrip("+") if kind in {Kind.VONAGE_SMS, Kind.VONAGE_VOICE} else sender
