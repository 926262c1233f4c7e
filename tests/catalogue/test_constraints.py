"""What the database itself guarantees of the nouns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from qendra.accounts.actions import create_person
from qendra.accounts.models import Person
from qendra.catalogue.actions import add_member, transfer_service
from qendra.catalogue.models import (
    Circuit,
    Customer,
    Device,
    Membership,
    Prefix,
    Provider,
    RedundancyGroup,
    ServiceOwnership,
)
from qendra.lib.errors import Refused
from tests.cast import NOW, Cast, opened


def test_there_is_one_provider(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="one_provider"):
        Provider.objects.create(id=2, name="Other", panel_name="Other", ticket_prefix="OT")


def test_a_service_has_one_owner_at_a_time_with_history(cast: Cast) -> None:
    transfer_service(service_id=cast.server.id, to=cast.southport, now=NOW + timedelta(days=1))
    owners = [o.customer for o in cast.server.ownerships.order_by("since")]
    assert owners == [cast.northwind, cast.southport]
    with pytest.raises(IntegrityError, match="one_owner_at_a_time"):
        ServiceOwnership.objects.create(
            service=cast.server, customer=cast.northwind, since=NOW + timedelta(days=2)
        )


def test_a_transferred_service_leaves_its_tickets_with_the_former_owner(cast: Cast) -> None:
    ticket = opened(cast)
    transfer_service(service_id=cast.transit.id, to=cast.southport, now=NOW + timedelta(days=1))
    ticket.refresh_from_db()
    assert ticket.customer == cast.northwind


def test_a_prefix_belongs_to_one_service(cast: Cast) -> None:
    with pytest.raises(IntegrityError):
        Prefix.objects.create(network="192.0.2.0/25", service=cast.server)


def test_a_carriers_reference_needs_a_carrier_and_a_circuit_two_ends(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="needs_a_carrier"), transaction.atomic():
        Circuit.objects.create(
            code="X-1", service=cast.server, a_end="A", z_end="Z", carrier_reference="R"
        )
    with pytest.raises(IntegrityError, match="two_ends"):
        Circuit.objects.create(code="X-1", service=cast.server, a_end="A", z_end="A")


def test_customers_form_a_tree(cast: Cast) -> None:
    child = Customer.objects.create(name="Child", external_id="C-1-1", parent=cast.northwind)
    assert list(cast.northwind.children.all()) == [child]
    with pytest.raises(IntegrityError, match="own_parent"):
        Customer.objects.filter(id=child.id).update(parent=child)


def test_devices_and_redundancy_groups_name_what_they_carry(cast: Cast) -> None:
    device = Device.objects.create(name="edge1.tia")
    device.services.add(cast.transit)
    group = RedundancyGroup.objects.create(name="HQ uplinks")
    group.circuits.add(cast.circuit)
    assert list(cast.transit.devices.all()) == [device]
    assert list(cast.circuit.redundancy_groups.all()) == [group]


def test_one_person_belongs_to_several_customers_with_other_rights(cast: Cast) -> None:
    add_member(person=cast.drita, customer=cast.southport, rights=[])
    assert cast.drita.memberships.get(customer=cast.southport).rights == []
    assert cast.drita.memberships.get(customer=cast.northwind).rights
    with pytest.raises(IntegrityError, match="one_membership"):
        Membership.objects.create(person=cast.drita, customer=cast.southport)


def test_an_unknown_right_or_role_is_refused_by_the_database(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="rights_are_known"), transaction.atomic():
        Membership.objects.filter(person=cast.alba).update(rights=["everything"])
    with pytest.raises(IntegrityError, match="roles_are_known"), transaction.atomic():
        Person.objects.filter(id=cast.alba.id).update(former_roles=["root"])


def test_a_contact_may_have_no_address_and_several_may_have_none(cast: Cast) -> None:
    one = create_person(name="One", email=None, now=NOW)
    two = create_person(name="Two", email="  ", now=NOW)
    assert one.email is None
    assert two.email is None


def test_an_address_belongs_to_one_person_in_any_case(cast: Cast) -> None:
    with pytest.raises(Refused, match="already belongs"):
        create_person(name="Other", email="ALBA@customer.example", now=NOW)
    with pytest.raises(IntegrityError, match="lower_case"):
        Person.objects.filter(id=cast.besa.id).update(email="Besa@customer.example")
