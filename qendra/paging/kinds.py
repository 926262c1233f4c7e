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


class AddressKind(StrEnum):
    """What names a person to a transport; ``none``: the transport itself is the address."""

    TOPIC = "topic"
    TOKEN = "token"  # noqa: S105 (a word)
    URL = "url"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that the administrator enters."""

    name: str
    is_secret: bool = False
    is_url: bool = False
    is_needed: bool = True
    begins_as: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of transport needs."""

    asked: tuple[Asked, ...]
    address: AddressKind


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
}

# Whoever knows one of these can write to its owner, or read what they are written.
SECRET_ADDRESSES = frozenset({AddressKind.TOPIC, AddressKind.TOKEN, AddressKind.URL})

_RIGHT: Mapping[AddressKind, re.Pattern[str]] = {
    AddressKind.TOPIC: re.compile(r"[A-Za-z0-9_-]{1,64}"),
    AddressKind.TOKEN: re.compile(r"[A-Za-z0-9._-]{5,100}"),
    AddressKind.URL: re.compile(r"https?://\S{3,1990}"),
    AddressKind.NONE: re.compile(r""),
}


def as_address(kind: Kind, typed: str) -> str | None:
    """The address as it is kept; None for what cannot be one."""
    text = "".join(typed.split())
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
