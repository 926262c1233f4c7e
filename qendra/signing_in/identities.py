"""Signing in with the account of another house: our rows as allauth wants them, and our rule.

Nobody becomes known by it. Who is known by a mail address that the house may vouch for comes in
as that person, and from then on by the number that the house has for them.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as get_accounts
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.accounts.selectors import person_by_address
from qendra.lib.ciphers import unsealed
from qendra.signing_in.models import IdentityProvider

SUBJECT = "identity_provider"
PURPOSE = "identity provider"
KIND = "openid_connect"


class Identities(DefaultSocialAccountAdapter):
    """What allauth asks us about other houses."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        found = IdentityProvider.objects.filter(is_active=True)
        if provider and provider != KIND:
            found = found.filter(slug=provider)
        return [_as_app(each) for each in found if client_id in {None, each.client_id}]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Who is it here? Sent back to the beginning, with a sentence, when it is nobody."""
        house = IdentityProvider.objects.filter(slug=sociallogin.account.provider).first()
        if house is None:
            raise _turned_away(request)
        if sociallogin.is_existing:
            if not house.vouches_for(sociallogin.user.email):
                raise _turned_away(request)
            return
        person = _person_of(house, sociallogin)
        if person is None:
            raise _turned_away(request)
        sociallogin.connect(request, person)

    def on_authentication_error(self, request: HttpRequest, *_: Any, **__: Any) -> None:
        raise _turned_away(request)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        get_accounts().send_notification_mail(*args, **kwargs)


def values_of(row: IdentityProvider) -> dict[str, str]:
    """What its form shows, as text; never the secret."""
    return {
        "name": row.name,
        "issuer": row.issuer,
        "client_id": row.client_id,
        "domains": " ".join(row.domains),
        "believes_addresses": "1" if row.believes_addresses else "",
        "is_active": "1" if row.is_active else "",
    }


def _person_of(house: IdentityProvider, sociallogin: SocialLogin) -> Person | None:
    for each in sociallogin.email_addresses:
        is_sure = each.verified or house.believes_addresses
        if is_sure and house.vouches_for(each.email):
            return person_by_address(each.email)
    return None


def _as_app(row: IdentityProvider) -> SocialApp:
    return SocialApp(
        provider=KIND,
        provider_id=row.slug,
        name=row.name,
        client_id=row.client_id,
        secret=unsealed(PURPOSE, row.secret) or "",
        settings={"server_url": row.issuer, "oauth_pkce_enabled": True},
    )


def _turned_away(request: HttpRequest) -> ImmediateHttpResponse:
    """The same for a stranger, a cancelled sign-in and a house that does not answer."""
    messages.error(
        request,
        _("That did not sign you in here. Try again, or sign in another way."),
    )
    return ImmediateHttpResponse(redirect("account_login"))
