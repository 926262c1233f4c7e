"""Issued documents, who received them, and which services may need another one."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from qendra.accounts.models import Person
from qendra.catalogue.models import Customer, Service
from qendra.escalation.models import Matrix
from qendra.files.models import StoredFile


class Changed(models.Model):
    """Something that stands on escalation documents was changed.

    The database itself writes it, by triggers, in the transaction of the change: whatever way a
    value was changed, no document is forgotten. ``after`` is the last service that was looked at.
    """

    kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    after = models.BigIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class Due(models.Model):
    """A service whose document is compared with what is true, at ``due_at``.

    Further changes push it back, an hour from ``first_at`` at the most.
    """

    service = models.OneToOneField(
        Service, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    first_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(name="document_due", fields=["due_at"])]

    def __str__(self) -> str:
        return f"document of service {self.service_id}"


class Issue(models.Model):
    """One version of the escalation document of a service, as it was issued (E1).

    ``content`` is what it says, in no language; ``differences`` name what is not as in the version
    before. ``digest`` is the check hash of number, version, date and content. Never changed.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="issues")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    matrix = models.ForeignKey(Matrix, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    differences: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="issue_one_a_version", fields=["service", "version"]),
            models.CheckConstraint(name="issue_versions_from_one", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="issue_digest_is_hexadecimal", condition=Q(digest__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, version {self.version}"

    @property
    def number(self) -> str:
        """The number of the document, the same in every version."""
        return f"EM-{self.content['service']['code']}"


class Copy(models.Model):
    """An issue in one language, as it was given out: the same bytes ever after."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="copies")
    language = models.CharField(max_length=10)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="copy_one_a_language", fields=["issue", "language"])
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} in {self.language}"


class Receipt(models.Model):
    """Somebody to whom an issue was sent, and what we know of its arrival.

    ``message_id`` is the row of the outbox, which knows whether their server took it.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="receipts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField()
    message_id = models.BigIntegerField(null=True)
    downloaded_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="receipt_one_a_person", fields=["issue", "person"])
        ]
        indexes = [models.Index(name="receipt_of_message", fields=["message_id"])]

    def __str__(self) -> str:
        return f"{self.issue_id} to {self.person_id}"
