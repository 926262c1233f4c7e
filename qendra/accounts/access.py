"""The gate for staff."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.accounts.wording import RIGHTS
from qendra.lib.errors import Refused


def staff_with(user: Person | AnonymousUser, right: Right) -> Person:
    """The signed-in member of staff, if the roles give this right; else 404.

    A customer is told nothing about the desk, not even that a page exists.
    """
    if not isinstance(user, Person) or not user.has_right(right):
        raise Http404
    return user


def check_manages_staff(actor: Actor) -> None:
    """Refused for whoever may not manage the staff; Qendra itself may."""
    if actor.person is not None and not actor.person.has_right(Right.MANAGE_STAFF):
        name = RIGHTS[Right.MANAGE_STAFF].name
        raise Refused(_("This needs the right “%(right)s”.") % {"right": name})
