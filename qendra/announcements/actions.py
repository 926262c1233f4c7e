"""Writes of announcements. Each leaves what it changed in the history."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.rights import Right
from qendra.accounts.wording import RIGHTS
from qendra.announcements.content import SUBJECT, Content, values_of
from qendra.announcements.models import Announcement, Kind
from qendra.catalogue.access import customers_seen
from qendra.history.actions import record_change
from qendra.lib.drawn import Values, require_unchanged
from qendra.lib.errors import Refused


@transaction.atomic
def save_announcement(
    *,
    actor: Actor,
    now: datetime,
    content: Content,
    announcement_id: int | None = None,
    drawn: Values | None = None,
    form_key: UUID | None = None,
) -> Announcement:
    """Write a new one, or change one.

    Crossed when it is no longer what the form was ``drawn`` with. The form of a new one has a key:
    sent again with the same words it is the announcement that is there; with others, another one.
    """
    _check(actor, content, now)
    told, before = _columns(content), dict[str, str]()
    if announcement_id is None:
        key = _key(form_key, content, told)
        row, is_new = Announcement.objects.get_or_create(key=key, defaults=told)
        if not is_new:
            return row
    else:
        row = Announcement.objects.select_for_update().get(id=announcement_id)
        before = values_of(row)
        require_unchanged(drawn, before)
        for name, value in told.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
    row.customers.set([] if content.is_for_all else content.customers)
    row.services.set([] if content.is_for_all else content.services)
    return _kept(actor, now, row, before)


@transaction.atomic
def end_announcement(*, actor: Actor, now: datetime, announcement_id: int) -> Announcement:
    """It is over: from now on no customer is shown it. One that is over stays as it is."""
    _check_right(actor)
    row = Announcement.objects.select_for_update().get(id=announcement_id)
    if not row.has_begun(now):
        raise Refused(_("It has not begun yet. Withdraw it instead."))
    if row.is_over(now):
        return row
    return _changed(actor, now, row, ends_at=now)


@transaction.atomic
def withdraw_announcement(*, actor: Actor, now: datetime, announcement_id: int) -> Announcement:
    """It should not have been told: customers no longer see it, we still do."""
    _check_right(actor)
    row = Announcement.objects.select_for_update().get(id=announcement_id)
    return row if row.withdrawn_at else _changed(actor, now, row, withdrawn_at=now)


@transaction.atomic
def put_back_announcement(*, actor: Actor, now: datetime, announcement_id: int) -> Announcement:
    """Undo a withdrawal: it is shown again for as long as it says."""
    _check_right(actor)
    row = Announcement.objects.select_for_update().get(id=announcement_id)
    return _changed(actor, now, row, withdrawn_at=None) if row.withdrawn_at else row


def _columns(content: Content) -> dict[str, Any]:
    return {
        "kind": content.kind,
        "title": content.title.strip(),
        "text": content.text.strip(),
        "translations": content.translations,
        "begins_at": content.begins_at,
        "ends_at": content.ends_at,
        "is_for_all": content.is_for_all,
    }


def _key(form_key: UUID | None, content: Content, told: dict[str, Any]) -> UUID:
    if form_key is None:
        return uuid4()
    reach = [
        sorted(each.id for each in content.customers),
        sorted(each.id for each in content.services),
    ]
    return uuid5(form_key, json.dumps([told, reach], default=str, sort_keys=True))


def _changed(
    actor: Actor, now: datetime, row: Announcement, **moments: datetime | None
) -> Announcement:
    before = values_of(row)
    for name, moment in moments.items():
        setattr(row, name, moment)
    row.version += 1
    row.save(update_fields=[*moments, "version"])
    return _kept(actor, now, row, before)


def _kept(actor: Actor, now: datetime, row: Announcement, before: Values) -> Announcement:
    record_change(
        actor=actor,
        now=now,
        subject_kind=SUBJECT,
        subject_id=row.id,
        before=_said(before),
        after=_said(values_of(row)),
    )
    return row


def _said(values: Values) -> dict[str, str]:
    """Without what says nothing, such as a translation that there is not."""
    return {name: value for name, value in values.items() if value}


def _check(actor: Actor, content: Content, now: datetime) -> None:
    _check_right(actor)
    if content.ends_at is not None and content.ends_at <= content.begins_at:
        raise Refused(_("The end must be later than the beginning."))
    if content.kind == Kind.INCIDENT and content.begins_at > now:
        raise Refused(_("An incident has begun already. What is still to come is a maintenance."))
    if not content.is_for_all and not [*content.customers, *content.services]:
        raise Refused(_("Choose at least one customer or one service, or everybody."))
    _check_reach(actor, content)


def _check_right(actor: Actor) -> None:
    if actor.person is not None and not actor.person.has_right(Right.ANNOUNCE):
        name = RIGHTS[Right.ANNOUNCE].name
        raise Refused(_("This needs the right “%(right)s”.") % {"right": name})


def _check_reach(actor: Actor, content: Content) -> None:
    """Who is limited to some customers tells the others nothing."""
    seen = None if actor.person is None else customers_seen(actor.person)
    if seen is None:
        return
    named = {each.id for each in content.customers} | {s.customer_id for s in content.services}
    if content.is_for_all or not named <= seen:
        raise Refused(_("You may announce something to the customers of your teams only."))
