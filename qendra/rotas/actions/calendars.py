"""Addresses at which calendar programs read shifts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actions.roles import PERSON
from qendra.accounts.actor import Actor
from qendra.history.actions import record_change
from qendra.lib.errors import Refused
from qendra.rotas.actions.checks import lock
from qendra.rotas.models import CalendarAddress
from qendra.rotas.selectors import current_rotas


@transaction.atomic
def make_calendar_address(
    *, actor: Actor, now: datetime, rota_id: int | None = None
) -> CalendarAddress:
    """An address for the actor: of this rota, or of all shifts of their own. Again is no error."""
    person = actor.person
    if person is None:
        raise ValueError("An address of a calendar is somebody's.")
    lock()
    rota = current_rotas().filter(id=rota_id).first() if rota_id else None
    if rota_id and rota is None:
        raise Refused(_("This rota has ended."))
    known = CalendarAddress.objects.filter(person=person, rota=rota, revoked_at__isnull=True)
    if found := known.first():
        return found
    address = CalendarAddress.objects.create(person=person, rota=rota, made_at=now)
    _record(actor, now, address, {"calendar_address": ""}, {"calendar_address": _words(address)})
    return address


@transaction.atomic
def revoke_calendar_address(*, actor: Actor, now: datetime, address_id: int) -> CalendarAddress:
    """Whoever has it reads nothing any more. Its owner may; again is no error."""
    address = CalendarAddress.objects.select_for_update(of=("self",)).get(id=address_id)
    if actor.person is None or actor.person.id != address.person_id:
        raise Refused(_("Only its owner revokes an address."))
    if address.revoked_at is None:
        address.revoked_at = now
        address.save(update_fields=["revoked_at"])
        was = {"calendar_address": _words(address)}
        _record(actor, now, address, was, {"calendar_address": ""})
    return address


def _words(address: CalendarAddress) -> str:
    return address.rota.name if address.rota else address.person.name


def _record(
    actor: Actor,
    now: datetime,
    address: CalendarAddress,
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    record_change(
        actor=actor,
        now=now,
        subject_kind=PERSON,
        subject_id=address.person_id,
        before=before,
        after=after,
    )
