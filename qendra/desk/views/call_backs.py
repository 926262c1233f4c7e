"""Calls that customers wait for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.call_backs.selectors import shown_call_backs
from qendra.catalogue.access import seen_by
from qendra.desk.frame import frame
from qendra.desk.gate import staff
from qendra.desk.queues import CALL_BACKS
from qendra.live.pages import draw, live, tag_of, unchanged
from qendra.live.topics import LISTS

ROWS = 50


@staff(Right.SEE)
@require_safe
def call_backs(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Whom to call, on which number, why, and by when; what is due first on top."""
    now = timezone.now()
    waiting = list(shown_call_backs().filter(seen_by(person, "ticket__customer"))[:ROWS])
    tag = tag_of(person, [(each.id, each.holder, each.due_at < now) for each in waiting])
    if same := unchanged(request, tag):
        return same
    context = frame(person, now, CALL_BACKS)
    context |= {"call_backs": waiting, "now": now, "live": live([LISTS], tag, now)}
    return draw(request, "desk/call_backs.html", context, tag=tag)
