"""The gate for staff."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from qendra.accounts.models import Person
from qendra.accounts.rights import Right


def staff_with(user: Person | AnonymousUser, right: Right) -> Person:
    """The signed-in member of staff, if the roles give this right; else 404.

    A customer is told nothing about the desk, not even that a page exists.
    """
    if not isinstance(user, Person) or not user.has_right(right):
        raise Http404
    return user
