"""Signing in with the account of another house (OpenID Connect): there and back."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views as allauth
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe


@require_POST
@never_cache
def leave(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Go to the other house.

    By a page and not by a redirect: our policy lets forms lead to our own pages only, and
    browsers hold redirects to that as well.
    """
    answer: HttpResponseBase = allauth.login(request, provider_id)
    there = answer.headers.get("Location", "")
    if not there.startswith(("https://", "http://")):
        return answer
    page = render(request, "signing_in/leaving.html", {"there": there})
    page.headers["Refresh"] = f"0; url={there}"
    return page


@require_safe
@never_cache
def back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """What the other house says; allauth checks it, ``Identities`` says who it is here."""
    answer: HttpResponseBase = allauth.callback(request, provider_id)
    return answer
