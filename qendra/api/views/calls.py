"""What telephone systems tell of calls: signed, and each as often as they like."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.security import APIKeyHeader
from pydantic import ConfigDict, Field, HttpUrl

from qendra.api.fields import Comment, Line, Moment
from qendra.api.problems import ERRORS, Problem
from qendra.intake.phone.actions import hear_event
from qendra.intake.phone.heard import Event, What
from qendra.intake.phone.keys import system_that_signed
from qendra.intake.phone.models import PhoneCall, PhoneSystem


class Signed(APIKeyHeader):
    """``webhook-signature`` with ``webhook-id`` and ``webhook-timestamp`` (Standard Webhooks)."""

    param_name = "webhook-signature"

    def authenticate(self, request: HttpRequest, key: str | None) -> PhoneSystem | None:
        del key
        system = system_that_signed(request.headers, request.body, timezone.now())
        if system is None:
            raise HttpError(401, "The signature is missing, wrong, or older than five minutes.")
        return system


router = Router(tags=["calls"], auth=Signed())

Name = Annotated[Line, Field(min_length=1, max_length=200)]
Number = Annotated[Line, Field(max_length=40)]


class CallIn(Schema):
    """One event of one call. ``call`` is your own name of the call, the same in all its events."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    event: Literal["ringing", "answered", "ended", "recording", "voicemail"]
    call: Name
    at: Moment | None = None
    number: Number = Field("", alias="from")
    dialled: Number = Field("", alias="to")
    agent: Line = ""
    url: Annotated[HttpUrl, Field(max_length=1000)] | None = None
    text: Comment = ""


class CallOut(Schema):
    """What we know of the call now. ``call_back``: somebody is to call back."""

    call: str
    state: Literal["ringing", "answered", "ended"]
    call_back: bool


@router.post("", response={200: CallOut, ERRORS: Problem}, by_alias=True, url_name="phone_call")
def phone_call(request: HttpRequest, event: CallIn) -> CallOut:
    """Tell that a call rings, was answered or ended, or where its recording or voicemail is.

    The same event again changes nothing, and events may come in any order. A call that ends
    without an answer becomes a call-back, and so does a voicemail.
    """
    now = timezone.now()
    what = What(event.event)
    if what in {What.RECORDING, What.VOICEMAIL} and event.url is None:
        raise HttpError(422, "url: say where it can be listened to.")
    call = hear_event(now=now, system=_system(request), event=_read(event, what, event.at or now))
    waits = call.call_back is not None and call.call_back.answered_at is None
    return CallOut(call=call.call_id, state=_state(call), call_back=waits)


def _state(call: PhoneCall) -> Literal["ringing", "answered", "ended"]:
    if call.ended_at:
        return "ended"
    return "answered" if call.answered_at else "ringing"


def _system(request: HttpRequest) -> PhoneSystem:
    system = getattr(request, "auth", None)
    if not isinstance(system, PhoneSystem):
        raise HttpError(401, "")
    return system


def _read(event: CallIn, what: What, at: datetime) -> Event:
    return Event(
        what=what,
        call=event.call,
        at=at,
        number=event.number.strip(),
        dialled=event.dialled.strip(),
        agent=event.agent.strip(),
        url=str(event.url or ""),
        text=event.text.strip(),
    )
