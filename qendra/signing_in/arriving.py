"""Somebody has come in: their language, and whether this browser has been here with them before."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from qendra.accounts.models import Person
from qendra.signing_in.actions.devices import report_new_device
from qendra.signing_in.addresses import address_of
from qendra.signing_in.devices import device_of

# In the session: its device stands in the list of devices.
LISTED = "signing_in.listed"
_FIRST = "_signing_in_first"
_COOKIE, _SALT = "qendra_devices", "qendra.devices"
_KEPT_FOR = timedelta(days=400)
_MOST = 8


def leave_a_note(request: HttpRequest, *, is_first: bool) -> None:
    """Remember until the end of this request whether the person was never here before."""
    setattr(request, _FIRST, is_first)


def arrived(request: HttpRequest, response: HttpResponse, person: Person) -> HttpResponse:
    """Greet the person: their language, and a mail when this browser is new for them."""
    request.session[LISTED] = True
    # Who chose a language on the page wants that one.
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, samesite="Lax")
    known, mark = _known(request), _mark(person)
    if mark not in known and not getattr(request, _FIRST, False):
        report_new_device(
            person=person,
            device=device_of(request.headers.get("user-agent", "")),
            address=address_of(request),
            now=timezone.now(),
        )
    _remember(response, [mark, *(each for each in known if each != mark)][:_MOST])
    return response


def _known(request: HttpRequest) -> list[str]:
    """The marks of whoever signed in with this browser, the last one first."""
    try:
        return str(request.get_signed_cookie(_COOKIE, default="", salt=_SALT)).split(".")
    except BadSignature:
        return []


def _remember(response: HttpResponse, marks: list[str]) -> None:
    response.set_signed_cookie(
        _COOKIE,
        ".".join(each for each in marks if each),
        salt=_SALT,
        max_age=_KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(person: Person) -> str:
    about = f"{person.id}:{person.created_at.isoformat()}"
    return salted_hmac(_SALT, about, algorithm="sha256").hexdigest()[:20]
