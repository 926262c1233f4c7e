"""Who may open pages about a sign-in: whoever is signed in, and only about themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from qendra.accounts.models import Person
from qendra.signing_in.models import IdentityProvider

P = ParamSpec("P")
PersonView = Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def own(view: PersonView[P]) -> View[P]:
    """Give the view the person; anybody else is asked to sign in and comes back."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, Person):
            is_page = request.method in {"GET", "HEAD"}
            return redirect_to_login(request.get_full_path() if is_page else reverse("mfa_index"))
        return view(request, request.user, *args, **kwargs)

    return checked


def identity_provider_of(row_id: int) -> IdentityProvider:
    """The identity provider with this ID, for whoever administers; 404 for none."""
    return get_object_or_404(IdentityProvider, id=row_id)
