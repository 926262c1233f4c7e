"""Writes to the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.catalogue.models import (
    Contract,
    Customer,
    Membership,
    Product,
    Provider,
    Service,
    ServiceOwnership,
    Site,
)
from qendra.catalogue.models.services import ServiceState
from qendra.catalogue.notices import tell_invited
from qendra.catalogue.rights import CustomerRight
from qendra.lib.errors import Refused
from qendra.lib.work import forget

EVERY_RIGHT = tuple(CustomerRight)


@transaction.atomic
def ensure_provider() -> Provider:
    """The provider's row; on an empty installation it is made with plain defaults."""
    forget()
    found, _created = Provider.objects.get_or_create(
        id=1,
        defaults={
            "name": "Provider",
            "panel_name": "Customer panel",
            "ticket_prefix": "TK",
            "support_address": "support@localhost.localdomain",
        },
    )
    return found


@transaction.atomic
def add_member(
    *, person: Person, customer: Customer, rights: Iterable[CustomerRight] = EVERY_RIGHT
) -> Membership:
    """Make a person a contact of a customer, with these rights (instead of any before)."""
    membership, _created = Membership.objects.update_or_create(
        person=person, customer=customer, defaults={"rights": sorted(str(r) for r in rights)}
    )
    return membership


@transaction.atomic
def invite_to_set_password(*, person: Person, actor: Actor, now: datetime) -> None:
    """Send the person the link behind which they set a password; worth something for a week.

    Refused for somebody without a mail address, and for somebody who left. Called again it
    sends another link; the first to be used ends the others.
    """
    if not person.email:
        raise Refused(_("%(name)s has no e-mail address to write to.") % {"name": person.name})
    if not person.is_active:
        raise Refused(_("%(name)s has left and cannot sign in.") % {"name": person.name})
    tell_invited(person, inviter=actor.person, now=now)


@transaction.atomic
def activate_service(
    *,
    code: str,
    name: str,
    product: Product,
    customer: Customer,
    now: datetime,
    contract: Contract | None = None,
    site: Site | None = None,
    state: ServiceState = ServiceState.ACTIVE,
) -> Service:
    """A new service with its first owner."""
    service = Service.objects.create(
        code=code.upper(),
        name=name,
        product=product,
        customer=customer,
        contract=contract,
        site=site,
        state=state,
    )
    ServiceOwnership.objects.create(service=service, customer=customer, since=now)
    return service


@transaction.atomic
def transfer_service(*, service_id: int, to: Customer, now: datetime) -> Service:
    """Give a service to another owner; the history keeps the former one. Tickets stay behind."""
    service = Service.objects.select_for_update().get(id=service_id)
    service.ownerships.filter(until__isnull=True).update(until=now)
    ServiceOwnership.objects.create(service=service, customer=to, since=now)
    service.customer = to
    service.contract = None
    service.site = None
    service.save(update_fields=["customer", "contract", "site"])
    return service
