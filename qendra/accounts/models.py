"""People and teams."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from qendra.accounts.rights import Right, Role, rights_of

ROLE_NAMES = [
    (Role.ADMINISTRATOR, _("Administrator")),
    (Role.SUPERVISOR, _("Supervisor")),
    (Role.AGENT, _("Agent")),
    (Role.PROBLEM_MANAGER, _("Problem manager")),
    (Role.LADDER_HOLDER, _("Ladder holder")),
    (Role.AUDITOR, _("Auditor")),
]


class PersonManager(BaseUserManager["Person"]):
    """Finds people for Django's sign-in: addresses are compared in lower case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """A human being we know: staff of the provider, somebody at a customer, or both.

    A person may have no e-mail (known by telephone only) and may be unable to sign in (no
    usable password). Staff are the people with at least one role.
    """

    name = models.CharField(max_length=200)
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    roles: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=30, choices=ROLE_NAMES), default=list, blank=True
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    # Part of what every session of this person shows: another salt, and all of them are over.
    session_salt = models.CharField(max_length=32, blank=True, db_default="", default="")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_email_is_lower_case", condition=Q(email=Lower("email"))
            ),
            models.CheckConstraint(name="person_email_is_not_empty", condition=~Q(email="")),
            models.CheckConstraint(
                name="person_roles_are_known",
                condition=Q(roles__contained_by=[str(role) for role in Role]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff_member(self) -> bool:
        return bool(self.roles)

    def get_session_auth_hash(self) -> str:
        """What a session must show to be this person's. Without a salt it is Django's own."""
        if not self.session_salt:
            return super().get_session_auth_hash()
        about = f"{self.password}:{self.session_salt}"
        return salted_hmac("qendra.session", about, algorithm="sha256").hexdigest()

    def has_right(self, right: Right) -> bool:
        """Whether this person may do this at the provider; never for people who left."""
        return self.is_active and right in rights_of(self.roles)


class Team(models.Model):
    """A group of staff that owns tickets together."""

    name = models.CharField(max_length=100, unique=True)
    members: models.ManyToManyField[Person, models.Model] = models.ManyToManyField(
        Person, related_name="teams"
    )
    is_first_line = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_first_line_team",
                fields=["is_first_line"],
                condition=Q(is_first_line=True),
            )
        ]

    def __str__(self) -> str:
        return self.name
