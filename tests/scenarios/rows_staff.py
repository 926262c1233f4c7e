"""The pages of people, roles and teams: for those who manage the staff, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qendra.accounts.models import Role
from tests.scenarios.answers import FOUND, OK, WRONG_METHOD, Row, desk_for
from tests.scenarios.scene import Scene

WHO = "administrator"
Arguments = Callable[[Scene], list[object]]
Form = Callable[[Scene], dict[str, Any]]


def _person(scene: Scene) -> dict[str, Any]:
    auditor = Role.objects.get(key="auditor")
    return {
        "name": "Lule", "email": "lule@interspace.example", "language": "sq",
        "time_zone": "Europe/Tirane", "roles": [auditor.id],
    }  # fmt: skip


def _role(scene: Scene) -> dict[str, Any]:
    return {"name": "Night", "rights": ["see", "work"]}


def _team(scene: Scene) -> dict[str, Any]:
    cast = scene.cast
    customers = [cast.northwind.id]
    return {"name": "Night", "members": [cast.gent.id], "is_limited": "on", "customers": customers}


def _list() -> Row:
    return Row(get=desk_for(OK, WHO), hides_methods=True)


def _form(form: Form, arguments: Arguments = lambda _: []) -> Row:
    return Row(get=desk_for(OK, WHO), post=desk_for(FOUND, WHO), form=form, arguments=arguments)


STAFF_PAGES = {
    "staff:people": _list(),
    "staff:new_person": _form(_person),
    "staff:person": _form(_person, lambda scene: [scene.cast.gent.id]),
    "staff:leaving": _form(
        lambda scene: {"places": scene.cast.iris.id}, lambda scene: [scene.cast.hana.id]
    ),
    "staff:returning": Row(
        get=desk_for(WRONG_METHOD, WHO),
        post=desk_for(FOUND, WHO),
        arguments=lambda scene: [scene.cast.gent.id],
    ),
    "staff:roles": _list(),
    "staff:new_role": _form(_role),
    "staff:role": _form(_role, lambda _: [Role.objects.get(key="auditor").id]),
    "staff:teams": _list(),
    "staff:new_team": _form(_team),
    "staff:team": _form(_team, lambda scene: [scene.cast.first_line.id]),
}
