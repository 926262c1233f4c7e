"""The kinds of transports: what each is told by the administrator, and what an address is to it.

Pure: no Django.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """By what a page goes, besides by mail."""

    NTFY = "ntfy"
    GOTIFY = "gotify"
    SLACK = "slack"
    MATTERMOST = "mattermost"
    TEAMS = "teams"
    WEBHOOK = "webhook"
    TWILIO_SMS = "twilio_sms"
    VONAGE_SMS = "vonage_sms"
    HTTP_SMS = "http_sms"
    TWILIO_VOICE = "twilio_voice"
    VONAGE_VOICE = "vonage_voice"
    HTTP_VOICE = "http_voice"


class AddressKind(StrEnum):
    """What names a person to a transport; ``none``: the transport itself is the address."""

    TOPIC = "topic"
    TOKEN = "token"  # noqa: S105 (a word)
    URL = "url"
    NUMBER = "number"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that the administrator enters."""

    name: str
    is_secret: bool = False
    is_url: bool = False
    is_needed: bool = True
    is_long: bool = False
    begins_as: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of transport needs."""

    asked: tuple[Asked, ...]
    address: AddressKind


def _ready(server: str) -> Shape:
    """A gateway whose requests we know."""
    return Shape(
        (
            Asked("account"),
            Asked("token", is_secret=True),
            Asked("sender"),
            Asked("server", is_url=True, begins_as=server),
        ),
        AddressKind.NUMBER,
    )


_SIGNATURE = Asked("signature", is_secret=True, is_needed=False)
_TWILIO = _ready("https://api.twilio.com")
_VONAGE = Shape((*_ready("https://api.nexmo.com").asked, _SIGNATURE), AddressKind.NUMBER)
# The application's private key is lines of text.
_VONAGE_VOICE = Shape(
    (
        Asked("account"),
        Asked("token", is_secret=True, is_long=True),
        Asked("sender"),
        Asked("server", is_url=True, begins_as="https://api.nexmo.com"),
        _SIGNATURE,
    ),
    AddressKind.NUMBER,
)


def _any(*answers: str) -> Shape:
    """A gateway that the administrator describes, and the names in what it posts to us."""
    names = ("in_sender", "in_text", "in_id")
    posted = [
        Asked(name, begins_as=begin) for name, begin in zip(names, answers, strict=True) if begin
    ]
    return Shape((*_DESCRIBED, *posted), AddressKind.NUMBER)


_DESCRIBED = (
    Asked("method", begins_as="POST", choices=("POST", "GET", "PUT")),
    Asked("url", is_url=True),
    Asked("headers", is_long=True, is_needed=False),
    Asked("secret", is_secret=True, is_needed=False),
    Asked("sender", is_needed=False),
    Asked("format", begins_as="form", choices=("form", "json", "text")),
    Asked("body", is_long=True, begins_as="to={to}\nfrom={sender}\ntext={text}"),
    Asked("statuses", begins_as="2xx"),
    Asked("accepted_at", is_needed=False),
    Asked("accepted_is", is_needed=False),
    Asked("id_at", is_needed=False),
)

SHAPES: Mapping[Kind, Shape] = {
    Kind.NTFY: Shape(
        (
            Asked("server", is_url=True, begins_as="https://ntfy.sh"),
            Asked("token", is_secret=True, is_needed=False),
        ),
        AddressKind.TOPIC,
    ),
    Kind.GOTIFY: Shape((Asked("server", is_url=True),), AddressKind.TOKEN),
    Kind.SLACK: Shape((Asked("url", is_secret=True, is_url=True),), AddressKind.NONE),
    Kind.MATTERMOST: Shape((Asked("url", is_secret=True, is_url=True),), AddressKind.NONE),
    Kind.TEAMS: Shape((Asked("url", is_secret=True, is_url=True),), AddressKind.NONE),
    Kind.WEBHOOK: Shape((), AddressKind.URL),
    Kind.TWILIO_SMS: _TWILIO,
    Kind.VONAGE_SMS: _VONAGE,
    Kind.HTTP_SMS: _any("from", "text", "id"),
    Kind.TWILIO_VOICE: _TWILIO,
    Kind.VONAGE_VOICE: _VONAGE_VOICE,
    Kind.HTTP_VOICE: _any("", "digits", "call"),
}

SMS = frozenset({Kind.TWILIO_SMS, Kind.VONAGE_SMS, Kind.HTTP_SMS})
CALLS = frozenset({Kind.TWILIO_VOICE, Kind.VONAGE_VOICE, Kind.HTTP_VOICE})
BY_TEMPLATE = frozenset({Kind.HTTP_SMS, Kind.HTTP_VOICE})

# Whoever knows one of these can write to its owner, or read what they are written.
SECRET_ADDRESSES = frozenset({AddressKind.TOPIC, AddressKind.TOKEN, AddressKind.URL})

_RIGHT: Mapping[AddressKind, re.Pattern[str]] = {
    AddressKind.TOPIC: re.compile(r"[A-Za-z0-9_-]{1,64}"),
    AddressKind.TOKEN: re.compile(r"[A-Za-z0-9._-]{5,100}"),
    AddressKind.URL: re.compile(r"https?://\S{3,1990}"),
    AddressKind.NUMBER: re.compile(r"\+[1-9][0-9]{6,14}"),
    AddressKind.NONE: re.compile(r""),
}


def as_address(kind: Kind, typed: str) -> str | None:
    """The address as it is kept; None for what cannot be one."""
    text = "".join(typed.split())
    if SHAPES[kind].address is AddressKind.NUMBER:
        text = as_number(text)
    return text if _RIGHT[SHAPES[kind].address].fullmatch(text) else None


def is_secret_address(kind: Kind) -> bool:
    """Whether addresses of this kind are kept sealed and shown in part only."""
    return SHAPES[kind].address in SECRET_ADDRESSES


def in_part(kind: Kind, address: str) -> str:
    """The address as pages show it: enough for its owner to know it again."""
    if not address or not is_secret_address(kind):
        return address
    if SHAPES[kind].address is AddressKind.URL:
        return f"{address[: address.find('/', 8) + 1] or address[:12]}…"
    return f"{address[:2]}…{address[-2:]}"


def as_number(typed: str) -> str:
    """A telephone number as it is kept and compared: a plus, then digits, where it is one."""
    digits = re.sub(r"[\s()./-]", "", typed)
    return re.sub(r"^(?:00|\+)?(?=[1-9][0-9]{6,14}$)", "+", digits)
