"""Writes about teams."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from qendra.accounts.actions.derived import derive, hold_staff
from qendra.accounts.models import Person, Team


@transaction.atomic
def create_team(*, name: str, members: Sequence[Person], is_first_line: bool = False) -> Team:
    """A new team with its members; at most one team is the first line."""
    hold_staff()
    team = Team.objects.create(name=name, is_first_line=is_first_line)
    team.members.set(members)
    derive(person.id for person in members)
    return team
