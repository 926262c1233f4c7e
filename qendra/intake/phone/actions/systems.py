"""Telephone systems that may tell us of calls, and their secrets."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.history.actions import record_change
from qendra.intake.phone.models import PhoneSystem
from qendra.lib.drawn import Values, require_unchanged
from qendra.lib.errors import Refused

SUBJECT = "telephone"


@transaction.atomic
def add_system(*, actor: Actor, now: datetime, name: str) -> PhoneSystem:
    """From now on it may tell us of its calls, with the secret that is derived for it."""
    _check_name(name, None)
    system = PhoneSystem.objects.create(
        name=name.strip(), salt=secrets.token_hex(16), created_at=now
    )
    _record(actor, now, system, {}, system_values(system))
    return system


@transaction.atomic
def change_system(
    *,
    actor: Actor,
    now: datetime,
    system_id: int,
    name: str,
    is_active: bool,
    drawn: Values | None = None,
) -> PhoneSystem:
    """Another name; hear it no more, or again. Its calls and its secret stay.

    Crossed when it is no longer what the form was ``drawn`` with.
    """
    system = PhoneSystem.objects.select_for_update().get(id=system_id)
    before = system_values(system)
    require_unchanged(drawn, before)
    _check_name(name, system)
    system.name, system.is_active = name.strip(), is_active
    system.save(update_fields=["name", "is_active"])
    _record(actor, now, system, before, system_values(system))
    return system


@transaction.atomic
def renew_phone_secret(*, actor: Actor, now: datetime, system_id: int) -> PhoneSystem:
    """Another secret, because somebody else may know this one; the former is worth nothing."""
    system = PhoneSystem.objects.select_for_update().get(id=system_id)
    system.salt = secrets.token_hex(16)
    system.save(update_fields=["salt"])
    # That there is another one is told; neither of the two is.
    _record(actor, now, system, {"secret": "1"}, {"secret": "2"})
    return system


def system_values(system: PhoneSystem) -> dict[str, str]:
    """What its form shows, as text; never the secret."""
    return {"name": system.name, "is_active": "1" if system.is_active else ""}


def _check_name(name: str, system: PhoneSystem | None) -> None:
    same = PhoneSystem.objects.filter(name__iexact=name.strip())
    if (same.exclude(id=system.id) if system else same).exists():
        raise Refused(_("There is a telephone system of this name already."))


def _record(
    actor: Actor,
    now: datetime,
    system: PhoneSystem,
    before: Values,
    after: Values,
) -> None:
    record_change(
        actor=actor,
        now=now,
        subject_kind=SUBJECT,
        subject_id=system.id,
        before=before,
        after=after,
    )
