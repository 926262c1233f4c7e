"""People and teams."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CharField, F, Func, Q, Value
from django.db.models.functions import Lower
from django.db.models.functions import Right as RightOf
from django.utils.crypto import salted_hmac

from qendra.accounts.rights import DefaultRole, Right
from qendra.accounts.wording import DEFAULT_ROLES
from qendra.lib.telephone import EXTENSION, TAIL

# The last digits of a telephone number, in whatever spelling, without its extension.
PHONE_TAIL = RightOf(
    Func(
        Func(F("phone"), Value(EXTENSION), Value(""), function="regexp_replace"),
        Value(r"\D"),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=CharField(),
    ),
    TAIL,
)


class PersonManager(BaseUserManager["Person"]):
    """Finds people for Django's sign-in: addresses are compared in lower case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").strip().lower())


class Role(models.Model):
    """A set of named rights that people of the staff hold; the provider changes it.

    ``key`` names the six that are always there. A blank name, or description, of one of these
    reads as delivered, in the reader's language.
    """

    key = models.CharField(max_length=30, unique=True, null=True, editable=False)
    name = models.CharField(max_length=100, blank=True)
    description = models.CharField(max_length=300, blank=True)
    rights: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=30), default=list, blank=True
    )
    requires_second_factor = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_rights_are_known",
                condition=Q(rights__contained_by=[str(right) for right in Right]),
            ),
            models.CheckConstraint(
                name="role_has_a_name", condition=Q(key__isnull=False) | ~Q(name="")
            ),
            models.UniqueConstraint(Lower("name"), name="one_role_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.name or str(DEFAULT_ROLES[DefaultRole(self.key or "")].name)

    @property
    def shown_description(self) -> str:
        if self.description or self.key is None:
            return self.description
        return str(DEFAULT_ROLES[DefaultRole(self.key)].description)

    @property
    def is_administrators(self) -> bool:
        """The one role that always has every right, so that nobody is locked out."""
        return self.key == DefaultRole.ADMINISTRATOR


class Person(AbstractBaseUser):
    """A human being we know: staff of the provider, somebody at a customer, or both.

    A person may have no e-mail (known by telephone only), and then cannot sign in; without a
    usable password they come in by a mailed code, a passkey or the account of their own house.
    Staff are the people whose roles give at least one right.

    ``rights``, ``needs_second_factor`` and ``is_limited`` are what the person's roles and teams
    come to, written by ``accounts.actions.derived`` with every change of these and never else:
    whoever has read the person knows them, in whatever process, at no further cost.
    """

    name = models.CharField(max_length=200)
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    roles: models.ManyToManyField[Role, models.Model] = models.ManyToManyField(
        Role, related_name="holders", blank=True
    )
    rights: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=30), default=list, blank=True
    )
    needs_second_factor = models.BooleanField(default=False, db_default=False)
    is_limited = models.BooleanField(default=False, db_default=False)
    # The keys of the roles as the version before this one reads them while both run.
    former_roles: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, db_column="roles"
    )
    # False: the person left, at ``left_at`` where that is known.
    is_active = models.BooleanField(default=True)
    left_at = models.DateTimeField(null=True, blank=True)
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
                condition=Q(former_roles__contained_by=[str(role) for role in DefaultRole]),
            ),
            models.CheckConstraint(
                name="person_who_left_is_not_active",
                condition=Q(left_at__isnull=True) | Q(is_active=False),
            ),
        ]
        indexes = [
            # The staff among the contacts of many customers.
            models.Index(name="person_of_staff", fields=["name"], condition=~Q(rights=[])),
            # Whoever calls is found by the end of their number.
            models.Index(PHONE_TAIL, name="person_by_phone", condition=~Q(phone="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff_member(self) -> bool:
        return bool(self.rights)

    def get_session_auth_hash(self) -> str:
        """What a session must show to be this person's. Without a salt it is Django's own."""
        if not self.session_salt:
            return super().get_session_auth_hash()
        about = f"{self.password}:{self.session_salt}"
        return salted_hmac("qendra.session", about, algorithm="sha256").hexdigest()

    def has_right(self, right: Right) -> bool:
        """Whether this person may do this at the provider; never for people who left."""
        return self.is_active and right in self.rights


class Team(models.Model):
    """A group of staff that owns tickets together.

    A limited one is for some customers only (``catalogue.models.TeamCustomer``): whoever is in
    limited teams alone sees nothing of the others.
    """

    name = models.CharField(max_length=100, unique=True)
    members: models.ManyToManyField[Person, models.Model] = models.ManyToManyField(
        Person, related_name="teams"
    )
    is_first_line = models.BooleanField(default=False)
    is_limited = models.BooleanField(default=False, db_default=False)

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
