"""How we reach one: the ways besides mail, each confirmed by the code of a test. For staff."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.models import Person
from qendra.lib.errors import Refused
from qendra.paging.access import has_ways, transport_to_choose, way_of
from qendra.paging.actions.ways import (
    add_way,
    change_way,
    confirm_way,
    raise_way,
    remove_way,
    send_way_test,
)
from qendra.paging.forms import SAID
from qendra.paging.keys import address_of, pin_of, shown_address, signing_key
from qendra.paging.kinds import CALLS, Kind
from qendra.paging.models import State, Way
from qendra.paging.selectors import last_test, transports_to_choose, ways_of
from qendra.panel.forms.ways import CONFIRM, SAVE, TEST, UP, NewWayForm, WayForm
from qendra.panel.gate import in_the_panel, signed_in
from qendra.webhooks.signing import as_secret

GET_AND_POST = ["GET", "HEAD", "POST"]


@signed_in
@require_safe
def ways(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All of them, in their order, and what else there is."""
    has_ways(person)
    context = {
        "section": "account",
        "rows": [(way, _said(way), _address(way)) for way in ways_of(person)],
        "choices": [(each, SAID[Kind(each.kind)]) for each in transports_to_choose()],
    }
    return render(request, "panel/ways.html", context)


@signed_in
@require_http_methods(GET_AND_POST)
def new_way(request: HttpRequest, person: Person, transport_id: int) -> HttpResponseBase:
    """Enter an address; its first test goes out at once."""
    transport = transport_to_choose(person, transport_id)
    sent = request.POST if request.method == "POST" else None
    form = NewWayForm(sent, kind=Kind(transport.kind))
    if form.is_valid():
        try:
            made = add_way(
                actor=in_the_panel(person),
                now=timezone.now(),
                transport=transport,
                address=form.cleaned_data.get("address", ""),
                only_critical=form.cleaned_data["only_critical"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("panel:way", made.id)
    context = {"section": "account", "form": form, "row": transport}
    context["said"] = SAID[Kind(transport.kind)]
    status = 422 if sent is not None else 200
    return render(request, "panel/new_way.html", context, status=status)


@signed_in
@require_http_methods(GET_AND_POST)
def way(request: HttpRequest, person: Person, way_id: int) -> HttpResponseBase:
    """What became of the last test, the code that confirms, and what else can be done."""
    row = way_of(person, way_id)
    sent = request.POST if request.method == "POST" else None
    form = WayForm(sent, initial={"only_critical": row.only_critical, "pin": pin_of(row)})
    if form.is_valid():
        try:
            if _do(request, person, row, form):
                is_on_page = form.cleaned_data["does"] in {TEST, CONFIRM}
                return redirect("panel:way", row.id) if is_on_page else redirect("panel:ways")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"section": "account", "form": form, "way": row, **_shown(row)}
    status = 422 if sent is not None else 200
    return render(request, "panel/way.html", context, status=status)


def _do(request: HttpRequest, person: Person, row: Way, form: WayForm) -> bool:
    """Whether it was done; a wrong code stands at its field."""
    given, actor, now = form.cleaned_data, in_the_panel(person), timezone.now()
    does = given["does"]
    if does == CONFIRM:
        if not confirm_way(actor=actor, now=now, way_id=row.id, code=given["code"]):
            form.add_error("code", _("This is not the code of the last test."))
            return False
        messages.success(request, _("Confirmed. From now on you are paged by it."))
    elif does == TEST:
        send_way_test(actor=actor, now=now, way_id=row.id)
    elif does == SAVE:
        change_way(
            actor=actor, way_id=row.id, only_critical=given["only_critical"], pin=given["pin"]
        )
        messages.success(request, _("Saved."))
    elif does == UP:
        raise_way(actor=actor, way_id=row.id)
    else:
        remove_way(actor=actor, way_id=row.id)
        messages.success(request, _("Removed. You are no longer paged by it."))
    return True


def _shown(row: Way) -> dict[str, Any]:
    test, kind = last_test(row), Kind(row.transport.kind)
    secret = ""
    if kind is Kind.WEBHOOK:
        secret = as_secret(signing_key(row.transport, address_of(kind, row.address)))
    return {
        "row": row.transport,
        "page": test,
        "last": test.log.last() if test else None,
        "is_at_work": test is not None and test.state == State.WAITING,
        "address": _address(row),
        "secret": secret,
        "is_call": kind in CALLS,
        "is_first": ways_of(row.person)[0].id == row.id,
    }


def _said(row: Way) -> object:
    return SAID[Kind(row.transport.kind)]


def _address(row: Way) -> str:
    return shown_address(Kind(row.transport.kind), row.address)
