"""Coming in: the forms of allauth with our labels."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ConfirmLoginCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
)
from allauth.core import context
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from qendra.signing_in.actions.guarding import count_try
from qendra.signing_in.actions.passwords import mail_code
from qendra.signing_in.addresses import address_of
from qendra.signing_in.limits import marks_of_mail
from qendra.signing_in.wording import shut


def email_field() -> forms.EmailField:
    """The address that somebody signs in with; compared in lower case."""
    return forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


def code_field(help_text: StrOrPromise = "") -> forms.CharField:
    """A short code, which the telephone or the password manager may fill in."""
    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    )
    return forms.CharField(label=_("Code"), help_text=help_text, max_length=40, widget=widget)


def password_field() -> forms.CharField:
    """The password that somebody has."""
    return forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SignInForm(LoginForm):
    """E-mail and password. It never says which of the two was wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field()
        self.fields["password"] = password_field()
        self.order_fields(["login", "password"])

    def add_prefix(self, field_name: str) -> str:
        """On the page the address is called as password managers know it."""
        return str(super().add_prefix("username" if field_name == "login" else field_name))

    def clean_login(self) -> str:
        return str(super().clean_login()).lower()


class AskForCodeForm(RequestLoginCodeForm):
    """Where the code goes. The answer is the same for an address that nobody has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field()

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        check_mail_limit(email, address_of(context.request))
        super().clean_email()
        if self._user is None:
            # As long as for somebody: a stranger learns nothing from the time it takes either.
            mail_code(person=None, code="000000", now=timezone.now())
        return email


class ForgottenForm(forms.Form):
    """Where the link for a new password goes."""

    email = email_field()

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._address = address

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        check_mail_limit(email, self._address)
        return email


class MailedCodeForm(ConfirmLoginCodeForm):
    """The code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()


class AgainForm(ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field()
        self.fields["password"].widget.attrs["autofocus"] = True


def check_mail_limit(email: str, address: str) -> None:
    """ValidationError when too many mails went there, or were asked for from here."""
    now = timezone.now()
    until = count_try(marks=marks_of_mail(email, address), now=now)
    if until is not None:
        raise forms.ValidationError(shut(until, now))
