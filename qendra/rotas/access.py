"""The gate to rotas: everybody of the staff sees who is on call; else 404."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.rotas.models import Absence, CalendarAddress, Override, Rota
from qendra.rotas.selectors import current_rotas

User = Person | AnonymousUser
Found = TypeVar("Found")


def rota_for(user: User, rota_id: int) -> Rota:
    """A rota in which somebody is on call."""
    return _or_404(user, current_rotas().filter(id=rota_id).first())


def override_for(user: User, override_id: int) -> Override:
    """An override that nobody withdrew; whether this person may, its action says."""
    related = ("rota", "person", "instead_of", "made_by")
    found = Override.objects.filter(withdrawn_at__isnull=True, rota__ended_at__isnull=True)
    return _or_404(user, found.select_related(*related).filter(id=override_id).first())


def calendar_address_for(user: User, address_id: int) -> CalendarAddress:
    """An address of one's own that still works."""
    found = CalendarAddress.objects.filter(id=address_id, revoked_at__isnull=True)
    own = found.filter(person_id=user.id) if isinstance(user, Person) else found.none()
    return _or_404(user, own.first())


def absence_for(user: User, absence_id: int) -> Absence:
    """An absence of one's own, or with the right to manage rotas of anybody."""
    found = Absence.objects.filter(withdrawn_at__isnull=True, id=absence_id)
    absence = found.select_related("person", "deputy").first()
    is_theirs = absence is not None and isinstance(user, Person) and absence.person_id == user.id
    may = isinstance(user, Person) and user.has_right(Right.ROTAS)
    return _or_404(user, absence if is_theirs or may else None)


def _or_404(user: User, found: Found | None) -> Found:
    if found is None or not isinstance(user, Person) or not user.has_right(Right.SEE):
        raise Http404
    return found
