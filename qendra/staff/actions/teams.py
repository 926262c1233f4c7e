"""Writes about teams: who is in them, and for which customers they are there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.access import check_manages_staff
from qendra.accounts.actions.derived import derive, hold_staff
from qendra.accounts.actor import Actor
from qendra.accounts.models import Person, Team
from qendra.catalogue.models import Customer, TeamCustomer
from qendra.history.actions import record_change
from qendra.lib.drawn import Values, require_unchanged
from qendra.lib.errors import Refused
from qendra.staff.written import team_values

TEAM = "team"


@transaction.atomic
def save_team(
    *,
    actor: Actor,
    now: datetime,
    team: Team | None,
    name: str,
    members: Sequence[Person],
    is_first_line: bool = False,
    customers: Sequence[Customer] | None = None,
    reason: str = "",
    drawn: Values | None = None,
) -> Team:
    """A team as it shall be; None makes a new one. It holds from everybody's next request on.

    ``customers``: what the team is limited to, with all below them; None: no limit. A team that
    becomes the first line takes the place of the one that was. Refused when the name is taken,
    when somebody left, and for a limit that names nobody; Crossed when the team is no longer what
    the form was ``drawn`` with.
    """
    check_manages_staff(actor)
    hold_staff()
    if team:
        team = Team.objects.get(id=team.id)
        require_unchanged(drawn, team_values(team))
    _check(team, name, members, customers)
    team = team or Team()
    before = facts_of(team) if team.pk else {}
    was_in = set(team.members.values_list("id", flat=True)) if team.pk else set()
    if is_first_line:
        Team.objects.filter(is_first_line=True).exclude(id=team.pk).update(is_first_line=False)
    team.name, team.is_first_line = name.strip(), is_first_line
    team.is_limited = customers is not None
    team.save()
    team.members.set(members)
    _limit(team, customers or ())
    derive(was_in | {person.id for person in members})
    _record(actor, now, team, before, reason)
    return team


def facts_of(team: Team) -> dict[str, Any]:
    """A team as history keeps it: names, as they are at that moment."""
    limits = team.limits.order_by("customer__name").values_list("customer__name", flat=True)
    return {
        "name": team.name,
        "members": list(team.members.order_by("name").values_list("name", flat=True)),
        "is_first_line": team.is_first_line,
        "is_limited": team.is_limited,
        "customers": list(limits),
    }


def _check(
    team: Team | None,
    name: str,
    members: Sequence[Person],
    customers: Sequence[Customer] | None,
) -> None:
    if not name.strip():
        raise Refused(_("A team needs a name."))
    named = Team.objects.filter(name__iexact=name.strip())
    if named.exclude(id=team.id if team else 0).exists():
        raise Refused(_("There is a team of this name already."))
    gone = next((person for person in members if not person.is_active), None)
    if gone:
        raise Refused(_("%(name)s has left and cannot be in a team.") % {"name": gone.name})
    if customers is not None and not customers:
        raise Refused(_("Name the customers that the team is there for, or take the limit away."))


def _record(actor: Actor, now: datetime, team: Team, before: dict[str, Any], reason: str) -> None:
    record_change(
        actor=actor,
        now=now,
        subject_kind=TEAM,
        subject_id=team.id,
        before=before,
        after=facts_of(team),
        reason=reason,
    )


def _limit(team: Team, customers: Sequence[Customer]) -> None:
    wanted = {customer.id for customer in customers}
    TeamCustomer.objects.filter(team=team).exclude(customer__in=wanted).delete()
    known = set(TeamCustomer.objects.filter(team=team).values_list("customer_id", flat=True))
    TeamCustomer.objects.bulk_create(
        TeamCustomer(team=team, customer_id=each) for each in sorted(wanted - known)
    )
