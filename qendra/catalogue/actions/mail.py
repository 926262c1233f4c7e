"""The house's own mail: who stands in, and whether mails leave."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.actions.provider import SUBJECT
from qendra.catalogue.models import Provider
from qendra.catalogue.selectors import provider as the_provider
from qendra.history.actions import record_change
from qendra.lib.drawn import Values, require_unchanged
from qendra.lib.errors import Refused
from qendra.lib.links import address_tag
from qendra.lib.work import forget
from qendra.outbox.actions import queue_email
from qendra.outbox.models import Message

TEST = "test"


@transaction.atomic
def send_test_mail(*, actor: Actor, now: datetime, to_address: str) -> Message:
    """Queue a mail that says it is a test; its row tells what became of it."""
    _check_right(actor)
    ours = the_provider()
    key = f"{TEST}:{now.isoformat()}"
    return queue_email(
        key=key,
        purpose=TEST,
        to_name="",
        to_address=to_address,
        from_name=ours.name,
        from_address=ours.support_address,
        subject=_("A test of %(name)s") % {"name": ours.name},
        template="catalogue/mail/test.txt",
        told={"provider": ours.name, "legal_lines": ours.legal_lines},
        language=actor.person.language if actor.person else ours.language,
        about_kind="provider",
        about_id=ours.id,
        message_id=f"test.{address_tag(TEST, key)}@{ours.support_address.rpartition('@')[2]}",
        is_automatic=True,
        now=now,
    )


@transaction.atomic
def set_duty_manager(
    *, actor: Actor, now: datetime, person: Person | None, drawn: Values | None = None
) -> Provider:
    """Who stands in where a level has nobody. Refused for somebody whom no mail reaches."""
    _check_right(actor)
    if person and not (person.is_active and person.email and person.is_staff_member):
        raise Refused(_("%(name)s has no e-mail address, or left.") % {"name": person.name})
    forget()
    provider = Provider.objects.select_for_update().get(id=1)
    before = duty_values(provider)
    require_unchanged(drawn, before)
    provider.duty_manager = person
    provider.save(update_fields=["duty_manager"])
    kind, subject = SUBJECT
    record_change(
        actor=actor,
        now=now,
        subject_kind=kind,
        subject_id=subject,
        before={"duty_manager": _name(before["duty_manager"])},
        after={"duty_manager": person.name if person else ""},
    )
    return provider


def duty_values(provider: Provider) -> dict[str, str]:
    """What the page of the duty manager shows."""
    return {"duty_manager": str(provider.duty_manager_id or "")}


def _name(key: str) -> str:
    return Person.objects.get(id=int(key)).name if key else ""


def _check_right(actor: Actor) -> None:
    if actor.person is not None and not actor.person.has_right(Right.ADMINISTER):
        raise Refused(_("Only an administrator changes this."))
