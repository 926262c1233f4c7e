"""A customer's people, managed by the customer; somebody who manages them is always left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qendra.accounts.actions.people import create_person
from qendra.accounts.actor import Actor
from qendra.accounts.models import Person
from qendra.catalogue.actions import invite_to_set_password
from qendra.catalogue.models import Customer, Membership
from qendra.catalogue.notices import tell_member
from qendra.catalogue.rights import CustomerRight
from qendra.history.actions import record_change
from qendra.lib.errors import Refused

# The history of all people of a customer stands with the customer: it outlives the membership.
PEOPLE_OF_CUSTOMER = "people_of_customer"


@transaction.atomic
def invite_member(
    *,
    actor: Actor,
    now: datetime,
    customer_id: int,
    name: str,
    email: str,
    rights: Iterable[CustomerRight],
    language: str = "en",
) -> Membership:
    """Make the owner of this address a contact, and write to them how to come in.

    Somebody we know already keeps name and password; the customer is told nothing of that.
    Refused for somebody who is a contact of this customer already.
    """
    customer = _locked(customer_id)
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        person = create_person(
            name=name, email=email, now=now, language=language, time_zone=customer.time_zone
        )
    if not person.is_active:
        raise Refused(_("We cannot invite this address. Please write to us; we look at it."))
    if Membership.objects.filter(person=person, customer=customer).exists():
        raise Refused(_("%(email)s is one of your people already.") % {"email": person.email})
    given = _in_order(rights)
    membership = Membership.objects.create(person=person, customer=customer, rights=given)
    _record(actor, now, membership, before=None, after=given)
    _write_to(membership, actor, now)
    return membership


@transaction.atomic
def change_member_rights(
    *, actor: Actor, now: datetime, membership: Membership, rights: Iterable[CustomerRight]
) -> Membership:
    """Give a contact these rights instead of any before. Refused for the last manager of people."""
    _locked(membership.customer_id)
    membership = Membership.objects.select_related("person", "customer").get(id=membership.id)
    given = _in_order(rights)
    if CustomerRight.MANAGE_PEOPLE not in given:
        _check_is_not_last(membership)
    before, membership.rights = membership.rights, given
    membership.save(update_fields=["rights"])
    _record(actor, now, membership, before=before, after=given)
    return membership


@transaction.atomic
def remove_member(*, actor: Actor, now: datetime, membership: Membership) -> None:
    """This person is no contact any more. Their tickets, words and name stay where they are."""
    _locked(membership.customer_id)
    _check_is_not_last(membership)
    _record(actor, now, membership, before=membership.rights, after=None)
    Membership.objects.filter(id=membership.id).delete()


@transaction.atomic
def invite_again(*, actor: Actor, now: datetime, membership: Membership) -> None:
    """Send a contact who never signed in another link. Refused for somebody with a password."""
    if membership.person.has_usable_password():
        name = membership.person.name
        raise Refused(_("%(name)s can sign in already.") % {"name": name})
    invite_to_set_password(person=membership.person, actor=actor, now=now)


def _locked(customer_id: int) -> Customer:
    """One change of a customer's people at a time: two managers cannot remove each other."""
    return Customer.objects.select_for_update().get(id=customer_id)


def _in_order(rights: Iterable[CustomerRight]) -> list[str]:
    given = set(rights)
    return [str(each) for each in CustomerRight if each in given]


def _check_is_not_last(membership: Membership) -> None:
    if not membership.has(CustomerRight.MANAGE_PEOPLE):
        return
    managers = Membership.objects.filter(
        customer=membership.customer_id,
        person__is_active=True,
        rights__contains=[str(CustomerRight.MANAGE_PEOPLE)],
    )
    if not managers.exclude(id=membership.id).exists():
        raise Refused(
            _("Nobody else may manage your people. Give somebody that right first, then go on.")
        )


def _record(
    actor: Actor,
    now: datetime,
    membership: Membership,
    *,
    before: list[str] | None,
    after: list[str] | None,
) -> None:
    person = membership.person
    who = f"{person.name} ({person.email})" if person.email else person.name
    record_change(
        actor=actor,
        now=now,
        subject_kind=PEOPLE_OF_CUSTOMER,
        subject_id=membership.customer_id,
        before={} if before is None else {who: before},
        after={} if after is None else {who: after},
    )


def _write_to(membership: Membership, actor: Actor, now: datetime) -> None:
    if membership.person.has_usable_password():
        inviter = actor.person.name if actor.person else ""
        tell_member(membership.person, membership.customer.name, inviter=inviter, now=now)
    else:
        invite_to_set_password(person=membership.person, actor=actor, now=now)
