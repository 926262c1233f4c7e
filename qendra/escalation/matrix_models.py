"""Matrices and their levels, as they were published: rows that never change."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qendra.accounts.models import Person
from qendra.catalogue.models import Contract, Product, Service
from qendra.escalation import ladder
from qendra.escalation.conditions import USUAL_REOPENINGS, Conditions
from qendra.rotas.models import Rota


class Matrix(models.Model):
    """One version of an escalation matrix: of one service, contract or product, or for everybody.

    A scope has one matrix, in versions; the highest version holds for runs that start. Rows
    are never changed (the database refuses it): to edit is to write the next version.
    """

    slug = models.SlugField(max_length=50)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="matrices"
    )
    contract = models.ForeignKey(
        Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="matrices"
    )
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="matrices"
    )
    created_at = models.DateTimeField()
    repeat_minutes = models.PositiveIntegerField(null=True)
    repeat_most = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Until when a request is answered; null, as in older versions: the defaults.
    critical_request_minutes = models.PositiveIntegerField(null=True)
    major_request_minutes = models.PositiveIntegerField(null=True)
    minor_request_minutes = models.PositiveIntegerField(null=True)
    low_request_minutes = models.PositiveIntegerField(null=True)
    # The level that is reached at once when a promise is missed; null: by age alone.
    response_level = models.PositiveSmallIntegerField(null=True)
    repair_level = models.PositiveSmallIntegerField(null=True)
    reopened_level = models.PositiveSmallIntegerField(null=True)
    reopenings = models.PositiveSmallIntegerField(
        default=USUAL_REOPENINGS, db_default=USUAL_REOPENINGS
    )

    class Meta:
        verbose_name_plural = "matrices"
        constraints = [
            models.UniqueConstraint(name="matrix_one_row_a_version", fields=["slug", "version"]),
            models.UniqueConstraint(
                name="matrix_one_a_product",
                fields=["product", "version"],
                condition=Q(product__isnull=False),
            ),
            models.UniqueConstraint(
                name="matrix_one_a_contract",
                fields=["contract", "version"],
                condition=Q(contract__isnull=False),
            ),
            models.UniqueConstraint(
                name="matrix_one_a_service",
                fields=["service", "version"],
                condition=Q(service__isnull=False),
            ),
            models.UniqueConstraint(
                name="matrix_one_default",
                fields=["version"],
                condition=Q(product__isnull=True, contract__isnull=True, service__isnull=True),
            ),
            models.CheckConstraint(
                name="matrix_one_scope_at_most",
                condition=Q(product__isnull=True, contract__isnull=True)
                | Q(product__isnull=True, service__isnull=True)
                | Q(contract__isnull=True, service__isnull=True),
            ),
            models.CheckConstraint(name="matrix_versions_from_one", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="matrix_comes_back_once_at_least", condition=Q(reopenings__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"

    @property
    def requests(self) -> ladder.Answers:
        """Within how many minutes a request is answered."""
        default = ladder.DEFAULT_REQUESTS
        return ladder.Answers(
            critical=self.critical_request_minutes or default.critical,
            major=self.major_request_minutes or default.major,
            minor=self.minor_request_minutes or default.minor,
            low=self.low_request_minutes or default.low,
        )

    @property
    def conditions(self) -> Conditions:
        """What makes a step earlier than the age does."""
        return Conditions(
            response=self.response_level,
            repair=self.repair_level,
            reopened=self.reopened_level,
            reopenings=self.reopenings,
        )

    @property
    def repeat(self) -> ladder.Repeat | None:
        """How the page of the last level comes again; None: it does not."""
        if self.repeat_minutes is None:
            return None
        return ladder.Repeat(minutes=self.repeat_minutes, most=self.repeat_most)


class Level(models.Model):
    """One level of a matrix; in minutes, as ``ladder.Ages`` and ``ladder.Answers`` say.

    A person's, a rota's, or with neither the duty manager's.
    """

    matrix = models.ForeignKey(Matrix, on_delete=models.PROTECT, related_name="levels")
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=100)
    holder = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rota = models.ForeignKey(
        Rota, null=True, blank=True, on_delete=models.PROTECT, related_name="levels"
    )
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    critical_minutes = models.PositiveIntegerField()
    major_minutes = models.PositiveIntegerField()
    minor_minutes = models.PositiveIntegerField()
    low_minutes = models.PositiveIntegerField()
    critical_answer_minutes = models.PositiveIntegerField(null=True)
    major_answer_minutes = models.PositiveIntegerField(null=True)
    minor_answer_minutes = models.PositiveIntegerField(null=True)
    low_answer_minutes = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="level_one_a_number", fields=["matrix", "number"]),
            models.CheckConstraint(name="level_numbers_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="level_has_a_role", condition=~Q(role="")),
            models.CheckConstraint(
                name="level_reached_after_a_minute",
                condition=Q(
                    critical_minutes__gte=1,
                    major_minutes__gte=1,
                    minor_minutes__gte=1,
                    low_minutes__gte=1,
                ),
            ),
            models.CheckConstraint(
                name="level_address_belongs_to_holder",
                condition=Q(holder__isnull=False) | Q(email="", phone=""),
            ),
            models.CheckConstraint(
                name="level_of_a_person_or_a_rota",
                condition=Q(holder__isnull=True) | Q(rota__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.role}"
