"""Telephone systems that may tell us of calls, and their secrets."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.history.actions import record_change
from qendra.intake.phone.models import PhoneSystem
from qendra.lib.errors import Refused

KIND = "telephone"


@transaction.atomic
def add_system(*, actor: Actor, now: datetime, name: str) -> PhoneSystem:
    """From now on it may tell us of its calls, with the secret that is derived for it."""
    wanted = name.strip()
    if PhoneSystem.objects.filter(name__iexact=wanted).exists():
        raise Refused(_("There is a telephone system of this name already."))
    system = PhoneSystem.objects.create(name=wanted, salt=secrets.token_hex(16), created_at=now)
    _record(actor, now, system, {}, {"name": wanted, "is_active": True})
    return system


@transaction.atomic
def switch_system(*, actor: Actor, now: datetime, system_id: int, is_active: bool) -> PhoneSystem:
    """Stop hearing it, or hear it again; its calls and its secret stay."""
    system = PhoneSystem.objects.select_for_update().get(id=system_id)
    if system.is_active != is_active:
        before: dict[str, object] = {"is_active": system.is_active}
        system.is_active = is_active
        system.save(update_fields=["is_active"])
        _record(actor, now, system, before, {"is_active": is_active})
    return system


@transaction.atomic
def renew_phone_secret(*, actor: Actor, now: datetime, system_id: int) -> PhoneSystem:
    """Another secret, because somebody else may know this one; the former is worth nothing."""
    system = PhoneSystem.objects.select_for_update().get(id=system_id)
    system.salt = secrets.token_hex(16)
    system.save(update_fields=["salt"])
    _record(actor, now, system, {}, {"secret": "renewed"})
    return system


def _record(
    actor: Actor,
    now: datetime,
    system: PhoneSystem,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    record_change(
        actor=actor,
        now=now,
        subject_kind=KIND,
        subject_id=system.id,
        before=before,
        after=after,
    )
