"""What is sent, the request that carries it, and how an answer is to be taken. Pure: no Django."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a page says, in its reader's language, for all transports; each takes what it can show.

    ``url`` is the page with the one button, ``button`` what stands on it. ``short`` is for an SMS,
    ``say`` for a call, in the language ``say_in``, and ``ask`` for the keys that answer it, after
    the PIN of ``ask_pin`` where there is one. ``facts`` are for programs: their names never
    change.
    """

    title: str
    text: str
    url: str = ""
    button: str = ""
    code: str = ""
    short: str = ""
    say: str = ""
    say_in: str = "en"
    ask: str = ""
    ask_pin: str = ""
    language: str = "en"
    is_urgent: bool = False
    facts: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Words on their way to an address; ``id`` is the same in every attempt.

    Keys that are pressed in a call are posted to ``answer_url``: ``digits`` at most.
    """

    id: str
    to: str
    words: Words
    answer_url: str = ""
    digits: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request over HTTP."""

    url: str
    body: bytes
    headers: Values
    method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How the other side took it; ``their_id`` is what it calls the message.

    ``is_final``: it will never take it as it is.
    """

    is_taken: bool
    is_final: bool = False
    error: str = ""
    their_id: str = ""


# Worth another try although the fault is said to be ours (RFC 9110).
_LATER = {408, 425, 429}


def as_json(url: str, content: object, headers: Values | None = None) -> Request:
    """A POST of JSON."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Request(
        url=url, body=body, headers={"Content-Type": "application/json", **(headers or {})}
    )


def verdict_on_status(status: int, words: str = "") -> Verdict:
    """What a status alone says."""
    if 200 <= status < 300:
        return Verdict(is_taken=True)
    if 300 <= status < 400:
        return Verdict(is_taken=False, is_final=True, error="Redirects are not followed.")
    is_final = status < 500 and status not in _LATER
    # The page of a proxy in between tells nobody anything.
    said = "" if words.lstrip().startswith("<") else " ".join(words.split())[:200]
    return Verdict(is_taken=False, is_final=is_final, error=f"{status} {said}".strip())


def found_at(words: str, path: str) -> str:
    """What stands in a JSON answer at a path such as ``messages.0.status``; empty for nothing."""
    try:
        place = json.loads(words)
        for name in path.split("."):
            place = place[int(name)] if isinstance(place, list) else place[name]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return "" if isinstance(place, dict | list) or place is None else str(place)
