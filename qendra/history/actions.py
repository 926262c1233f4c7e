"""The one write: a change is recorded by the action that makes it, in its transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder

from qendra.history.models import Change


class Somebody(Protocol):
    """What is kept of a person: ``qendra.accounts.models.Person`` is one."""

    @property
    def pk(self) -> int: ...
    @property
    def name(self) -> str: ...


class Acting(Protocol):
    """Who acts, and through which door: ``qendra.accounts.actor.Actor`` is one."""

    @property
    def person(self) -> Somebody | None: ...
    @property
    def channel(self) -> str: ...


def record_change(
    *,
    actor: Acting,
    now: datetime,
    subject_kind: str,
    subject_id: int,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str = "",
) -> Change | None:
    """Keep what differs between ``before`` and ``after``; nothing, where nothing does.

    Called inside the transaction of the action that changes the subject. Everybody who may open
    the subject's page reads it: of a secret the caller tells only that there is another one.
    """
    was, became = _plain(before), _plain(after)
    names = [name for name in {**was, **became} if was.get(name) != became.get(name)]
    if not names:
        return None
    person = actor.person
    return Change.objects.create(
        subject_kind=subject_kind,
        subject_id=subject_id,
        at=now,
        actor_id=person.pk if person else None,
        actor_name=person.name if person else "",
        channel=str(actor.channel),
        before={name: was[name] for name in names if name in was},
        after={name: became[name] for name in names if name in became},
        reason=reason.strip(),
    )


def _plain(values: Mapping[str, object]) -> dict[str, Any]:
    """As the database gives them back: moments, addresses and translated words as text."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
    return plain
