"""Who may open a page of the desk: staff with the right for it. For anybody else there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from qendra.accounts.access import staff_with
from qendra.accounts.actor import Actor, Channel
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.accounts.second_factor import must_set_up

P = ParamSpec("P")
StaffView = Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def staff(right: Right) -> Callable[[StaffView[P]], View[P]]:
    """Give the view the member of staff; 404 for everybody without this right.

    Who is not signed in (any more) is asked to, and comes back; whose role asks for a second
    factor sets one up before anything else. Outermost of all decorators:
    a wrong method, too, is told only to staff.
    """

    def decorated(view: StaffView[P]) -> View[P]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, Person):
                return redirect_to_login(_way_back(request))
            if request.user.is_staff_member and must_set_up(request.user):
                return redirect("mfa_index")
            return view(request, staff_with(request.user, right), *args, **kwargs)

        return checked

    return decorated


def _way_back(request: HttpRequest) -> str:
    """The page that was asked for; what is only posted to is no page."""
    is_page = request.method in {"GET", "HEAD"}
    return request.get_full_path() if is_page else reverse("desk:front")


def at_the_desk(person: Person) -> Actor:
    """The person as an actor of an action."""
    return Actor(person, Channel.DESK)


def on_the_phone(person: Person) -> Actor:
    """The same person, writing down what somebody says on the telephone."""
    return Actor(person, Channel.PHONE)
