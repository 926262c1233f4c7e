"""A fixed mail of the provider to one person, about anything but a ticket: a row of the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.accounts.password_links import INVITED_FOR, new_password_url
from qendra.catalogue.models import Provider
from qendra.catalogue.selectors import provider as the_provider
from qendra.lib.links import address_tag
from qendra.outbox.actions import Mail, Queued, queue_emails

ABOUT_PERSON = "person"


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
    """Queue it once for ever by its ``key``; the person must have a mail address."""
    mail = mail_to(
        person,
        provider=provider,
        key=key,
        purpose=purpose,
        subject=subject,
        template=template,
        told=told,
        about=about,
        message_id=message_id,
    )
    queue_emails(now=now, mails=[Queued(mail)])


def mail_to(
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
) -> Mail:
    """The mail itself, to be queued.

    Every template is told the ``name`` and ``zone`` of the reader and the ``provider``'s name.
    ``about`` is the kind and the key of what it is about.
    """
    about_kind, about_id = about
    return Mail(
        key=key,
        purpose=purpose,
        to_name=person.name,
        to_address=person.email or "",
        from_name=provider.name,
        from_address=provider.support_address,
        subject=subject,
        template=template,
        told={**told, "name": person.name, "zone": person.time_zone, **_told_of(provider)},
        language=person.language,
        about_kind=about_kind,
        about_id=about_id,
        message_id=message_id,
        is_automatic=True,
    )


def tell_invited(person: Person, *, inviter: Person | None, now: datetime) -> None:
    """The link behind which this person sets their first password; ``inviter`` None: the house."""
    provider, until = the_provider(), now + INVITED_FOR
    names = {"panel": provider.panel_name}
    with translation.override(person.language):
        subject = _("Your access to %(panel)s") % names
    told = {
        "url": new_password_url(person, until=until),
        "until": until,
        "inviter": inviter.name if inviter else "",
        **names,
    }
    tell_about_access(
        person,
        purpose="invitation",
        subject=subject,
        template="catalogue/mail/invitation.txt",
        told=told,
        now=now,
    )


def tell_member(person: Person, customer: str, *, inviter: str, now: datetime) -> None:
    """That somebody who can sign in already is a contact of one more customer."""
    provider = the_provider()
    with translation.override(person.language):
        subject = _("You belong to %(customer)s now") % {"customer": customer}
    told = {
        "customer": customer,
        "inviter": inviter,
        "panel": provider.panel_name,
        "url": settings.BASE_URL,
    }
    tell_about_access(
        person,
        purpose="member",
        subject=subject,
        template="catalogue/mail/member.txt",
        told=told,
        now=now,
    )


def tell_about_access(
    person: Person,
    *,
    purpose: str,
    subject: str,
    template: str,
    told: Mapping[str, Any],
    now: datetime,
) -> None:
    """A mail about how this person signs in: their own business, about nobody and nothing else."""
    provider = the_provider()
    key = f"{ABOUT_PERSON}:{person.id}:{purpose}:{now.isoformat()}"
    domain = provider.support_address.rpartition("@")[2]
    name = f"{ABOUT_PERSON}.{person.id}.{now.timestamp() * 1e6:.0f}"
    tell_person(
        person,
        provider=provider,
        key=key,
        purpose=purpose,
        subject=subject,
        template=template,
        told=told,
        about=(ABOUT_PERSON, person.id),
        message_id=f"{name}.{address_tag(purpose, key)}@{domain}",
        now=now,
    )


def _told_of(provider: Provider) -> dict[str, str]:
    return {"provider": provider.name, "legal_lines": provider.legal_lines}
