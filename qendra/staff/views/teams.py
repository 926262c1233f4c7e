"""Teams: who is in them, and for whom they are there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.models import Person, Team
from qendra.accounts.rights import Right
from qendra.catalogue.models import Customer
from qendra.desk.gate import at_the_desk, staff
from qendra.history.selectors import changes_of
from qendra.staff.access import team_with
from qendra.staff.actions.teams import TEAM, save_team
from qendra.staff.forms import TeamForm
from qendra.staff.views.pattern import Version, edit, history_of, named, page, seen, sent
from qendra.staff.written import team_values

PLACE = "staff:teams"


@staff(Right.MANAGE_STAFF)
@require_safe
def teams(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All teams with their people and limits."""
    found = Team.objects.prefetch_related("members", "limits__customer").order_by("name")
    return page(request, person, PLACE, "staff/teams.html", {"teams": found})


@staff(Right.MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def new_team(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Make a team."""
    form = TeamForm(sent(request))
    return _edit(request, person, form, None, {"title": _("New team")})


@staff(Right.MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, person: Person, team_id: int) -> HttpResponseBase:
    """Change a team."""
    found = team_with(team_id)
    form = TeamForm(sent(request), initial=TeamForm.of(found))
    changes = history_of(changes_of(TEAM, found.id), TeamForm)
    return _edit(request, person, form, found, {"title": found.name, "history": changes})


def _edit(
    request: HttpRequest,
    person: Person,
    form: TeamForm,
    found: Team | None,
    context: dict[str, Any],
) -> HttpResponseBase:
    def save(given: dict[str, Any]) -> None:
        is_limited = given.pop("is_limited")
        values = given | {"members": list(given["members"]), "customers": list(given["customers"])}
        if not is_limited:
            values["customers"] = None
        save_team(
            actor=at_the_desk(person),
            now=timezone.now(),
            team=found,
            drawn=seen(request) if found else None,
            **values,
        )

    wording = {"members": _people, "customers": _customers}
    version = Version(lambda: team_values(team_with(found.id)), wording) if found else None
    told = {"lead": _explanation()}
    return edit(request, person, PLACE, form, save, told | context, version=version)


def _explanation() -> str:
    return _(
        "Its members see its tickets under My teams. Where it is limited, whoever is in limited"
        " teams only sees these customers and nothing of others."
    )


def _people(keys: str) -> str:
    rows = Person.objects.filter(id__in=keys.split()).values_list("id", "name")
    return named({str(key): name for key, name in rows})(keys)


def _customers(keys: str) -> str:
    rows = Customer.objects.filter(id__in=keys.split()).values_list("id", "name")
    return named({str(key): name for key, name in rows})(keys)
