"""Customers, their people, sites and contracts."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from qendra.accounts.models import Person
from qendra.catalogue.rights import CustomerRight


class Customer(models.Model):
    """An organisation that buys services; may stand below another one (a tree)."""

    name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=100, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    members: models.ManyToManyField[Person, Membership] = models.ManyToManyField(
        Person, through="Membership", related_name="customers"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="customer_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A contact: a person at a customer, with the rights that the customer gives them.

    One person may belong to several customers, with other rights at each.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="memberships")
    rights: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=30), default=list, blank=True
    )
    # What the provider's own books call the contact; an import finds it again by that.
    external_id = models.CharField(max_length=100, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_membership_a_customer", fields=["person", "customer"]
            ),
            models.UniqueConstraint(
                name="one_contact_an_external_id",
                fields=["external_id"],
                condition=~Q(external_id=""),
            ),
            models.CheckConstraint(
                name="membership_rights_are_known",
                condition=Q(rights__contained_by=[str(right) for right in CustomerRight]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.customer}"

    def has(self, right: CustomerRight) -> bool:
        return right in self.rights


class Site(models.Model):
    """A place of a customer where services end."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    # As of a contact.
    external_id = models.CharField(max_length=100, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_site_name_a_customer", fields=["customer", "name"]),
            models.UniqueConstraint(
                name="one_site_an_external_id",
                fields=["external_id"],
                condition=~Q(external_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contract(models.Model):
    """What was agreed with a customer; targets and matrices may hang on it."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contracts")
    code = models.CharField(max_length=50, unique=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contract_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.code
