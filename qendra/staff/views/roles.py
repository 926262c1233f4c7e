"""Roles: what each allows, and who holds it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.actions import change_role, create_role
from qendra.accounts.actions.roles import ROLE
from qendra.accounts.models import Person, Role
from qendra.accounts.rights import Right
from qendra.accounts.wording import RIGHTS
from qendra.accounts.written import role_values
from qendra.desk.gate import at_the_desk, staff
from qendra.history.selectors import changes_of
from qendra.staff.access import role_with
from qendra.staff.forms import RoleForm
from qendra.staff.views.pattern import Version, edit, history_of, named, page, seen, sent

PLACE = "staff:roles"


@staff(Right.MANAGE_STAFF)
@require_safe
def roles(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All roles, and how many hold each."""
    holders = Count("holders", filter=Q(holders__is_active=True))
    found = Role.objects.annotate(held=holders).order_by("id")
    return page(request, person, PLACE, "staff/roles.html", {"roles": found})


@staff(Right.MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def new_role(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Make a role."""

    def save(given: dict[str, Any]) -> None:
        create_role(actor=at_the_desk(person), now=timezone.now(), **_values(given))

    form = RoleForm(sent(request))
    lead = _(
        "A set of rights under a name of its own. Whoever holds it may do what is ticked here."
    )
    context = {"title": _("New role"), "lead": lead, **_explained()}
    return edit(request, person, PLACE, form, save, context)


@staff(Right.MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest, person: Person, role_id: int) -> HttpResponseBase:
    """Change a role for everybody who holds it."""
    found = role_with(role_id)

    def save(given: dict[str, Any]) -> None:
        change_role(
            actor=at_the_desk(person),
            now=timezone.now(),
            role_id=found.id,
            drawn=seen(request),
            **_values(given),
        )

    form = RoleForm(sent(request), initial=RoleForm.of(found))
    changes = history_of(changes_of(ROLE, found.id), RoleForm)
    context = {"title": found.shown_name, "lead": found.shown_description, "history": changes}
    wording = {
        # Without a name of its own a delivered role has the delivered one.
        "name": lambda name: name or Role(key=found.key).shown_name,
        "rights": named({right.value: str(RIGHTS[right].name) for right in Right}),
    }
    version = Version(lambda: role_values(role_with(role_id)), wording)
    return edit(request, person, PLACE, form, save, context | _explained(), version=version)


def _values(given: dict[str, Any]) -> dict[str, Any]:
    return given | {"rights": [Right(each) for each in given["rights"]]}


def _explained() -> dict[str, Any]:
    return {"explained": {right.value: RIGHTS[right].description for right in Right}}
