"""What a call says and asks, in the languages of the gateways. Pure: no Django."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from qendra.paging.kinds import Kind

# The languages in which they speak; in any other a call is in English.
TWILIO_SPEAKS: Mapping[str, tuple[str, str]] = {
    "en": ("en-GB", "Polly.Amy"),
    "de": ("de-DE", "Polly.Vicki"),
    "fr": ("fr-FR", "Polly.Celine"),
    "it": ("it-IT", "Polly.Carla"),
    "ar": ("arb", "Polly.Zeina"),
}
VONAGE_SPEAKS: Mapping[str, str] = {
    "en": "en-GB",
    "de": "de-DE",
    "fr": "fr-FR",
    "it": "it-IT",
    "ar": "ar",
}
SPOKEN = frozenset(TWILIO_SPEAKS)
SECONDS = 10


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words in a language. With an ``answer_url`` up to ``digits`` keys are waited for."""

    text: str
    language: str
    answer_url: str = ""
    digits: int = 1


def twiml(spoken: Spoken) -> str:
    """For Twilio; said twice, unless a key is pressed before."""
    code, voice = TWILIO_SPEAKS[spoken.language]
    say = f'<Say language="{code}" voice="{voice}" loop="2">{escape(spoken.text)}</Say>'
    if spoken.answer_url:
        say = (
            f'<Gather input="dtmf" numDigits="{spoken.digits}" timeout="{SECONDS}" method="POST"'
            f" action={quoteattr(spoken.answer_url)}>{say}</Gather>"
        )
    return f"<Response>{say}</Response>"


def ncco(spoken: Spoken) -> list[dict[str, object]]:
    """For Vonage; the same."""
    talk: dict[str, object] = {
        "action": "talk",
        "text": spoken.text,
        "language": VONAGE_SPEAKS[spoken.language],
        "loop": 2,
    }
    if not spoken.answer_url:
        return [talk]
    dtmf = {"maxDigits": spoken.digits, "timeOut": SECONDS}
    wait: dict[str, object] = {
        "action": "input",
        "type": ["dtmf"],
        "dtmf": dtmf,
        "eventUrl": [spoken.answer_url],
        "eventMethod": "POST",
    }
    return [talk | {"bargeIn": True}, wait]


def answered_with(kind: Kind, spoken: Spoken) -> tuple[str, str]:
    """Media type and body of our answer to the keys of a call."""
    if kind is Kind.TWILIO_VOICE:
        return "text/xml", twiml(spoken)
    if kind is Kind.VONAGE_VOICE:
        return "application/json", json.dumps(ncco(spoken))
    said = {"say": spoken.text, "language": spoken.language, "ask_again": bool(spoken.answer_url)}
    return "application/json", json.dumps(said)
