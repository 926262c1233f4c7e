"""Calendars and service levels: rows that are written once and never changed.

To edit is to write the next version, so that a case keeps what held when it was opened and a
report of last year says what it said last year.  The database refuses updates (a trigger).
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact

from qendra.catalogue.models import Contract, Product, Service

# A window as it is stored: whole minutes of the local day, Monday is 0.
WELL_FORMED_WINDOW = (
    "$[*] ? (@.weekday >= 0 && @.weekday <= 6 && @.weekday.floor() == @.weekday"
    " && @.start >= 0 && @.start.floor() == @.start"
    " && @.end > @.start && @.end <= 1440 && @.end.floor() == @.end)"
)


# The priorities of P1, most pressing first; tickets gives them their meaning and their names.
PRIORITIES = ("critical", "major", "minor", "low")


def _windows_are_well_formed() -> Exact:
    """As many well-formed windows as windows; overlaps are refused by the pure calendar."""
    well_formed = Func(
        F("windows"),
        Value(WELL_FORMED_WINDOW),
        function="jsonb_path_query_array",
        template="%(function)s(%(expressions)s::jsonpath)",
        output_field=models.JSONField(),
    )
    return Exact(_count_of(F("windows")), _count_of(well_formed))


def _count_of(array: Combinable) -> Func:
    return Func(array, function="jsonb_array_length", output_field=models.IntegerField())


class Calendar(models.Model):
    """One version of opening hours.

    `windows` is a list of {"weekday", "start", "end"} in minutes of the local day.  Closed are
    the public holidays of `country` and `region` (empty: none) and the provider's own
    `closed_days`.  The business hours of P5 are the calendar marked so, an object of its own.

    With `valid_from` this version holds from that local day on; `earlier` are the hours up to
    then, oldest first, each as `Calendar` has them and with the day from which it held, so that a
    clock needs this row alone.
    """

    slug = models.SlugField(max_length=50)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=64)
    always = models.BooleanField(default=False)
    windows = models.JSONField(default=list, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=10, blank=True)
    closed_days: ArrayField[list[date], list[date]] = ArrayField(
        models.DateField(), default=list, blank=True
    )
    is_business_hours = models.BooleanField(default=False)
    valid_from = models.DateField(null=True)
    earlier = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sla_calendar_one_row_per_version", fields=["slug", "version"]
            ),
            models.UniqueConstraint(
                name="sla_calendar_one_business_hours",
                fields=["version"],
                condition=Q(is_business_hours=True),
            ),
            models.CheckConstraint(
                name="sla_calendar_always_needs_no_hours",
                condition=Q(always=False)
                | Q(always=True, windows=[], closed_days=[], country="", is_business_hours=False),
            ),
            models.CheckConstraint(
                name="sla_calendar_region_needs_country",
                condition=Q(region="") | ~Q(country=""),
            ),
            models.CheckConstraint(
                name="sla_calendar_windows_well_formed", condition=_windows_are_well_formed()
            ),
            models.CheckConstraint(
                name="sla_calendar_begins_after_something",
                condition=Q(valid_from__isnull=True, earlier=[])
                | Q(valid_from__isnull=False) & ~Q(earlier=[]),
            ),
            models.CheckConstraint(
                name="sla_calendar_versions_from_one", condition=Q(version__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceLevel(models.Model):
    """One version of what is promised: to one service, contract or product, or to everybody.

    A scope has one service level, in versions; the highest version holds for new cases.  Without
    scope it is the provider's default.  `business_hours` is the calendar for deferrals (P5) where
    a contract names another than the provider's.
    """

    slug = models.SlugField(max_length=50)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    contract = models.ForeignKey(
        Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="service_levels"
    )
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="service_levels"
    )
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="service_levels"
    )
    business_hours = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sla_level_one_row_per_version", fields=["slug", "version"]
            ),
            # One version of one level for each scope: nobody has two promises at once.
            models.UniqueConstraint(
                name="sla_level_one_per_contract",
                fields=["contract", "version"],
                condition=Q(contract__isnull=False),
            ),
            models.UniqueConstraint(
                name="sla_level_one_per_product",
                fields=["product", "version"],
                condition=Q(product__isnull=False),
            ),
            models.UniqueConstraint(
                name="sla_level_one_per_service",
                fields=["service", "version"],
                condition=Q(service__isnull=False),
            ),
            models.UniqueConstraint(
                name="sla_level_one_default",
                fields=["version"],
                condition=Q(contract__isnull=True, product__isnull=True, service__isnull=True),
            ),
            models.CheckConstraint(
                name="sla_level_one_scope_at_most",
                condition=Q(contract__isnull=True, product__isnull=True)
                | Q(contract__isnull=True, service__isnull=True)
                | Q(product__isnull=True, service__isnull=True),
            ),
            models.CheckConstraint(name="sla_level_versions_from_one", condition=Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """How quickly a fault of this priority is answered and repaired, in the calendar's time.

    ``update_minutes`` is how long the customer is left without word in between; None: nothing is
    promised.
    """

    service_level = models.ForeignKey(
        ServiceLevel, on_delete=models.PROTECT, related_name="targets"
    )
    priority = models.CharField(max_length=10)
    response_minutes = models.PositiveIntegerField()
    update_minutes = models.PositiveIntegerField(null=True)
    repair_minutes = models.PositiveIntegerField()
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="targets")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sla_target_one_per_priority", fields=["service_level", "priority"]
            ),
            models.CheckConstraint(
                name="sla_target_known_priority", condition=Q(priority__in=PRIORITIES)
            ),
            models.CheckConstraint(
                name="sla_target_answers_before_repair",
                condition=Q(response_minutes__gte=1, repair_minutes__gte=F("response_minutes")),
            ),
            models.CheckConstraint(
                name="sla_target_updates_take_time",
                condition=Q(update_minutes__isnull=True) | Q(update_minutes__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_level}: {self.priority}"
