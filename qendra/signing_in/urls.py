"""The addresses of signing in. allauth looks for its own by names without a namespace."""

from __future__ import annotations

from django.urls import include, path

from qendra.signing_in.views import (
    entering,
    factors,
    forgotten,
    houses,
    new_password,
    security,
)

ours = [
    path("new-password/<str:token>/", new_password.new_password, name="new_password"),
    path("security/password/", security.password, name="password"),
    path("security/devices/<int:device_id>/sign-out/", security.sign_out_one, name="device"),
    path("security/devices/sign-out/", security.sign_out_others, name="others"),
]

urlpatterns = [
    path("", include((ours, "signing_in"))),
    path("sign-in/", entering.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", entering.AskForCode.as_view(), name="account_request_login_code"),
    path("sign-in/code/typed/", entering.MailedCode.as_view(), name="account_confirm_login_code"),
    path("sign-in/passkey/", entering.ByPasskey.as_view(), name="mfa_login_webauthn"),
    path("sign-in/second/", entering.SecondFactor.as_view(), name="mfa_authenticate"),
    path("sign-in/forgotten/", forgotten.forgotten, name="account_reset_password"),
    path("sign-out/", entering.sign_out, name="account_logout"),
    path("sign-in/with/<slug:provider_id>/", houses.leave, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", houses.back, name="openid_connect_callback"),
    path("sign-in/again/", factors.Again.as_view(), name="account_reauthenticate"),
    path("sign-in/again/code/", factors.AgainByCode.as_view(), name="mfa_reauthenticate"),
    path(
        "sign-in/again/passkey/",
        factors.AgainByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("security/", security.security, name="mfa_index"),
    path("security/app/", factors.AddApp.as_view(), name="mfa_activate_totp"),
    path("security/app/remove/", factors.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("security/codes/", factors.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("security/codes/file/", factors.CodesFile.as_view(), name="mfa_download_recovery_codes"),
    path("security/codes/new/", factors.RenewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("security/passkeys/new/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/", factors.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path(
        "security/passkeys/<int:pk>/remove/",
        factors.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
]
