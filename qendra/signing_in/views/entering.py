"""Coming in and going out. The steps are allauth's; the pages are ours."""

from __future__ import annotations

from typing import Any

from allauth.account.views import ConfirmLoginCodeView, LoginView, RequestLoginCodeView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST

from qendra.signing_in.selectors import houses

PAGE = ["GET", "HEAD", "POST"]
_a_page = method_decorator(require_http_methods(PAGE), name="dispatch")


@_a_page
class SignIn(LoginView):
    """E-mail and password; the other ways in stand below."""

    template_name = "signing_in/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        return shown | {"houses": houses()}


@_a_page
class AskForCode(RequestLoginCodeView):
    """Where should the code go?"""

    template_name = "signing_in/ask_code.html"

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.request.GET.get("email", "")}


@_a_page
class MailedCode(ConfirmLoginCodeView):
    """The code from the mail; three tries, ten minutes, once."""

    template_name = "signing_in/mailed_code.html"


@_a_page
class SecondFactor(AuthenticateView):
    """After the password or the mailed code: what else proves who it is."""

    template_name = "signing_in/second_factor.html"


@_a_page
class ByPasskey(LoginWebAuthnView):
    """What the browser's dialogue answered, checked; GET gives the page's script its question."""


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Only by POST, so that no link signs anybody out. Also leaves a sign-in half-way."""
    logout(request)
    return redirect("account_login")
