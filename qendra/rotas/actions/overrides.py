"""Somebody takes a shift, or somebody else does it for them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.history.actions import record_change
from qendra.lib.errors import Refused
from qendra.rotas import rules
from qendra.rotas.actions.checks import (
    checked_span,
    current_rota,
    lock,
    manages,
    people_on_duty,
)
from qendra.rotas.actions.plans import ROTA
from qendra.rotas.models import Override, Rota
from qendra.rotas.notices import tell_of_override
from qendra.rotas.selectors import newest_plan, people_by_id, people_in, pure_rota
from qendra.rotas.written import span_words


@transaction.atomic
def make_override(
    *,
    actor: Actor,
    now: datetime,
    rota_id: int,
    person_id: int,
    starts_at: datetime,
    ends_at: datetime,
    instead_of_id: int | None = None,
    reason: str = "",
    source: str = "",
    is_told: bool = True,
) -> Override:
    """``person`` is on call from now, or from ``starts_at`` on, instead of whoever it is.

    Whoever manages rotas may for everybody. Somebody of the rota may take any shift, and give
    away their own. Whoever it concerns is told by mail, here (``is_told``) or by whoever calls.
    Refused for what is over, and for somebody who is away then.
    """
    lock()
    rota = current_rota(rota_id)
    starts_at, ends_at = checked_span(starts_at, ends_at, now)
    person = people_on_duty([person_id])[person_id]
    before = pure_rota(rota.id, starts_at, ends_at)
    covered = _covered(before, starts_at, ends_at, instead_of_id)
    _check_may(actor, rota, person, covered)
    _check_people(before, person, instead_of_id, starts_at)
    override = Override.objects.create(
        rota=rota,
        person=person,
        instead_of_id=instead_of_id,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip(),
        source=source,
        made_by=actor.person,
        made_at=now,
    )
    _record_and_tell(override, covered if is_told else None, actor, now)
    return override


@transaction.atomic
def withdraw_override(*, actor: Actor, now: datetime, override_id: int) -> Override:
    """It holds no more; what it changed of the past stays. Refused for what is over."""
    lock()
    override = Override.objects.select_for_update().get(id=override_id)
    author = actor.person.id if actor.person else None
    if not manages(actor) and author not in {override.made_by_id, override.person_id}:
        raise Refused(_("Only who made an override, or who manages rotas, takes it back."))
    if override.withdrawn_at or override.ends_at <= now:
        raise Refused(_("That is over. Who was on call stays as it was."))
    was = _words(override)
    if override.starts_at < now:
        override.ends_at = now
    else:
        override.withdrawn_at = now
    override.save(update_fields=["ends_at", "withdrawn_at"])
    _record(actor, now, override, was, "" if override.withdrawn_at else _words(override))
    return override


def _check_may(actor: Actor, rota: Rota, person: Person, was: list[rules.Shift]) -> None:
    author = actor.person
    if author is None or manages(actor):
        return
    is_one_of_them = author.id in people_in(newest_plan(rota))
    is_own = bool(was) and all(author.id in {each.person, each.instead_of} for each in was)
    if not is_one_of_them or (person.id != author.id and not is_own):
        raise Refused(_("You can take shifts of a rota that you are in, and give away your own."))


def _check_people(
    rota: rules.Rota, person: Person, instead_of_id: int | None, at: datetime
) -> None:
    if instead_of_id == person.id:
        raise Refused(_("Choose two different people."))
    if rules.present(rota, person.id, at) != person.id:
        raise Refused(_("%(name)s is away then. Choose somebody else.") % {"name": person.name})


def _words(override: Override) -> str:
    zone = newest_plan(override.rota).time_zone
    words = f"{override.person.name}, {span_words(override.starts_at, override.ends_at, zone)}"
    return f"{words} ({override.reason})" if override.reason else words


def _record(actor: Actor, now: datetime, override: Override, before: str, after: str) -> None:
    record_change(
        actor=actor,
        now=now,
        subject_kind=ROTA,
        subject_id=override.rota_id,
        before={"override": before},
        after={"override": after},
    )


def _covered(
    rota: rules.Rota, start: datetime, end: datetime, instead_of_id: int | None
) -> list[rules.Shift]:
    """The shifts that are taken over."""
    was = rules.shifts(rota, start, end)
    return [shift for shift in was if instead_of_id in {None, shift.person, shift.instead_of}]


def _record_and_tell(
    override: Override, covered: list[rules.Shift] | None, actor: Actor, now: datetime
) -> None:
    """``covered`` None: whoever calls tells those whom it concerns."""
    _record(actor, now, override, "", _words(override))
    if covered is None:
        return
    concerned = {shift.person for shift in covered if shift.person} | {override.person_id}
    tell_of_override(override, people_by_id(concerned), but=actor.person, now=now)
