"""Transports: what an administrator enters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.rights import Right
from qendra.history.actions import record_change
from qendra.lib.drawn import Values, require_unchanged
from qendra.lib.errors import Refused
from qendra.paging.keys import new_salt, sealed_values, secrets_of
from qendra.paging.kinds import SHAPES, Kind
from qendra.paging.models import Transport

SUBJECT = "transport"


@transaction.atomic
def save_transport(
    *,
    actor: Actor,
    now: datetime,
    kind: Kind,
    transport_id: int | None,
    values: Mapping[str, str],
    drawn: Values | None = None,
) -> Transport:
    """Write a new one, or change one; a secret that is left empty stays.

    Crossed when it is no longer what the form was ``drawn`` with. Refused for a name that another
    one has, and when a secret that is needed is missing.
    """
    if actor.person is not None and not actor.person.has_right(Right.ADMINISTER):
        raise Refused(_("Only an administrator changes this."))
    row = _locked(transport_id, kind, now)
    before = transport_values(row) if row.pk else {}
    if row.pk:
        require_unchanged(drawn, before)
    if Transport.objects.exclude(pk=row.pk).filter(name__iexact=values["name"]).exists():
        raise Refused(_("There is a transport of this name already."))
    new_secrets = _fill(row, values)
    row.save()
    after = transport_values(row)
    if before and new_secrets:
        # That there is another one is told; neither of the two is.
        before, after = {**before, "secret": "1"}, {**after, "secret": "2"}
    record_change(
        actor=actor,
        now=now,
        subject_kind=SUBJECT,
        subject_id=row.pk,
        before=before,
        after=after,
    )
    return row


def transport_values(row: Transport) -> dict[str, str]:
    """What its form shows, as text; never a secret."""
    return {"name": row.name, "is_active": "1" if row.is_active else "", **row.values}


def _locked(transport_id: int | None, kind: Kind, now: datetime) -> Transport:
    if transport_id is None:
        return Transport(kind=kind, salt=new_salt(), created_at=now)
    return Transport.objects.select_for_update().get(id=transport_id, kind=kind)


def _fill(row: Transport, values: Mapping[str, str]) -> bool:
    """Take over what was entered; whether any secret is another one now."""
    asked = SHAPES[Kind(row.kind)].asked
    row.name, row.is_active = values["name"], bool(values.get("is_active"))
    row.values = {each.name: values.get(each.name, "") for each in asked if not each.is_secret}
    given = {each.name: values.get(each.name, "") for each in asked if each.is_secret}
    given = {name: value for name, value in given.items() if value}
    known = {**secrets_of(row), **given}
    for each in asked:
        if each.is_secret and each.is_needed and not known.get(each.name):
            raise Refused(_("A new transport needs its secret."))
    if given:
        row.secrets = sealed_values(known)
    return bool(given)
