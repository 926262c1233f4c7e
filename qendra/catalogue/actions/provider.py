"""Writes to the provider's own row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.rights import Right
from qendra.catalogue.brand import FIELDS, Logo, brand_of
from qendra.catalogue.models import Provider
from qendra.files.actions import keep_file
from qendra.history.actions import record_change
from qendra.lib.drawn import Values, require_unchanged
from qendra.lib.errors import Refused
from qendra.lib.work import forget

SUBJECT = ("provider", 1)


@transaction.atomic
def set_brand(
    *,
    actor: Actor,
    now: datetime,
    values: Mapping[str, str],
    logo: Logo | None = None,
    removes_logo: bool = False,
    drawn: Values | None = None,
) -> Provider:
    """Write these of ``brand.FIELDS``, and another logo or none.

    ``values`` leave the ticket prefix out where there are tickets: their IDs are read by it.
    Crossed when the provider is no longer what the form was ``drawn`` with.
    """
    if actor.person is not None and not actor.person.has_right(Right.ADMINISTER):
        raise Refused(_("Only an administrator changes the brand."))
    forget()
    provider = Provider.objects.select_for_update().get(id=1)
    before = brand_of(provider)
    require_unchanged(drawn, before)
    for name in FIELDS:
        if name in values:
            setattr(provider, name, values[name])
    if removes_logo:
        provider.logo, provider.logo_type = None, ""
    if logo is not None:
        provider.logo = keep_file(content=logo.content, now=now)
        provider.logo_type = logo.media_type
    provider.save(update_fields=[*FIELDS, "logo", "logo_type"])
    kind, subject = SUBJECT
    record_change(
        actor=actor,
        now=now,
        subject_kind=kind,
        subject_id=subject,
        before=before,
        after=brand_of(provider),
    )
    return provider


@transaction.atomic
def set_names_holders(
    *, actor: Actor, now: datetime, names_holders: bool, drawn: Values | None = None
) -> Provider:
    """Whether escalation documents name the holders of levels, or only their roles.

    Crossed when somebody else has decided it meanwhile.
    """
    if actor.person is not None and not actor.person.has_right(Right.ADMINISTER):
        raise Refused(_("Only an administrator decides what documents say of people."))
    forget()
    provider = Provider.objects.select_for_update().get(id=1)
    before = {"names_holders": _said(provider)}
    require_unchanged(drawn, before)
    provider.names_holders = names_holders
    provider.save(update_fields=["names_holders"])
    kind, subject = SUBJECT
    record_change(
        actor=actor,
        now=now,
        subject_kind=kind,
        subject_id=subject,
        before=before,
        after={"names_holders": _said(provider)},
    )
    return provider


def _said(provider: Provider) -> str:
    return "names" if provider.names_holders else "roles"
