"""Rotas with their plans and overrides; absences and deputies of people."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from qendra.accounts.models import Person


class Rota(models.Model):
    """People who take turns in being told. What decides stands in its plans.

    ``ended_at``: nobody is on call any more; the past stays as it was. ``looked_at``: when it was
    last looked at for gaps; null: something that may make one has changed since.
    """

    name = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="one_rota_a_name", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="rota_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Plan(models.Model):
    """One version of the layers of a rota, from ``since`` on (null: ever). Never changed.

    To edit is to write the next version: of those that have begun the highest one holds, so that
    a month that is over shows who was on call in it. ``layers``, the top one first, and
    ``needed`` (null: always) as ``qendra.rotas.written`` writes them.
    """

    rota = models.ForeignKey(Rota, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveIntegerField()
    time_zone = models.CharField(max_length=64)
    layers: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    needed: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True
    )
    since = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_one_row_a_version", fields=["rota", "version"]),
            models.CheckConstraint(name="plan_versions_from_one", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="plan_first_holds_from_ever",
                condition=Q(version=1, since__isnull=True) | Q(version__gt=1, since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version} of rota {self.rota_id}"


class Override(models.Model):
    """``person`` is on call instead of whoever it is, or of ``instead_of`` alone.

    ``source`` names the event of a calendar that it was read from, so that it is read once.
    """

    rota = models.ForeignKey(Rota, on_delete=models.PROTECT, related_name="overrides")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="override_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="override_is_of_two_people",
                condition=Q(instead_of__isnull=True) | ~Q(instead_of=F("person")),
            ),
            models.UniqueConstraint(
                name="override_of_an_event_once",
                fields=["rota", "source"],
                condition=~Q(source="") & Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="override_that_holds",
                fields=["rota", "ends_at"],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"override {self.pk} of rota {self.rota_id}"


class WarnedGap(models.Model):
    """A gap that whoever manages rotas was told of: once, and again only for what is new of it.

    ``ends_at`` null: it went on for as long as we look ahead. ``over_at``: it was filled or is
    over, and what opens later is another one.
    """

    rota = models.ForeignKey(Rota, on_delete=models.PROTECT, related_name="warned_gaps")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="warned_gap_ends_after_it_starts",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
        ]
        indexes = [
            models.Index(
                name="warned_gap_open", fields=["rota"], condition=Q(over_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"gap {self.pk} of rota {self.rota_id}"


class CalendarAddress(models.Model):
    """Where a calendar program of somebody reads shifts: of one rota, or (null) all of their own.

    The address itself is signed, so that only we make one; ``revoked_at`` ends it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="calendar_addresses")
    rota = models.ForeignKey(Rota, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "calendar addresses"
        constraints = [
            models.UniqueConstraint(
                name="calendar_address_one_a_rota",
                fields=["person", "rota"],
                nulls_distinct=False,
                condition=Q(revoked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"calendar address {self.pk} of {self.person_id}"


class Absence(models.Model):
    """Somebody is away: on holiday, ill. Without ``deputy`` whoever always does stands in."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="absence_is_stood_in_for_by_another",
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("person")),
            ),
            models.UniqueConstraint(
                name="absence_of_an_event_once",
                fields=["person", "source"],
                condition=~Q(source="") & Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="absence_that_holds",
                fields=["ends_at", "person"],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk} of {self.person_id}"


class Deputy(models.Model):
    """Who always stands in for somebody while they are away."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="deputy")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "deputies"
        constraints = [
            models.CheckConstraint(name="deputy_is_another", condition=~Q(deputy=F("person"))),
        ]

    def __str__(self) -> str:
        return f"deputy of {self.person_id}"
