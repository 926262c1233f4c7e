"""What stands behind an address of a calendar: the shifts of a rota, or all of somebody's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.accounts.selectors import names_of
from qendra.rotas import rules
from qendra.rotas.addresses import address_id_of
from qendra.rotas.ical.writing import Turn, calendar_of
from qendra.rotas.models import CalendarAddress, Rota
from qendra.rotas.notices import rota_url
from qendra.rotas.selectors import current_rotas, people_of, pure_rotas

BEFORE, AHEAD = timedelta(weeks=4), timedelta(weeks=13)


def calendar_of_token(token: str, host: str, now: datetime) -> bytes | None:
    """The calendar behind an address; None when it is worth nothing.

    Nothing once it was revoked, its rota ended, or its owner may see no rotas any more.
    """
    address_id = address_id_of(token)
    if address_id is None:
        return None
    found = CalendarAddress.objects.filter(id=address_id, revoked_at__isnull=True)
    address = found.select_related("person", "rota").first()
    if address is None or not _may_read(address):
        return None
    with translation.override(address.person.language):
        return _written(address, host, now)


def _may_read(address: CalendarAddress) -> bool:
    person, rota = address.person, address.rota
    may = person.is_active and person.has_right(Right.SEE)
    return may and (rota is None or rota.ended_at is None)


def _written(address: CalendarAddress, host: str, now: datetime) -> bytes:
    rotas = [address.rota] if address.rota else list(current_rotas())
    start, end = now - BEFORE, now + AHEAD
    known = pure_rotas([rota.id for rota in rotas], start, end)
    names = names_of(set().union(*map(people_of, known.values())))
    turns = [
        turn
        for rota in rotas
        for shift in rules.shifts(known[rota.id], start, end)
        for turn in _turn(address, rota, shift, names, host)
    ]
    return calendar_of(_name(address), turns, now)


def _name(address: CalendarAddress) -> str:
    if address.rota:
        return address.rota.name
    return _("On call: %(name)s") % {"name": address.person.name}


def _turn(
    address: CalendarAddress, rota: Rota, shift: rules.Shift, names: Mapping[int, str], host: str
) -> Iterator[Turn]:
    """The shift as an event; of a whole rota also its gaps."""
    own = address.rota is None
    is_shown = shift.person == address.person_id if own else _is_shown(shift)
    if not is_shown:
        return
    yield Turn(
        uid=f"rota-{rota.id}-{shift.start.astimezone(UTC):%Y%m%dT%H%M}-{shift.person or 0}@{host}",
        start=shift.start,
        end=shift.end,
        title=_("On call: %(name)s") % {"name": rota.name} if own else _who(shift, names),
        told=_instead(shift, names),
        url=rota_url(rota),
    )


def _is_shown(shift: rules.Shift) -> bool:
    return shift.person is not None or shift.is_gap


def _who(shift: rules.Shift, names: Mapping[int, str]) -> str:
    return names.get(shift.person, "–") if shift.person else _("Nobody is on call")


def _instead(shift: rules.Shift, names: Mapping[int, str]) -> str:
    if shift.instead_of is None:
        return ""
    return _("instead of %(name)s") % {"name": names.get(shift.instead_of, "–")}


def addresses_of(person: Person) -> list[CalendarAddress]:
    """The addresses that somebody has, the one of their own shifts first."""
    found = CalendarAddress.objects.filter(person=person, revoked_at__isnull=True)
    return sorted(
        found.select_related("rota"), key=lambda each: each.rota.name if each.rota else ""
    )
