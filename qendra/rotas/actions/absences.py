"""Who is away, and who stands in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actions.roles import PERSON
from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.history.actions import record_change
from qendra.lib.errors import Refused
from qendra.rotas.actions.checks import check_manages, checked_span, lock, people_on_duty
from qendra.rotas.models import Absence, Deputy
from qendra.rotas.written import span_words


@transaction.atomic
def enter_absence(
    *,
    actor: Actor,
    now: datetime,
    person_id: int,
    starts_at: datetime,
    ends_at: datetime,
    deputy_id: int | None = None,
    reason: str = "",
    source: str = "",
) -> Absence:
    """Somebody is away from now, or from ``starts_at`` on, and nobody tells them anything.

    One's own, or with the right to manage rotas anybody's. ``deputy`` stands in this time
    instead of whoever always does. Refused for what is over.
    """
    check_may_enter(actor, person_id)
    lock()
    starts_at, ends_at = checked_span(starts_at, ends_at, now)
    _check_deputy(person_id, deputy_id)
    absence = Absence.objects.create(
        person=Person.objects.get(id=person_id),
        deputy_id=deputy_id,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip(),
        source=source,
        made_at=now,
    )
    _record(actor, now, person_id, {"absence": ""}, {"absence": _words(absence)})
    return absence


@transaction.atomic
def withdraw_absence(*, actor: Actor, now: datetime, absence_id: int) -> Absence:
    """They are back, or do not go. Refused for what is over."""
    lock()
    absence = Absence.objects.select_for_update().get(id=absence_id)
    check_may_enter(actor, absence.person_id)
    if absence.withdrawn_at or absence.ends_at <= now:
        raise Refused(_("That is over. Who was on call stays as it was."))
    was = _words(absence)
    if absence.starts_at < now:
        absence.ends_at = now
    else:
        absence.withdrawn_at = now
    absence.save(update_fields=["ends_at", "withdrawn_at"])
    became = "" if absence.withdrawn_at else _words(absence)
    _record(actor, now, absence.person_id, {"absence": was}, {"absence": became})
    return absence


@transaction.atomic
def set_deputy(*, actor: Actor, now: datetime, person_id: int, deputy_id: int | None) -> None:
    """Who always stands in for this person while they are away; None: nobody does."""
    check_may_enter(actor, person_id)
    lock()
    _check_deputy(person_id, deputy_id)
    before = Deputy.objects.filter(person=person_id).select_related("deputy").first()
    Deputy.objects.filter(person=person_id).delete()
    after = None
    if deputy_id is not None:
        after = Deputy.objects.create(person_id=person_id, deputy_id=deputy_id)
    _record(
        actor,
        now,
        person_id,
        {"deputy": before.deputy.name if before else ""},
        {"deputy": after.deputy.name if after else ""},
    )


def check_may_enter(actor: Actor, person_id: int) -> None:
    """Refused for absences of others without the right to manage rotas."""
    if actor.person is None or actor.person.id != person_id:
        check_manages(actor)


def _check_deputy(person_id: int, deputy_id: int | None) -> None:
    if deputy_id == person_id:
        raise Refused(_("Nobody stands in for themselves. Choose somebody else."))
    if deputy_id is not None:
        people_on_duty([deputy_id])


def _words(absence: Absence) -> str:
    words = span_words(absence.starts_at, absence.ends_at, absence.person.time_zone)
    more = [absence.reason, absence.deputy.name if absence.deputy else ""]
    return " · ".join([words, *filter(None, more)])


def _record(
    actor: Actor, now: datetime, person_id: int, before: dict[str, str], after: dict[str, str]
) -> None:
    record_change(
        actor=actor,
        now=now,
        subject_kind=PERSON,
        subject_id=person_id,
        before=before,
        after=after,
    )
