"""allauth's sentences in our words, by the names that it gives them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qendra.signing_in.notices import Change

_WRONG_CODE = _("This code is not right, or no longer. Please type it as it is shown.")
_TOO_MANY_CODES = _(
    "There were too many wrong codes. Please wait a quarter of an hour and try again."
)

ERRORS = {
    "account_inactive": _("This account has been closed."),
    "email_password_mismatch": _(
        "This e-mail and this password do not belong together."
        " Capital and small letters count in the password."
    ),
    "incorrect_code": _WRONG_CODE,
    "incorrect_password": _("This is not your password."),
    "too_many_login_attempts": _TOO_MANY_CODES,
    "rate_limited": _TOO_MANY_CODES,
}
FACTOR_ERRORS = {
    "incorrect_code": _WRONG_CODE,
    "cannot_generate_recovery_codes": _("First set up a passkey or an authenticator app."),
}
WAYS = {
    "reauthenticate": _("With your password"),
    "mfa_reauthenticate": _("With a code of your authenticator app"),
    "mfa_reauthenticate:webauthn": _("With your passkey"),
}
# What is said above the next page. Signing in and out speak for themselves.
MESSAGES = {
    "mfa/messages/totp_activated.txt": _("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app is no longer asked for."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
}
CHANGES = {
    "mfa/email/totp_activated": Change.APP_ADDED,
    "mfa/email/totp_deactivated": Change.APP_REMOVED,
    "mfa/email/webauthn_added": Change.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": Change.PASSKEY_REMOVED,
    "mfa/email/recovery_codes_generated": Change.CODES_RENEWED,
    "socialaccount/email/account_connected": Change.HOUSE_JOINED,
}
