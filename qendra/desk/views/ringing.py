"""Calls that ring: a strip on every page of the desk, and one button to take one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import on_the_phone, staff
from qendra.desk.shown.ringing import ringing_of
from qendra.intake.phone.access import phone_call_for
from qendra.intake.phone.actions import take_ringing
from qendra.intake.phone.selectors import ringing_calls
from qendra.live.pages import draw, tag_of, unchanged


@staff(Right.WORK)
@require_safe
def ringing(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The strip alone, for pages that are open."""
    calls = ringing_of(ringing_calls(), person, timezone.now())
    tag = tag_of(person, calls)
    return unchanged(request, tag) or draw(
        request, "desk/ringing.html", {"ringing": calls}, tag=tag
    )


@staff(Right.WORK)
@require_POST
def taking(request: HttpRequest, person: Person, call_id: int) -> HttpResponseBase:
    """Take it: to the page of the call, with everything that is known already."""
    call = take_ringing(
        actor=on_the_phone(person), now=timezone.now(), call_id=phone_call_for(person, call_id).id
    )
    if call.taken_by != person and call.taken_by:
        messages.warning(request, _("%(name)s takes this call.") % {"name": call.taken_by.name})
        return redirect("desk:front")
    return redirect(f"{reverse('desk:new_call')}?{urlencode({'phone_call': call.id})}")


@staff(Right.WORK)
@require_safe
def pop(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What a telephone system opens with the number in the address: who it is, at once.

    In an address a plus means a blank, so that a number that begins with one had a plus.
    """
    del person
    number = request.GET.get("number", "")
    words = f"+{number.strip()}" if number.startswith(" ") else number.strip()
    query = urlencode({"q": words, "find": "1"}) if words else ""
    return redirect(f"{reverse('desk:new_call')}?{query}")
