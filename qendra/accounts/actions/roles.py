"""Writes about roles: what each may do, and who holds it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.access import check_manages_staff
from qendra.accounts.actions.derived import derive, hold_staff, keep_an_administrator, lost_rights
from qendra.accounts.actor import Actor
from qendra.accounts.models import Person, Role
from qendra.accounts.rights import Right, complete, in_order
from qendra.accounts.written import role_values
from qendra.history.actions import record_change
from qendra.lib.drawn import Values, require_unchanged
from qendra.lib.errors import Refused

PERSON, ROLE = "person", "role"


@transaction.atomic
def create_role(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    rights: Collection[Right],
    description: str = "",
    requires_second_factor: bool = False,
) -> Role:
    """A new role. Refused when another has the name, or when it would allow nothing."""
    check_manages_staff(actor)
    hold_staff()
    role = Role(
        name=_free_name(name, None),
        description=description.strip(),
        rights=_some(rights),
        requires_second_factor=requires_second_factor,
    )
    role.save(force_insert=True)
    _record(actor, now, role, {}, facts_of(role))
    return role


@transaction.atomic
def change_role(
    *,
    actor: Actor,
    now: datetime,
    role_id: int,
    name: str,
    rights: Collection[Right],
    description: str = "",
    requires_second_factor: bool = False,
    reason: str = "",
    drawn: Values | None = None,
) -> Role:
    """Change a role for everybody who holds it, from their next request on.

    Refused when another role has the name, when it would allow nothing, when nobody could
    administer any more, and for the administrator's role when any right would be missing; Crossed
    when the role is no longer what the form was ``drawn`` with.
    A delivered role without a name of its own keeps the delivered one.
    """
    check_manages_staff(actor)
    hold_staff()
    lost = lost_rights()
    role = Role.objects.get(id=role_id)
    require_unchanged(drawn, role_values(role))
    before = facts_of(role)
    if role.is_administrators and frozenset(rights) != frozenset(Right):
        raise Refused(
            _("The administrator has every right, so that nobody is locked out. Make another role.")
        )
    role.name = _free_name(name, role)
    role.description = description.strip()
    role.rights = _some(rights)
    role.requires_second_factor = requires_second_factor
    role.save()
    derive(role.holders.values_list("id", flat=True))
    keep_an_administrator(lost)
    _record(actor, now, role, before, facts_of(role), reason)
    return role


@transaction.atomic
def remove_role(*, actor: Actor, now: datetime, role_id: int) -> None:
    """Remove a role of the provider's own. Refused while somebody holds it."""
    check_manages_staff(actor)
    hold_staff()
    role = Role.objects.get(id=role_id)
    if role.key is not None:
        raise Refused(_("This role is always there. Take it from whoever should not hold it."))
    if role.holders.exists():
        raise Refused(_("Somebody holds this role. Give them another one first."))
    _record(actor, now, role, facts_of(role), {})
    role.delete()


@transaction.atomic
def give_roles(
    *, actor: Actor, now: datetime, person: Person, roles: Sequence[Role], reason: str = ""
) -> None:
    """The person holds these roles and no others, from their next request on.

    Refused when nobody could administer any more.
    """
    check_manages_staff(actor)
    hold_staff()
    lost = lost_rights()
    before = role_names(person)
    hold(person, roles)
    keep_an_administrator(lost)
    record_change(
        actor=actor,
        now=now,
        subject_kind=PERSON,
        subject_id=person.id,
        before={"roles": before},
        after={"roles": role_names(person)},
        reason=reason,
    )


def hold(person: Person, roles: Sequence[Role]) -> None:
    """Write who holds what, and bring the person at hand up to date."""
    person.roles.set(roles)
    derive([person.id])
    kept = ("rights", "needs_second_factor", "is_limited", "former_roles")
    person.refresh_from_db(fields=kept)


def role_names(person: Person) -> list[str]:
    """The roles as history keeps them: by key, or by the name that they have."""
    return [role.key or role.name for role in person.roles.order_by("id")]


def facts_of(role: Role) -> dict[str, Any]:
    return {
        "name": role.name,
        "description": role.description,
        "rights": [str(right) for right in in_order(frozenset(map(Right, role.rights)))],
        "requires_second_factor": role.requires_second_factor,
    }


def _free_name(name: str, role: Role | None) -> str:
    wanted = name.strip()
    if not wanted and (role is None or role.key is None):
        raise Refused(_("A role needs a name."))
    names = {each.shown_name.casefold() for each in Role.objects.all() if each != role}
    if wanted and wanted.casefold() in names:
        raise Refused(_("There is a role of this name already."))
    # The delivered name is kept as no name, so that each reader has it in their language.
    is_delivered = role is not None and role.key and wanted == Role(key=role.key).shown_name
    return "" if is_delivered else wanted


def _some(rights: Collection[Right]) -> list[str]:
    chosen = complete(frozenset(rights))
    if not chosen:
        raise Refused(_("A role without any right is no role; choose one at least."))
    return [str(right) for right in in_order(chosen)]


def _record(
    actor: Actor,
    now: datetime,
    role: Role,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str = "",
) -> None:
    record_change(
        actor=actor,
        now=now,
        subject_kind=ROLE,
        subject_id=role.id,
        before=before,
        after=after,
        reason=reason,
    )
