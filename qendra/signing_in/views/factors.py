"""Setting up second factors, and showing once more who one is. The steps are allauth's."""

from __future__ import annotations

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

PAGE = ["GET", "HEAD", "POST"]
_a_page = method_decorator([never_cache, require_http_methods(PAGE)], name="dispatch")
_to_look_at = method_decorator(
    [never_cache, require_http_methods(["GET", "HEAD"])], name="dispatch"
)
SECURITY = reverse_lazy("mfa_index")


@_a_page
class Again(ReauthenticateView):
    """The password once more."""

    template_name = "signing_in/again.html"


@_a_page
class AgainByCode(ReauthenticateByCodeView):
    """A code once more."""

    template_name = "signing_in/again.html"


@_a_page
class AgainByPasskey(ReauthenticateWebAuthnView):
    """The passkey once more."""

    template_name = "signing_in/again.html"


@_a_page
class AddApp(ActivateTOTPView):
    """The secret as a picture and as letters, and the first code as proof."""

    template_name = "signing_in/app.html"


@_a_page
class RemoveApp(DeactivateTOTPView):
    """No longer asked for."""

    template_name = "signing_in/app_remove.html"
    success_url = SECURITY


@_to_look_at
class Codes(ViewRecoveryCodesView):
    """Those that were not used yet."""

    template_name = "signing_in/codes.html"


@_to_look_at
class CodesFile(DownloadRecoveryCodesView):
    """The same as a file to keep."""

    template_name = "signing_in/codes.txt"


@_a_page
class RenewCodes(GenerateRecoveryCodesView):
    """Ten new ones; the others are worth nothing then."""

    template_name = "signing_in/codes_renew.html"


@_a_page
class AddPasskey(AddWebAuthnView):
    """The browser's dialogue makes one."""

    template_name = "signing_in/passkey_add.html"


@_a_page
class RenamePasskey(EditWebAuthnView):
    """So that its owner recognises it."""

    template_name = "signing_in/passkey_rename.html"
    success_url = SECURITY


@_a_page
class RemovePasskey(RemoveWebAuthnView):
    """It opens nothing any more."""

    template_name = "signing_in/passkey_remove.html"
    success_url = SECURITY
