"""Pages that change by themselves: what the browser is told to listen to, and fragments.

A fragment is the same page at the same address, asked for by ``static/js/live.js``: without the
frame around it, and 304 while the reader would see the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from qendra.accounts.models import Person
from qendra.live.listening import OFF
from qendra.live.topics import token_for

HEADER = "X-Fragment"


@dataclass(frozen=True, slots=True)
class Live:
    """For ``<meta name="live">``: what the page may hear, and what it shows, as a tag."""

    token: str
    tag: str


def is_fragment(request: HttpRequest) -> bool:
    """Whether an open page asks what is new."""
    return HEADER in request.headers


def live(topics: Sequence[str], tag: str, now: datetime) -> Live:
    """``topics`` are only such that the reader of this page may see all that they tell of."""
    is_off = settings.LIVE_DATABASE_URL == OFF
    return Live("" if is_off else token_for(topics, now=now), tag)


def tag_of(person: Person, *shown: object) -> str:
    """The same as long as this person would be shown the same; as HTTP writes an ETag."""
    known = (person.id, *person.rights, person.time_zone, get_language(), *shown)
    return f'"{hashlib.sha256(repr(known).encode()).hexdigest()[:24]}"'


def unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """304 for an open page that shows this already."""
    if is_fragment(request) and request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    return None


def draw(
    request: HttpRequest, template: str, context: dict[str, Any], *, tag: str, status: int = 200
) -> HttpResponse:
    """The page, or what is new of it."""
    if is_fragment(request):
        # What the last action says is for the page that comes after it.
        context |= {"messages": ()}
    response = render(request, template, context, status=status)
    if is_fragment(request):
        response["ETag"] = tag
        response["Cache-Control"] = "no-store"
    return response
