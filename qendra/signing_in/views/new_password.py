"""The page behind the signed link of an invitation or of a lost password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qendra.accounts.models import Person
from qendra.accounts.password_links import person_of_link
from qendra.lib.errors import Refused
from qendra.signing_in.actions.passwords import set_password_by_link
from qendra.signing_in.forms.passwords import NewPasswordForm


@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, token: str) -> HttpResponseBase:
    """Choose a password. A look at the page does nothing; the link works once."""
    now = timezone.now()
    person = person_of_link(token, now)
    if person is None:
        return _private(_gone(request))
    _speak_to(request, person)
    form = NewPasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            set_password_by_link(token=token, password=form.cleaned_data["password"], now=now)
        except Refused:
            return _private(_gone(request))
        messages.success(request, _("Your password is set. Please sign in with it."))
        return _private(redirect("account_login"))
    context = {"form": form, "person": person, "is_first": not person.has_usable_password()}
    return _private(render(request, "signing_in/new_password.html", context))


def _speak_to(request: HttpRequest, person: Person) -> None:
    """In the person's language, unless one was chosen in this browser."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(person.language)


def _gone(request: HttpRequest) -> HttpResponseBase:
    lead = _("It was used already, or too much time has passed. Nothing was changed.")
    context = {"gone": True, "headline": _("This link has expired"), "lead": lead}
    return render(request, "one_button.html", context, status=410)


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """Neither caches nor other sites learn the address.

    Not ``no-referrer``: browsers then send ``Origin: null`` with the form, and Django refuses it.
    """
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
