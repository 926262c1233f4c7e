"""The provider: one row, because one installation is one provider is one brand."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from qendra.accounts.models import Person
from qendra.files.models import StoredFile


def new_ticket_key() -> str:
    """The key of the ticket ID's permutation; made once, it belongs to the database for good."""
    return secrets.token_hex(32)


class Provider(models.Model):
    """Name, addresses and numbers that pages and mails show."""

    name = models.CharField(max_length=100)
    panel_name = models.CharField(max_length=100)
    ticket_prefix = models.CharField(max_length=6)
    support_address = models.EmailField()
    support_phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, default="AL")
    accent = models.CharField(max_length=7, default="#0f6b5c")
    # Beneath every page of customers and every mail: the company, its register, its address.
    legal_lines = models.CharField(max_length=500, blank=True, default="", db_default="")
    logo = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    logo_type = models.CharField(max_length=20, blank=True, default="", db_default="")
    # Steps of the set-up that somebody ticked, with blanks between.
    set_up = models.CharField(max_length=200, blank=True, default="", db_default="")
    # Where no matrix applies, the duty manager is the level (E4).
    duty_manager = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Whether escalation documents name the holders of levels, or only their roles.
    names_holders = models.BooleanField(default=False, db_default=False)
    ticket_key = models.CharField(max_length=64, default=new_ticket_key, editable=False)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="one_provider", condition=Q(id=1)),
            models.CheckConstraint(
                name="provider_prefix_is_letters", condition=Q(ticket_prefix__regex=r"^[A-Z]{1,6}$")
            ),
            models.CheckConstraint(
                name="provider_accent_is_a_colour", condition=Q(accent__regex=r"^#[0-9a-f]{6}$")
            ),
            models.CheckConstraint(
                name="provider_logo_has_a_type",
                condition=Q(logo__isnull=True, logo_type="")
                | Q(logo__isnull=False, logo_type__in=["image/png", "image/jpeg", "image/webp"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def logo_version(self) -> str:
        """What the address of the logo ends with: another picture, another address."""
        return (self.logo_id or "")[:16]
