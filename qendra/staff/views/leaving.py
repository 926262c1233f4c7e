"""Somebody leaves: first what they hold, and who gets it; and coming back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.actions import invite_to_set_password
from qendra.desk.gate import at_the_desk, staff
from qendra.lib.errors import Refused
from qendra.staff.access import staff_person
from qendra.staff.actions.leaving import Successors, come_back, leave
from qendra.staff.forms import LeavingForm
from qendra.staff.selectors import held_by
from qendra.staff.views.pattern import edit, sent
from qendra.staff.views.people import PLACE


@staff(Right.MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: HttpRequest, person: Person, person_id: int) -> HttpResponseBase:
    """What they have, to whom it goes, and one button."""
    about = staff_person(person_id)
    if not about.is_active:
        raise Http404

    def save(given: dict[str, Any]) -> None:
        reason = given.pop("reason")
        leave(
            actor=at_the_desk(person),
            now=timezone.now(),
            person_id=about.id,
            to=Successors(**given),
            reason=reason,
        )

    form = LeavingForm(sent(request), person=about)
    title = _("%(name)s leaves") % {"name": about.name}
    context = {"title": title, "about": about, "held": held_by(about, timezone.now())}
    return edit(request, person, PLACE, form, save, context, "staff/leaving.html")


@staff(Right.MANAGE_STAFF)
@require_POST
def returning(request: HttpRequest, person: Person, person_id: int) -> HttpResponseBase:
    """With us again, with the roles of before; a new password is set by a mail."""
    about, now = staff_person(person_id), timezone.now()
    try:
        back = come_back(
            actor=at_the_desk(person), now=now, person_id=about.id, roles=list(about.roles.all())
        )
        invite_to_set_password(person=back, actor=at_the_desk(person), now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved. It holds from now on."))
    return redirect("staff:person", about.id)
