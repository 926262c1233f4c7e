"""What allauth asks us: our rules, our words, our mails. Everything else is its own."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from qrcode.image.svg import SvgPathFillImage

from qendra.accounts.models import Person
from qendra.accounts.selectors import person_by_address
from qendra.catalogue.selectors import provider_of_pages
from qendra.lib.ciphers import sealed, unsealed
from qendra.signing_in import sentences
from qendra.signing_in.actions.changes import report_change
from qendra.signing_in.actions.guarding import count_try, take_back_try
from qendra.signing_in.actions.passwords import mail_code
from qendra.signing_in.addresses import address_of
from qendra.signing_in.arriving import arrived, leave_a_note
from qendra.signing_in.limits import Marks, marks_of_password
from qendra.signing_in.wording import shut

# Whoever has just signed in need not prove a second time who they are.
FRESH = timedelta(minutes=5)
_FACTOR = "second factor"


class Accounts(DefaultAccountAdapter):
    """Signing in: limits, mails through the outbox, the language and the devices of a person."""

    error_messages = DefaultAccountAdapter.error_messages | sentences.ERRORS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account by themselves: the provider or a colleague invites them."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only pages of the house that the request itself came to."""
        here = {self.request.get_host()}
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts=here, require_https=self.request.is_secure()
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try; while the door is shut no password is looked at."""
        now = timezone.now()
        until = count_try(marks=self._marks(request, credentials), now=now)
        if until is not None:
            raise ValidationError(shut(until, now))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        person: Person | None = super().authenticate(request, **credentials)
        if person is not None:
            take_back_try(marks=self._marks(request, credentials))
        return person

    def reauthenticate(self, user: Person, password: str) -> bool:
        found = self.authenticate(self.request, email=user.email or "", password=password)
        return found == user

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just come in by what they know or have need not show it again."""
        records = get_authentication_records(self.request, self.request.user)
        since = time.time() - FRESH.total_seconds()
        is_fresh = any(each["at"] >= since for each in records)
        return not is_fresh and bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, Any]]:
        """allauth's ways, in our words."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way | {"description": sentences.WAYS[way["id"]]} for way in ways]

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        messages.error(request, gettext("This account has been closed."))
        return redirect("account_login")

    def login(self, request: HttpRequest, user: Person) -> None:
        leave_a_note(request, is_first=user.last_login is None)
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Person, **told: Any) -> HttpResponse:
        return arrived(request, super().post_login(request, user, **told), user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The code, through the outbox; allauth has nothing else to write to anybody."""
        if template_prefix == "account/email/login_code":
            person = person_by_address(email)
            mail_code(person=person, code=context["code"], now=timezone.now())

    def send_notification_mail(
        self, template_prefix: str, user: Person, *_: Any, **__: Any
    ) -> None:
        change = sentences.CHANGES.get(template_prefix)
        if change is not None:
            report_change(person=user, change=change, now=timezone.now())

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *_: Any,
        message: str | None = None,
        **__: Any,
    ) -> None:
        words = message or sentences.MESSAGES.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words))

    def _marks(self, request: HttpRequest, credentials: Mapping[str, Any]) -> Marks:
        account = str(credentials.get("email", "")).strip().lower()
        return marks_of_password(account, address_of(request))


class SecondFactors(DefaultMFAAdapter):
    """Authenticator apps and passkeys: our words, and secrets that a dump does not give away."""

    error_messages = DefaultMFAAdapter.error_messages | sentences.FACTOR_ERRORS

    def get_totp_issuer(self) -> str:
        return provider_of_pages().panel_name

    def _get_site_name(self) -> str:
        return provider_of_pages().panel_name

    def build_totp_svg(self, url: str) -> str:
        """Dark on paper of its own, so that a camera reads it on a dark page as well."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage, border=2).save(drawn)
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user: Person, type: str) -> str:  # noqa: A002 (its name)
        return gettext("Passkey")

    def encrypt(self, text: str) -> str:
        return sealed(_FACTOR, text)

    def decrypt(self, encrypted_text: str) -> str:
        """With another key file nothing fits any more, rather than everything."""
        nothing = base64.b32encode(secrets.token_bytes(20)).decode()
        return unsealed(_FACTOR, encrypted_text) or nothing
