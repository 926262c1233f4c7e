"""The first steps of an installation: an administrator, a team, a customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from qendra.accounts.actions import create_person, create_team
from qendra.accounts.actor import Actor
from qendra.accounts.models import Person, Team
from qendra.accounts.rights import DefaultRole, Right
from qendra.accounts.selectors import first_line, has_staff
from qendra.catalogue.actions import add_member, invite_to_set_password
from qendra.catalogue.actions.mail import set_duty_manager
from qendra.catalogue.actions.records import save_record
from qendra.catalogue.models import Customer, Membership, Provider
from qendra.catalogue.records import KINDS
from qendra.lib.errors import Refused
from qendra.lib.work import forget

STEPS = ("brand", "mail", "team", "calendar", "targets", "matrix", "customer")


@transaction.atomic
def create_first_administrator(*, name: str, email: str, password: str, now: datetime) -> Person:
    """The first person of an installation. Refused as soon as there is anybody of the staff."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('qendra first administrator'))")
    if has_staff():
        raise Refused(_("There is an administrator already. Sign in, or ask them."))
    return create_person(
        name=name, email=email, password=password, roles=[DefaultRole.ADMINISTRATOR], now=now
    )


@transaction.atomic
def confirm_step(*, actor: Actor, step: str) -> None:
    """Tick a step of the set-up; ticking it again changes nothing."""
    _check_right(actor)
    forget()
    provider = Provider.objects.select_for_update().get(id=1)
    done = provider.set_up.split()
    if step in STEPS and step not in done:
        provider.set_up = " ".join([*done, step])
        provider.save(update_fields=["set_up"])


@transaction.atomic
def make_first_team(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    colleagues: Sequence[tuple[str, str]] = (),
    stands_in: bool = True,
) -> Team:
    """The team that new tickets go to: whoever makes it, and colleagues, who are invited.

    ``colleagues`` are names and addresses. With ``stands_in`` the maker is the duty manager, so
    that no level of escalation is empty. Refused where there is a first line already.
    """
    _check_right(actor)
    if actor.person is None or first_line():
        raise Refused(_("There is a team for new tickets already."))
    members = [actor.person]
    for person_name, email in colleagues:
        person = create_person(
            name=person_name,
            email=email,
            roles=[DefaultRole.AGENT],
            time_zone=actor.person.time_zone,
            now=now,
        )
        invite_to_set_password(person=person, actor=actor, now=now)
        members.append(person)
    if stands_in:
        set_duty_manager(actor=actor, now=now, person=actor.person)
    return create_team(name=name, members=members, is_first_line=True)


@transaction.atomic
def add_first_customer(
    *,
    actor: Actor,
    now: datetime,
    records: Mapping[str, Mapping[str, str]],
    joins: bool = False,
) -> Customer:
    """One customer with a contact and a service, each a record of its kind; the contact is invited.

    With ``joins`` the actor becomes a contact too, and sees the panel as the customer does.
    Refused at a column when a value cannot be.
    """
    _check_right(actor)
    keys = {
        kind: save_record(actor=actor, now=now, kind=KINDS[kind], row_id=None, values=values)
        for kind, values in records.items()
    }
    customer = Customer.objects.get(id=keys["customers"])
    contact = Membership.objects.select_related("person").get(id=keys["contacts"])
    if contact.person.email:
        invite_to_set_password(person=contact.person, actor=actor, now=now)
    if joins and actor.person:
        add_member(person=actor.person, customer=customer)
    return customer


def _check_right(actor: Actor) -> None:
    if actor.person is not None and not actor.person.has_right(Right.ADMINISTER):
        raise Refused(_("Only an administrator changes this."))
