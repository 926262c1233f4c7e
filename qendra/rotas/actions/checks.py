"""What several actions of rotas ask before they write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.accounts.wording import RIGHTS
from qendra.lib.errors import Refused
from qendra.rotas.models import Rota
from qendra.rotas.selectors import on_duty_people

# Further ahead nobody plans; it is a typing error.
FURTHEST = timedelta(days=2 * 366)


def lock() -> None:
    """One writer of rotas, absences and deputies at a time: what is checked stays true.

    Whatever is written may make a gap: the rotas are looked at anew.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('qendra rotas'))")
    Rota.objects.filter(ended_at__isnull=True).update(looked_at=None)


def check_manages(actor: Actor) -> None:
    """Refused without the right to manage rotas; Qendra itself may."""
    if not manages(actor):
        name = RIGHTS[Right.ROTAS].name
        raise Refused(_("This needs the right “%(right)s”.") % {"right": name})


def manages(actor: Actor) -> bool:
    """Whether the actor may change every rota and everybody's absences."""
    return actor.person is None or actor.person.has_right(Right.ROTAS)


def current_rota(rota_id: int) -> Rota:
    """The rota, for a change; refused where it has ended."""
    rota = Rota.objects.select_for_update().get(id=rota_id)
    if rota.ended_at is not None:
        raise Refused(_("The rota “%(name)s” has ended.") % {"name": rota.name})
    return rota


def people_on_duty(person_ids: Iterable[int]) -> dict[int, Person]:
    """These people by ID; refused where one of them could not be told."""
    wanted = set(person_ids)
    found = {person.id: person for person in on_duty_people().filter(id__in=wanted)}
    for missing in Person.objects.filter(id__in=wanted - set(found)).order_by("name"):
        raise Refused(
            _(
                "%(name)s cannot be on call: they need an e-mail address and the right to open"
                " the desk."
            )
            % {"name": missing.name}
        )
    return found


def checked_span(
    starts_at: datetime, ends_at: datetime, now: datetime
) -> tuple[datetime, datetime]:
    """From when to when, from now on; refused where nothing of it is still to come."""
    if ends_at <= starts_at:
        raise Refused(_("The end must be later than the beginning."))
    if ends_at <= now:
        raise Refused(_("That is over. Who was on call stays as it was."))
    if ends_at > now + FURTHEST:
        raise Refused(_("This is more than two years ahead. Please check the date."))
    return max(starts_at, now), ends_at
