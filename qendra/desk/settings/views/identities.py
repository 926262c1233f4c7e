"""Identity providers: with whose accounts people may come in (OpenID Connect)."""

from __future__ import annotations

import re
import string

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.gate import at_the_desk, staff
from qendra.desk.settings.forms import MONO
from qendra.desk.settings.page import Cleaned, Editor, edit, settings_frame
from qendra.desk.settings.registry import setting
from qendra.lib import drawn
from qendra.signing_in.access import identity_provider_of
from qendra.signing_in.actions.identities import save_identity_provider
from qendra.signing_in.discovery import check_issuer
from qendra.signing_in.identities import SUBJECT, values_of
from qendra.signing_in.selectors import identity_providers

PAGE = "settings:identities"
_SLUG = r"^[a-z0-9]{12}$"
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")


class IdentityForm(forms.Form):
    """What the other house calls us, and for whom it may speak."""

    # Of a new one: it has to be entered there before the other house gives a client ID.
    slug = forms.RegexField(regex=_SLUG, required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("On the button of the sign-in page: the name of the house."),
    )
    issuer = forms.URLField(
        label=gettext_lazy("Address of the identity provider"),
        max_length=300,
        assume_scheme="https",
        help_text=gettext_lazy("Its issuer, such as https://login.example.com/realms/house."),
        widget=forms.URLInput(attrs=MONO),
    )
    client_id = forms.CharField(
        label=gettext_lazy("Client ID"),
        max_length=190,
        help_text=gettext_lazy("What it calls Qendra."),
        widget=forms.TextInput(attrs=MONO),
    )
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "Stored encrypted and never shown again. Leave it empty to keep the present one."
        ),
        widget=forms.PasswordInput(attrs={**MONO, "autocomplete": "new-password"}),
    )
    domains = forms.CharField(
        label=gettext_lazy("Mail domains that it vouches for"),
        max_length=2000,
        help_text=gettext_lazy(
            "Only people with an address in one of these come in with it: example.com example.net"
        ),
        widget=forms.TextInput(attrs=MONO),
    )
    believes_addresses = forms.BooleanField(
        label=gettext_lazy("Believe addresses that it does not call verified"),
        required=False,
        help_text=gettext_lazy("Only where nobody there can choose their own address."),
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("In use"),
        required=False,
        help_text=gettext_lazy("Otherwise it is not on the sign-in page and lets nobody in."),
    )

    def clean_domains(self) -> str:
        domains = re.split(r"[\s,;]+", str(self.cleaned_data["domains"]).lower().strip())
        wrong = [each for each in domains if not _DOMAIN.fullmatch(each.removeprefix("@"))]
        if wrong:
            raise forms.ValidationError(
                _("%(word)s is not a domain. Write them like example.com.") % {"word": wrong[0]}
            )
        return " ".join(each.removeprefix("@") for each in domains)


@staff(Right.ADMINISTER)
@require_safe
def identities(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All of them."""
    context = settings_frame(person, PAGE)
    context |= {"rows": list(identity_providers()), "setting": setting(PAGE)}
    return render(request, "desk/settings/identities.html", context)


@staff(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_identity(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Enter one."""
    return _edited(request, person, None)


@staff(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, person: Person, row_id: int) -> HttpResponseBase:
    """Look at one and change it."""
    return _edited(request, person, identity_provider_of(row_id).pk)


def _edited(request: HttpRequest, person: Person, row_id: int | None) -> HttpResponseBase:
    slug = request.POST.get("slug", "")
    if not re.fullmatch(_SLUG, slug):
        slug = get_random_string(12, string.ascii_lowercase + string.digits)

    def apply(cleaned: Cleaned, seen: drawn.Values | None) -> None:
        check_issuer(cleaned["issuer"])
        save_identity_provider(
            actor=at_the_desk(person),
            now=timezone.now(),
            provider_id=row_id,
            values={name: _text(value) for name, value in cleaned.items()} | {"slug": slug},
            secret=cleaned["secret"],
            drawn=seen if row_id is not None else None,
        )

    def values() -> dict[str, str]:
        if row_id is None:
            return {"is_active": "1", "slug": slug}
        return values_of(identity_provider_of(row_id))

    editor = Editor(
        page=PAGE,
        template="desk/settings/identity.html",
        form=IdentityForm,
        values=values,
        apply=apply,
        subject=(SUBJECT, row_id) if row_id is not None else ("", 0),
        back=setting(PAGE).url,
    )
    return edit(request, person, editor, _named(row_id, slug))


def _named(row_id: int | None, slug: str) -> dict[str, str]:
    """What the page says besides the form: where the other house sends people back to."""
    row = identity_provider_of(row_id) if row_id is not None else None
    path = reverse("openid_connect_callback", args=[row.slug if row else slug])
    return {"row_name": row.name if row else "", "back_url": f"{settings.BASE_URL}{path}"}


def _text(value: object) -> str:
    return ("1" if value else "") if isinstance(value, bool) else str(value)
