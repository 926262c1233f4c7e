"""Who may open a page of the desk: staff with the right for it. For anybody else there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

from qendra.accounts.access import staff_with
from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.accounts.rights import Right

P = ParamSpec("P")
StaffView = Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def staff(right: Right) -> Callable[[StaffView[P]], View[P]]:
    """Give the view the member of staff; 404 for everybody without this right.

    Outermost of all decorators: a wrong method, too, is told only to staff.
    """

    def decorated(view: StaffView[P]) -> View[P]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return view(request, staff_with(request.user, right), *args, **kwargs)

        return checked

    return decorated


def at_the_desk(person: Person) -> Actor:
    """The person as an actor of an action."""
    return Actor(person, Channel.DESK)


def on_the_phone(person: Person) -> Actor:
    """The same person, writing down what somebody says on the telephone."""
    return Actor(person, Channel.PHONE)
