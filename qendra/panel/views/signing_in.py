"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.urls import reverse

from qendra.panel.forms.signing_in import SignInForm


class SignIn(LoginView):
    """E-mail and password; back to the page that was asked for, in the person's language."""

    template_name = "panel/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        return reverse("panel:overview")

    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]  # narrower: our own form
        response = super().form_valid(form)
        person = form.get_user()
        # Who chose a language on this page wants that one.
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, samesite="Lax")
        return response


class SignOut(LogoutView):
    """Only by POST, so that no link signs anybody out."""

    next_page = "panel:sign_in"
