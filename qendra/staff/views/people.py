"""People of the staff: all of them, and one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.actions.roles import PERSON
from qendra.accounts.models import Person, Role
from qendra.accounts.rights import Right
from qendra.accounts.written import person_values
from qendra.catalogue.selectors import provider
from qendra.desk.gate import at_the_desk, staff
from qendra.history.selectors import changes_of
from qendra.staff.access import everybody_of_staff, staff_person
from qendra.staff.actions.people import About, add_staff, change_staff
from qendra.staff.forms import PersonForm
from qendra.staff.views.pattern import Version, edit, history_of, named, page, seen, sent

PLACE = "staff:people"


@staff(Right.MANAGE_STAFF)
@require_safe
def people(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Everybody, those who left at the end."""
    found = everybody_of_staff().prefetch_related("roles", "teams").order_by("-is_active", "name")
    return page(request, person, PLACE, "staff/people.html", {"people": found})


@staff(Right.MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Add somebody, who is invited by mail."""
    ours = provider()
    initial = {"language": ours.language, "time_zone": ours.time_zone}
    form = PersonForm(sent(request), initial=initial)

    def save(given: dict[str, Any]) -> None:
        add_staff(actor=at_the_desk(person), now=timezone.now(), about=_about(given))

    context = {"title": _("Add somebody"), "lead": _explanation(), "word": _("Add and invite")}
    return edit(request, person, PLACE, form, save, context)


@staff(Right.MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, person: Person, person_id: int) -> HttpResponseBase:
    """One person: what is known of them, what they hold, what was changed."""
    about = staff_person(person_id)
    form = PersonForm(sent(request), initial=PersonForm.of(about))

    def save(given: dict[str, Any]) -> None:
        change_staff(
            actor=at_the_desk(person),
            now=timezone.now(),
            person_id=about.id,
            about=_about(given),
            drawn=seen(request),
        )

    context = {
        "title": about.name,
        "lead": _explanation(),
        "about": about,
        "history": history_of(changes_of(PERSON, about.id), PersonForm),
    }
    version = Version(lambda: person_values(staff_person(person_id)), {"roles": _roles})
    return edit(request, person, PLACE, form, save, context, version=version)


def _explanation() -> str:
    return _(
        "Who it is, where mails and pages reach them, and what they may do: the rights of all their"
        " roles together, from their next page on."
    )


def _roles(keys: str) -> str:
    return named({str(role.id): role.shown_name for role in Role.objects.all()})(keys)


def _about(given: dict[str, Any]) -> About:
    return About(**(given | {"roles": list(given["roles"])}))
