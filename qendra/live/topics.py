"""What a page may listen to: topics, and the signed token that names them.

The page is drawn under its reader's own rights and signs what it drew. Nobody chooses topics,
and a token ends by itself, so that whoever signs out, or leaves, hears nothing for long.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qendra.lib.links import link_token, read_link_token

# How long a page listens before it fetches itself anew, under the rights of that moment; not
# all pages that were opened together at the same time.
LISTENS = timedelta(minutes=9)
SPREAD = timedelta(minutes=2)
_PURPOSE = "live"

LISTS = "lists"
# Whether a telephone rings: of every page of the desk, as the lists beside it.
CALLS = "calls"


@dataclass(frozen=True, slots=True)
class Ear:
    """What one page listens to, since it was drawn, until it must ask again."""

    topics: frozenset[str]
    drawn_at: datetime
    until: datetime


def ticket(number: str) -> str:
    """Of the desk's page of a ticket: every version of it."""
    return f"ticket:{number}"


def case(number: str) -> str:
    """Of the customer's page of a ticket: what a customer may see of it."""
    return f"case:{number}"


def people(number: str) -> str:
    """Who looks at the desk's page of a ticket, and who writes."""
    return f"people:{number}"


def token_for(topics: Sequence[str], *, now: datetime) -> str:
    """For a page drawn now, whose reader may see all of these."""
    until = now + LISTENS + SPREAD * random.random()  # noqa: S311  # no secret
    heard = [*topics, CALLS] if LISTS in topics else topics
    about = " ".join([str(now.timestamp()), str(until.timestamp()), *heard])
    return link_token(_PURPOSE, about, until=until)


def ear_of(token: str, *, now: datetime) -> Ear | None:
    """What the token lets its page hear; None when it is forged or over."""
    about = read_link_token(_PURPOSE, token, now=now)
    if about is None:
        return None
    drawn_at, until, *topics = about.split(" ")
    moments = [datetime.fromtimestamp(float(each), now.tzinfo) for each in (drawn_at, until)]
    return Ear(frozenset(topics), *moments)
