"""Second factors: the forms of allauth with our labels."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from qendra.signing_in.forms.entering import code_field

_EITHER = _("From your authenticator app, or one of your recovery codes.")


class SecondFactorForm(AuthenticateForm):
    """A code of the app, or a recovery code, while signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_EITHER)


class SecondFactorAgainForm(ReauthenticateForm):
    """The same once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_EITHER)


class FirstAppCodeForm(ActivateTOTPForm):
    """The first code of an app proves that it knows the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("The six digits that the app shows now."))


def name_field() -> forms.CharField:
    """What its owner calls a passkey."""
    return forms.CharField(
        label=_("Name"),
        help_text=_(
            "So that you recognise it later: the telephone, the laptop, the key on the ring."
        ),
        max_length=60,
    )


class NewPasskeyForm(AddWebAuthnForm):
    """What the browser's dialogue made, and a name for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()
        # It always stands for the whole sign-in, so the device must ask for a PIN or a finger.
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True
        self.fields["credential"].error_messages["required"] = _NOTHING_MADE

    def clean_name(self) -> str:
        return str(super().clean_name())[:60]


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()


_NOTHING_MADE = _("The browser made no passkey. Passkeys need JavaScript and a secure address.")
