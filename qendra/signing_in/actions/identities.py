"""Identity providers: what an administrator enters, and whom they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.rights import Right
from qendra.history.actions import record_change
from qendra.lib.ciphers import sealed
from qendra.lib.drawn import Values, require_unchanged
from qendra.lib.errors import Refused
from qendra.signing_in.identities import PURPOSE, SUBJECT, values_of
from qendra.signing_in.models import IdentityProvider


@transaction.atomic
def save_identity_provider(
    *,
    actor: Actor,
    now: datetime,
    provider_id: int | None,
    values: Mapping[str, str],
    secret: str = "",
    drawn: Values | None = None,
) -> IdentityProvider:
    """Write a new one, or change one; an empty ``secret`` keeps the present one.

    With another issuer nobody is known by it any more: the same number there is somebody else.
    Crossed when it is no longer what the form was ``drawn`` with.
    """
    if actor.person is not None and not actor.person.has_right(Right.ADMINISTER):
        raise Refused(_("Only an administrator changes who may sign in how."))
    found = _locked(provider_id, values.get("slug", ""))
    before = values_of(found) if found.pk else {}
    if found.pk:
        require_unchanged(drawn, before)
    if not secret and not found.secret:
        raise Refused(_("A new identity provider needs its secret."))
    if found.pk and values["issuer"] != found.issuer:
        SocialAccount.objects.filter(provider=found.slug).delete()
    _fill(found, values, secret)
    found.save()
    after = values_of(found)
    if before and secret:
        # That there is another one is told; neither of the two is.
        before, after = {**before, "secret": "1"}, {**after, "secret": "2"}
    record_change(
        actor=actor,
        now=now,
        subject_kind=SUBJECT,
        subject_id=found.pk,
        before=before,
        after=after,
    )
    return found


def _locked(provider_id: int | None, slug: str) -> IdentityProvider:
    if provider_id is None:
        return IdentityProvider(slug=slug or get_random_string(12).lower())
    return IdentityProvider.objects.select_for_update().get(id=provider_id)


def _fill(found: IdentityProvider, values: Mapping[str, str], secret: str) -> None:
    found.name, found.client_id = values["name"], values["client_id"]
    found.issuer = values["issuer"]
    found.domains = values["domains"].lower().split()
    found.believes_addresses = bool(values["believes_addresses"])
    found.is_active = bool(values["is_active"])
    if secret:
        found.secret = sealed(PURPOSE, secret)
