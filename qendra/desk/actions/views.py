"""Saved views, and the columns that a person wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person, Team
from qendra.desk.models import Layout, View
from qendra.lib.errors import Refused

# More would be a second list to search in.
MOST_VIEWS = 20


@transaction.atomic
def choose_columns(*, actor: Actor, columns: Sequence[str]) -> Layout:
    """Keep the columns that this person wants in lists."""
    layout, _made = Layout.objects.update_or_create(
        person=_person(actor), defaults={"columns": list(columns)}
    )
    return layout


@transaction.atomic
def save_view(
    *,
    actor: Actor,
    name: str,
    queue: str,
    given: Mapping[str, str],
    columns: Sequence[str],
    team: Team | None = None,
    is_for_all: bool = False,
) -> View:
    """Save a list under a name, for oneself, a team of one's own or everybody."""
    person = _person(actor)
    if View.objects.filter(owner=person, deleted_at=None).count() >= MOST_VIEWS:
        raise Refused(_("You have %(number)s views. Delete one first.") % {"number": MOST_VIEWS})
    if team and not person.teams.filter(id=team.id).exists():
        raise Refused(_("You share a view with a team that you belong to."))
    return View.objects.create(
        owner=person,
        name=name.strip(),
        queue=queue,
        given=dict(given),
        columns=list(columns),
        team=None if is_for_all else team,
        is_for_all=is_for_all,
    )


@transaction.atomic
def delete_view(*, actor: Actor, now: datetime, view_id: int) -> View:
    """Take one's own view from all lists."""
    view = _own(actor, view_id)
    view.deleted_at = now
    view.save(update_fields=["deleted_at"])
    return view


@transaction.atomic
def restore_view(*, actor: Actor, view_id: int) -> View:
    """Bring it back."""
    view = _own(actor, view_id)
    view.deleted_at = None
    view.save(update_fields=["deleted_at"])
    return view


def _own(actor: Actor, view_id: int) -> View:
    view = View.objects.select_for_update().filter(id=view_id, owner=actor.person).first()
    if view is None:
        raise Refused(_("This view is somebody else's."))
    return view


def _person(actor: Actor) -> Person:
    if actor.person is None:
        raise ValueError("only people have views")
    return actor.person
