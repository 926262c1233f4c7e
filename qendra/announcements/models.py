"""One table: announcements."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from qendra.catalogue.models import Customer, Service
from qendra.lib.constraints import is_one_of

ENGLISH = "en"
Translations = dict[str, dict[str, str]]


class Kind(models.TextChoices):
    """What is told decides from when on it is shown: a maintenance before it begins."""

    INCIDENT = "incident", _("Incident")
    MAINTENANCE = "maintenance", _("Maintenance")
    NOTICE = "notice", _("Notice")


class Announcement(models.Model):
    """Something that customers read on their pages, in English and where it was translated.

    It is for everybody, or for the customers and for the owners of the services that were
    chosen. Without ``ends_at`` nobody knows the end yet. Withdrawn ones stay, and are shown to
    no customer. ``version`` counts what was written; what each change was stands in the history.
    ``key`` is that of the form and the words that it came by: sent twice, it is still one.
    """

    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField()
    # By language, "title" and "text" of each.
    translations: models.JSONField[Translations, Translations] = models.JSONField(default=dict)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    is_for_all = models.BooleanField(default=False)
    customers: models.ManyToManyField[Customer, models.Model] = models.ManyToManyField(
        Customer, related_name="announcements"
    )
    services: models.ManyToManyField[Service, models.Model] = models.ManyToManyField(
        Service, related_name="announcements"
    )
    withdrawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    key = models.UUIDField(unique=True, null=True)

    class Meta:
        constraints = [
            is_one_of("announcement_kind_is_known", kind=Kind.values),
            models.CheckConstraint(
                name="announcement_ends_after_it_begins",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("begins_at")),
            ),
        ]
        indexes = [
            # Those that may be current: of all that ever were they are a handful.
            models.Index(
                name="announcement_standing",
                fields=["ends_at"],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def language(self) -> str:
        """The one that this reader reads it in: their own, else English."""
        code = translation.get_language() or ENGLISH
        return code if self.translations.get(code) else ENGLISH

    @property
    def shown_title(self) -> str:
        return self.translations.get(self.language, {}).get("title", self.title)

    @property
    def shown_text(self) -> str:
        return self.translations.get(self.language, {}).get("text", self.text)

    def has_begun(self, now: datetime) -> bool:
        return self.begins_at <= now

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now
