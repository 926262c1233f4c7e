"""Choosing a password."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from qendra.accounts.models import Person


class NewPasswordForm(forms.Form):
    """The new password, twice, because nobody sees what they type."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters. A few words that you remember are better than signs."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.person)
        return password

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("This is not the same as above. Please type both again."))
        return again


class ChangePasswordForm(NewPasswordForm):
    """A new password for somebody who is signed in: the present one proves that it is they."""

    present = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("present", "password", "again")

    def __init__(self, *args: Any, person: Person, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self._request = request

    def clean_present(self) -> str:
        present = str(self.cleaned_data["present"])
        if not get_adapter(self._request).reauthenticate(self.person, present):
            raise forms.ValidationError(_("This is not your password."))
        return present
