"""A fixed mail of the provider to one person, about anything but a ticket: a row of the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qendra.accounts.models import Person
from qendra.catalogue.models import Provider
from qendra.outbox.actions import queue_email


def tell_person(
    person: Person,
    *,
    provider: Provider,
    key: str,
    purpose: str,
    subject: str,
    template: str,
    told: Mapping[str, Any],
    about: tuple[str, int],
    message_id: str,
    now: datetime,
) -> None:
    """Queue it once for ever by its ``key``; the person must have a mail address.

    Every template is told the ``name`` and ``zone`` of the reader and the ``provider``'s name.
    ``about`` is the kind and the key of what it is about.
    """
    about_kind, about_id = about
    queue_email(
        key=key,
        purpose=purpose,
        to_name=person.name,
        to_address=person.email or "",
        from_name=provider.name,
        from_address=provider.support_address,
        subject=subject,
        template=template,
        told={**told, "name": person.name, "zone": person.time_zone, "provider": provider.name},
        language=person.language,
        about_kind=about_kind,
        about_id=about_id,
        message_id=message_id,
        is_automatic=True,
        now=now,
    )
