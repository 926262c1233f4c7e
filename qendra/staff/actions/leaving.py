"""Somebody leaves: one action ends their way in at once; a loop hands over what they had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from qendra.accounts.access import check_manages_staff
from qendra.accounts.actions import end_sessions
from qendra.accounts.actions.derived import derive, hold_staff, keep_an_administrator, lost_rights
from qendra.accounts.actions.roles import PERSON, hold, role_names
from qendra.accounts.actor import Actor
from qendra.accounts.models import Person, Role
from qendra.accounts.rights import Right
from qendra.api.actions import revoke_tokens_of
from qendra.catalogue.actions.mail import set_duty_manager
from qendra.catalogue.models import Provider
from qendra.escalation.actions.handing_over import hand_over_places, runs_held_by
from qendra.escalation.selectors import places_of
from qendra.history.actions import record_change
from qendra.lib.errors import Refused
from qendra.rotas.actions.handing_over import hand_over_duties
from qendra.rotas.selectors import rotas_of
from qendra.staff.models import Leaving
from qendra.webhooks.actions.managing import hand_over_webhooks


@dataclass(frozen=True, slots=True)
class Successors:
    """Who gets what. Nobody for tickets: their teams; for webhooks: these are disabled."""

    tickets: Person | None = None
    places: Person | None = None
    webhooks: Person | None = None


@transaction.atomic
def leave(
    *, actor: Actor, now: datetime, person_id: int, to: Successors, reason: str = ""
) -> Leaving:
    """The person is gone from this moment on: no session, no token, no way in, no mail.

    Their levels and their turns in rotas go to the successor, in the next version of each; their
    teams are told
    apart from them; what climbs and what is open is handed over by ``hand_over_some``. Refused
    for who left already, while a level would be empty, for a successor who cannot take it, and
    when nobody could administer any more.
    """
    check_manages_staff(actor)
    hold_staff()
    lost = lost_rights()
    person = Person.objects.select_for_update().get(id=person_id)
    if not person.is_active:
        raise Refused(_("%(name)s has left already.") % {"name": person.name})
    _check_takes_over_nothing(person)
    _check_successors(person, to, now)
    before = facts_of(person)
    if to.places:
        hand_over_places(actor=actor, now=now, person=person, successor=to.places)
        hand_over_duties(actor=actor, now=now, person=person, successor=to.places)
        _hand_over_duty(actor, now, person, to.places)
    revoke_tokens_of(person=person, now=now)
    hand_over_webhooks(owner=person, to=to.webhooks, now=now)
    person.teams.clear()
    derive([person.id])
    _close_the_door(person, now)
    keep_an_administrator(lost)
    _record(actor, now, person, before, reason)
    return Leaving.objects.create(
        person=person,
        tickets_to=to.tickets,
        places_to=to.places,
        webhooks_to=to.webhooks,
        started_at=now,
    )


@transaction.atomic
def come_back(
    *, actor: Actor, now: datetime, person_id: int, roles: list[Role], reason: str = ""
) -> Person:
    """The person is with us again, with these roles; they set a new password by an invitation.

    What they had stays where it went. Refused for somebody who has not left, and while what
    they had is still being handed over.
    """
    check_manages_staff(actor)
    hold_staff()
    person = Person.objects.select_for_update().get(id=person_id)
    if person.is_active:
        raise Refused(_("%(name)s has not left.") % {"name": person.name})
    if Leaving.objects.filter(person=person, finished_at__isnull=True).exists():
        raise Refused(_("What they had is still being handed over; try again in a moment."))
    before = facts_of(person)
    person.is_active, person.left_at = True, None
    person.save(update_fields=["is_active", "left_at"])
    hold(person, roles)
    _record(actor, now, person, before, reason)
    return person


def facts_of(person: Person) -> dict[str, object]:
    """What leaving and coming back change of a person, for the history."""
    return {
        "is_active": person.is_active,
        "roles": role_names(person),
        "teams": list(person.teams.order_by("name").values_list("name", flat=True)),
    }


def _hand_over_duty(actor: Actor, now: datetime, person: Person, successor: Person) -> None:
    if not Provider.objects.filter(duty_manager=person).exists():
        return
    # Who manages the staff need not be one who changes settings; then the house does it.
    may = actor.person is not None and actor.person.has_right(Right.ADMINISTER)
    by = actor if may else Actor(None, actor.channel)
    set_duty_manager(actor=by, now=now, person=successor)


def _close_the_door(person: Person, now: datetime) -> None:
    # The roles stay: who wrote an entry as staff is read as staff for ever.
    person.refresh_from_db(fields=["is_limited"])
    person.is_active, person.left_at = False, now
    person.set_unusable_password()
    person.save(update_fields=["is_active", "left_at", "password"])
    end_sessions(person=person, now=now)


def _check_successors(person: Person, to: Successors, now: datetime) -> None:
    for successor in (to.tickets, to.places, to.webhooks):
        if successor is None:
            continue
        if successor.id == person.id or not successor.is_active or not successor.is_staff_member:
            raise Refused(_("%(name)s cannot take anything over.") % {"name": successor.name})
    if to.places is None:
        _check_no_level_is_empty(person)
        _check_no_turn_is_empty(person, now)
    elif not to.places.email:
        raise Refused(
            _("%(name)s has no e-mail address, and a level would reach nobody.")
            % {"name": to.places.name}
        )


def _check_takes_over_nothing(person: Person) -> None:
    """What is on its way to somebody must have arrived before it goes on to somebody else."""
    named = Q(tickets_to=person) | Q(places_to=person)
    if Leaving.objects.filter(named, finished_at__isnull=True).exists():
        raise Refused(
            _("What somebody else had is just going over to %(name)s; try again in a moment.")
            % {"name": person.name}
        )


def _check_no_level_is_empty(person: Person) -> None:
    places = places_of(person.id)
    if places:
        raise Refused(
            _(
                "Level %(level)d of the matrix “%(matrix)s” would be empty."
                " Name who takes the place of %(name)s."
            )
            % {"level": places[0].number, "matrix": places[0].matrix.name, "name": person.name}
        )
    if runs_held_by(person):
        raise Refused(
            _("Tickets that climb now would reach %(name)s. Name who takes their place.")
            % {"name": person.name}
        )
    if Provider.objects.filter(duty_manager=person).exists():
        raise Refused(
            _(
                "%(name)s is the duty manager, who stands in for levels without a person."
                " Name who takes the place of %(name)s."
            )
            % {"name": person.name}
        )


def _check_no_turn_is_empty(person: Person, now: datetime) -> None:
    for rota in rotas_of(person.id, now):
        raise Refused(
            _("%(name)s takes turns in the rota “%(rota)s”. Name who takes their place.")
            % {"name": person.name, "rota": rota.name}
        )


def _record(
    actor: Actor, now: datetime, person: Person, before: dict[str, object], reason: str
) -> None:
    record_change(
        actor=actor,
        now=now,
        subject_kind=PERSON,
        subject_id=person.id,
        before=before,
        after=facts_of(person),
        reason=reason,
    )
