"""What is counted at the door, and what nodes remember for each other for minutes."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Tally(models.Model):
    """How often somebody tried, by a mark that tells nobody who or where (``key`` is keyed)."""

    key = models.CharField(max_length=64, unique=True)
    tries = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)
    shut_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.tries} since {self.since:%Y-%m-%d %H:%M}"


class Remembered(models.Model):
    """The table of Django's cache in the database, in the columns that it wants.

    Used codes of authenticator apps stand here, and how many were wrong: every node must know.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "signing_in_remembered"

    def __str__(self) -> str:
        return self.cache_key


class IdentityProvider(models.Model):
    """The sign-in of another house (OpenID Connect), and whose addresses it may vouch for.

    ``slug`` stands in its addresses and is never given again. ``secret`` is sealed.
    """

    slug = models.CharField(max_length=40, unique=True, editable=False)
    name = models.CharField(max_length=60)
    issuer = models.URLField(max_length=300)
    client_id = models.CharField(max_length=190)
    secret = models.TextField()
    domains: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=253))
    # Some never say that they verified an address; an administrator may believe them all the same.
    believes_addresses = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="identity_provider_vouches_for_some", condition=Q(domains__len__gt=0)
            )
        ]

    def __str__(self) -> str:
        return self.name

    def vouches_for(self, address: str | None) -> bool:
        """Whether this house may say who the owner of a mail address is."""
        return bool(address) and str(address).lower().rpartition("@")[2] in self.domains
