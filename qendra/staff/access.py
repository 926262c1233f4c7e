"""The gate to the pages of staff: who manages + ID → person, role or team, or 404."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404

from qendra.accounts.models import Person, Role, Team

Found = TypeVar("Found")


def everybody_of_staff() -> QuerySet[Person]:
    """Whoever is, or was, one of the staff, by name."""
    is_staff = ~Q(rights=[]) | Q(left_at__isnull=False)
    return Person.objects.filter(is_staff).order_by("name", "id")


def staff_person(person_id: int) -> Person:
    """Somebody of the staff, also who left; for those who manage it."""
    return _or_404(everybody_of_staff().filter(id=person_id).first())


def role_with(role_id: int) -> Role:
    return _or_404(Role.objects.filter(id=role_id).first())


def team_with(team_id: int) -> Team:
    return _or_404(Team.objects.filter(id=team_id).first())


def _or_404(found: Found | None) -> Found:
    if found is None:
        raise Http404
    return found
