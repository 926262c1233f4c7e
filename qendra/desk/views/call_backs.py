"""Calls that customers wait for: promised, missed, or instead of a mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.call_backs.actions import answer_call_back, try_call_back_again
from qendra.call_backs.models import Reason
from qendra.call_backs.selectors import OF_CALLS, call_back_for, may_see, shown_call_backs
from qendra.desk.addresses import ticket_page
from qendra.desk.frame import frame
from qendra.desk.gate import on_the_phone, staff
from qendra.desk.queues import CALL_BACKS
from qendra.lib.errors import Refused
from qendra.live.pages import draw, live, tag_of, unchanged
from qendra.live.topics import LISTS

ROWS = 50


@staff(Right.SEE)
@require_safe
def call_backs(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Whom to call, on which number, why, and by when; what is due first on top."""
    now = timezone.now()
    waiting = list(shown_call_backs().filter(may_see(person))[:ROWS])
    shown = [(each.id, each.holder, each.calls, each.tries, each.due_at < now) for each in waiting]
    tag = tag_of(person, shown)
    if same := unchanged(request, tag):
        return same
    context = frame(person, now, CALL_BACKS)
    context |= {"call_backs": waiting, "now": now, "live": live([LISTS], tag, now)}
    context["of_calls"] = [*OF_CALLS, Reason.MAIL]
    return draw(request, "desk/call_backs.html", context, tag=tag)


@staff(Right.WORK)
@require_POST
def outcome(request: HttpRequest, person: Person, call_back_id: int) -> HttpResponseBase:
    """Nobody answered, or it is done with a word of what came of it."""
    call_back, now = call_back_for(person, call_back_id), timezone.now()
    actor = on_the_phone(person)
    if "again" in request.POST:
        try_call_back_again(actor=actor, call_back_id=call_back.id, now=now)
        messages.success(request, _("Noted. It comes up again in a quarter of an hour."))
    else:
        words = request.POST.get("outcome", "").replace("\x00", "")
        try:
            answer_call_back(actor=actor, call_back_id=call_back.id, outcome=words, now=now)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Done. Nobody waits for this call any more."))
    if call_back.ticket and "from_ticket" in request.POST:
        return redirect(ticket_page(call_back.ticket))
    return redirect("desk:call_backs")
