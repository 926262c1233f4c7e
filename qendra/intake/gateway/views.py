"""Where gateways post. They know a secret address; those that can also sign what they post."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from qendra.intake.gateway.actions import hear_digits, hear_sms, is_too_much
from qendra.intake.gateway.reading import Fields, Posted, posted
from qendra.intake.gateway.signatures import is_twilio, is_vonage
from qendra.paging.access import page_called, transport_that_posts
from qendra.paging.keys import pin_of, settings_of
from qendra.paging.kinds import CALLS, SMS, Kind
from qendra.paging.messages import Values
from qendra.paging.models import Page, Transport
from qendra.paging.speaking import Spoken, answered_with

_TWILIO = {Kind.TWILIO_SMS, Kind.TWILIO_VOICE}
_VONAGE = {Kind.VONAGE_SMS, Kind.VONAGE_VOICE}
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_FORBIDDEN, _NOT_UNDERSTOOD, _TOO_MUCH = 403, 400, 429


@csrf_exempt
@require_POST
def sms(request: HttpRequest, key: str) -> HttpResponseBase:
    """An SMS that came in; it is answered by another one, so that nothing is said here."""
    transport, now = transport_that_posts(key, SMS), timezone.now()
    told = _told(request, transport, now)
    if isinstance(told, int):
        return HttpResponse(status=told)
    hear_sms(now=now, transport=transport, posted=told)
    if transport.kind == Kind.TWILIO_SMS:
        return HttpResponse("<Response/>", content_type="text/xml")
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def keypad(request: HttpRequest, key: str, call: str) -> HttpResponseBase:
    """The keys that were pressed in a call, and what the telephone is to say now."""
    transport, now = transport_that_posts(key, CALLS), timezone.now()
    page = page_called(transport, call)
    told = _told(request, transport, now)
    if isinstance(told, int):
        return HttpResponse(status=told)
    reply = hear_digits(now=now, page=page, posted=told)
    url = f"{settings.BASE_URL}{request.path}" if reply.again else ""
    text = f"{reply.text} {_asked(page)}" if reply.again else reply.text
    said = Spoken(text, reply.language, url, digits_of(page))
    media_type, body = answered_with(Kind(transport.kind), said)
    return HttpResponse(body, content_type=media_type)


def digits_of(page: Page) -> int:
    """How many keys answer this page."""
    return len(pin_of(page.way)) + 1


def _asked(page: Page) -> str:
    words = page.words
    parts = [words["ask_pin"] if digits_of(page) > 1 else "", words["ask"]]
    return " ".join(each for each in parts if each)


def _told(request: HttpRequest, transport: Transport, now: datetime) -> Posted | int:
    """What was posted, or the status that refuses it."""
    kind, values = Kind(transport.kind), settings_of(transport)
    body = b"" if request.content_type in _FORMS else request.body
    fields: Fields = {name: request.POST.getlist(name) for name in request.POST}
    if not _is_theirs(request, kind, values, fields, body, now):
        return _FORBIDDEN
    told = posted(kind, values, fields, body)
    if told is None:
        return _NOT_UNDERSTOOD
    return _TOO_MUCH if is_too_much(transport=transport, now=now) else told


def _is_theirs(
    request: HttpRequest, kind: Kind, values: Values, fields: Fields, body: bytes, now: datetime
) -> bool:
    """Whether the gateway itself posted it; those without a signature know the address only."""
    if kind in _TWILIO:
        signature = request.headers.get("X-Twilio-Signature", "")
        url = f"{settings.BASE_URL}{request.get_full_path()}"
        return is_twilio(signature, token=values["token"], url=url, fields=fields)
    if kind in _VONAGE:
        secret, signed = values.get("signature", ""), request.headers.get("Authorization", "")
        return bool(secret) and is_vonage(signed, secret=secret, body=body, now=now)
    return True
