"""Messages that we gave up: a person lets them go out again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import staff
from qendra.desk.undelivered import is_message_for
from qendra.lib.errors import Refused
from qendra.outbox.actions import requeue


@staff(Right.WORK)
@require_POST
def repeat(request: HttpRequest, person: Person, message_id: int) -> HttpResponseBase:
    """Queue a dead message again, unchanged."""
    if not is_message_for(person, message_id):
        raise Http404
    try:
        requeue(message_id=message_id, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is queued again."))
    return redirect("desk:triage")
