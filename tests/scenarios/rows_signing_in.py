"""Signing in and what each may set about it: who is answered how."""

from __future__ import annotations

from tests.cast import PASSWORD
from tests.scenarios.answers import FOUND, NOT_FOUND, OK, WRONG_METHOD, Row, everybody

NEW = f"{PASSWORD}, again"

OWN = everybody(OK, anonymous=FOUND)

SIGNING_IN = {
    # Behind a signed link whoever holds it may act, signed in or not.
    "signing_in:new_password": Row(
        get=everybody(OK),
        post=everybody(FOUND),
        arguments=lambda scene: [scene.password_token],
        form=lambda _: {"password": NEW, "again": NEW},
    ),
    "account_login": Row(
        get=everybody(FOUND, anonymous=OK),
        post=everybody(FOUND),
        form=lambda scene: {"username": scene.cast.besa.email, "password": PASSWORD},
    ),
    "account_logout": Row(get=everybody(WRONG_METHOD), post=everybody(FOUND)),
    "account_request_login_code": Row(
        get=everybody(FOUND, anonymous=OK),
        post=everybody(FOUND),
        form=lambda scene: {"email": scene.cast.besa.email},
    ),
    # Steps of a sign-in that was not begun lead back to its beginning.
    "account_confirm_login_code": Row(get=everybody(FOUND), post=everybody(FOUND)),
    "mfa_authenticate": Row(get=everybody(FOUND), post=everybody(FOUND)),
    "mfa_login_webauthn": Row(get=everybody(FOUND), post=everybody(FOUND)),
    "account_reset_password": Row(
        get=everybody(OK), post=everybody(OK), form=lambda scene: {"email": scene.cast.besa.email}
    ),
    "account_reauthenticate": Row(
        get=OWN, post=everybody(FOUND), form=lambda _: {"password": PASSWORD}
    ),
    # Who has no app and no passkey shows the password instead.
    "mfa_reauthenticate": Row(get=everybody(FOUND), post=everybody(FOUND)),
    "mfa_reauthenticate_webauthn": Row(get=everybody(FOUND), post=everybody(FOUND)),
    "mfa_index": Row(get=OWN),
    "signing_in:password": Row(
        get=OWN,
        post=everybody(FOUND),
        form=lambda _: {"present": PASSWORD, "password": NEW, "again": NEW},
    ),
    "signing_in:others": Row(get=everybody(WRONG_METHOD), post=everybody(FOUND)),
    "signing_in:device": Row(
        get=everybody(WRONG_METHOD), post=everybody(FOUND), arguments=lambda _: [1]
    ),
    # There is no other house in the scene.
    "openid_connect_login": Row(
        get=everybody(WRONG_METHOD), post=everybody(NOT_FOUND), arguments=lambda _: ["none"]
    ),
    "openid_connect_callback": Row(get=everybody(NOT_FOUND), arguments=lambda _: ["none"]),
    # What changes the sign-in asks first, once more, who one is.
    "mfa_activate_totp": Row(get=everybody(FOUND), post=everybody(FOUND)),
    "mfa_deactivate_totp": Row(
        get=everybody(NOT_FOUND, anonymous=FOUND), post=everybody(NOT_FOUND, anonymous=FOUND)
    ),
    "mfa_view_recovery_codes": Row(get=everybody(NOT_FOUND, anonymous=FOUND)),
    "mfa_download_recovery_codes": Row(get=everybody(NOT_FOUND, anonymous=FOUND)),
    "mfa_generate_recovery_codes": Row(get=everybody(FOUND), post=everybody(FOUND)),
    "mfa_add_webauthn": Row(get=everybody(FOUND), post=everybody(FOUND)),
    "mfa_edit_webauthn": Row(get=everybody(FOUND), post=everybody(FOUND), arguments=lambda _: [1]),
    "mfa_remove_webauthn": Row(
        get=everybody(FOUND), post=everybody(FOUND), arguments=lambda _: [1]
    ),
}
