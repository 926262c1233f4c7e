"""Transports: by what pages leave besides by mail, a test of each, and what went by it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.settings.page import Cleaned, Editor, edit, settings_frame
from qendra.desk.settings.registry import setting
from qendra.desk.settings.transports import TransportForm
from qendra.lib import drawn
from qendra.paging.access import transport_of, transport_test_of
from qendra.paging.actions.queueing import send_test
from qendra.paging.actions.transports import SUBJECT, save_transport, transport_values
from qendra.paging.forms import SAID, AddressForm
from qendra.paging.keys import address_of, incoming_key, shown_address, signing_key
from qendra.paging.kinds import SHAPES, SMS, Kind
from qendra.paging.models import Page, State, Transport
from qendra.paging.selectors import latest_pages, transports
from qendra.webhooks.signing import as_secret

PAGE = "settings:transports"
SHOWN = 25
GET_AND_POST = ["GET", "HEAD", "POST"]


@staff(Right.ADMINISTER)
@require_safe
def all_transports(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Those that are set up, and the kinds that can be."""
    context = settings_frame(person, PAGE) | {
        "setting": setting(PAGE),
        "rows": [(row, SAID[Kind(row.kind)]) for row in transports()],
        "kinds": SAID.items(),
        "sends_mail": bool(settings.EMAIL_HOST),
    }
    return render(request, "desk/settings/transports.html", context)


@staff(Right.ADMINISTER)
@require_http_methods(GET_AND_POST)
def new_transport(request: HttpRequest, person: Person, kind: str) -> HttpResponseBase:
    """Set one up; its test comes next."""
    if kind not in list(Kind):
        raise Http404
    return _edited(request, person, Kind(kind), None)


@staff(Right.ADMINISTER)
@require_http_methods(GET_AND_POST)
def transport(request: HttpRequest, person: Person, transport_id: int) -> HttpResponseBase:
    """Look at one, change it, and see what went by it."""
    row = transport_of(transport_id)
    return _edited(request, person, Kind(row.kind), row)


@staff(Right.ADMINISTER)
@require_http_methods(GET_AND_POST)
def transport_test(request: HttpRequest, person: Person, transport_id: int) -> HttpResponseBase:
    """Where a test is to go; it is queued like any page."""
    row = transport_of(transport_id)
    sent = request.POST if request.method == "POST" else None
    form = AddressForm(sent, kind=Kind(row.kind))
    if form.is_valid():
        address = form.cleaned_data.get("address", "")
        page = send_test(
            actor=at_the_desk(person), now=timezone.now(), transport=row, address=address
        )
        return redirect("settings:transport_result", page.id)
    context = settings_frame(person, PAGE) | {"setting": setting(PAGE), "row": row, "form": form}
    status = 422 if sent is not None else 200
    return render(request, "desk/settings/transport_test.html", context, status=status)


@staff(Right.ADMINISTER)
@require_safe
def transport_result(request: HttpRequest, person: Person, page_id: int) -> HttpResponseBase:
    """What became of a test, in a clear sentence and in the words of the other side."""
    page = transport_test_of(page_id)
    context = settings_frame(person, PAGE) | {"setting": setting(PAGE), **result_of(page)}
    return render(request, "desk/settings/transport_result.html", context)


def result_of(page: Page) -> dict[str, Any]:
    """How far a test has come."""
    kind = Kind(page.transport.kind)
    address = address_of(kind, page.address)
    secret = as_secret(signing_key(page.transport, address)) if kind is Kind.WEBHOOK else ""
    return {
        "page": page,
        "row": page.transport,
        "address": shown_address(kind, page.address),
        "last": page.log.last(),
        "secret": secret,
        "is_at_work": page.state == State.WAITING,
    }


def _edited(
    request: HttpRequest, person: Person, kind: Kind, row: Transport | None
) -> HttpResponseBase:
    made: list[Transport] = []

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        saved = save_transport(
            actor=at_the_desk(person),
            now=timezone.now(),
            kind=kind,
            transport_id=row.id if row else None,
            values={name: _text(value) for name, value in cleaned.items()},
            drawn=seen if row else None,
        )
        made.append(saved)

    editor = Editor(
        page=PAGE,
        template="desk/settings/transport.html",
        form=partial(TransportForm, kind=kind, is_new=row is None),  # type: ignore[arg-type]  # makes one
        values=lambda: transport_values(transport_of(row.id)) if row else _begins_as(kind),
        apply=apply,
        subject=(SUBJECT, row.id) if row else ("", 0),
    )
    answer = edit(request, person, editor, _shown(kind, row))
    return redirect("settings:transport_test", made[0].id) if made and not row else answer


def _begins_as(kind: Kind) -> dict[str, str]:
    known = {each.name: each.begins_as for each in SHAPES[kind].asked if not each.is_secret}
    return {"name": str(SAID[kind].name), "is_active": "1", **known}


def _shown(kind: Kind, row: Transport | None) -> dict[str, Any]:
    said = SAID[kind]
    if row is None:
        return {"said": said, "heading": said.name}
    pages = [(page, shown_address(kind, page.address)) for page in latest_pages(row, SHOWN)]
    shown = {"said": said, "row": row, "heading": row.name, "pages": pages}
    return shown | {"incoming_url": _incoming_url(row) if kind in SMS else ""}


def _incoming_url(row: Transport) -> str:
    """Where the gateway posts an SMS that came in."""
    return f"{settings.BASE_URL}{reverse('gateway:sms', args=[incoming_key(row)])}"


def _text(value: object) -> str:
    return ("1" if value else "") if isinstance(value, bool) else str(value)
