"""Every page of settings, in groups: what the index and the navigation at the side list.

A new page adds one line here, and its address to ``urls``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.records import KINDS

Words = Promise | str


@dataclass(frozen=True, slots=True)
class Setting:
    """One page: its address by name, what it is called, and what it is for in one sentence."""

    page: str
    name: Words
    told: Words
    icon: str
    arguments: tuple[str, ...] = ()
    right: Right = Right.ADMINISTER

    @property
    def key(self) -> str:
        """What a page calls itself, so that the navigation shows where its reader is."""
        return "/".join([self.page, *self.arguments])

    @property
    def url(self) -> str:
        return reverse(self.page, args=self.arguments)


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that belong together."""

    name: Words
    settings: tuple[Setting, ...]


GROUPS = (
    Group(
        _("The provider"),
        (
            Setting(
                "settings:setup",
                _("Set-up"),
                _("The way from an empty installation to a first ticket, step by step."),
                "arrow",
            ),
            Setting(
                "settings:brand",
                _("Brand"),
                _("Name, colour, addresses and numbers, as pages and mails show them."),
                "building",
            ),
            Setting(
                "settings:mail",
                _("Mail"),
                _("Where mail comes in and by what it leaves, with a test of both."),
                "mail",
            ),
            Setting(
                "settings:telephone",
                _("Telephone"),
                _("Which telephone systems tell us who calls, and by which secret we know them."),
                "phone",
            ),
            Setting(
                "settings:transports",
                _("Transports"),
                _("By what people are paged besides by mail, with a test of each."),
                "send",
            ),
        ),
    ),
    Group(
        _("Promises"),
        (
            Setting(
                "settings:priorities",
                _("Priority matrix"),
                _("Which priority follows from which impact and urgency."),
                "priority-major",
            ),
            Setting(
                "settings:calendars",
                _("Calendars"),
                _("When time counts: hours of the week, public holidays, days of your own."),
                "clock",
            ),
            Setting(
                "settings:levels",
                _("Targets"),
                _("How soon a fault is answered and repaired, by priority."),
                "star",
            ),
            Setting(
                "settings:matrices",
                _("Escalation matrices"),
                _("Who is told when a fault grows old: the levels, their people and ages."),
                "escalate",
            ),
            Setting(
                "settings:documents",
                _("Escalation documents"),
                _("What customers get in writing, and whether it has arrived."),
                "mail",
            ),
            Setting(
                "settings:duty",
                _("Duty manager"),
                _("Who stands in where a level of escalation has nobody."),
                "bell",
            ),
        ),
    ),
    Group(
        _("The catalogue"),
        tuple(
            Setting("settings:records", kind.name, kind.told, kind.icon, (kind.key,), Right.IMPORT)
            for kind in KINDS.values()
        ),
    ),
    Group(
        _("People"),
        (
            Setting(
                "staff:people",
                _("Staff"),
                _("Who works here: add somebody, change roles, let somebody leave."),
                "person",
            ),
            Setting(
                "staff:roles",
                _("Roles"),
                _("Sets of named rights that people hold."),
                "lock",
            ),
            Setting(
                "staff:teams",
                _("Teams"),
                _("Who owns tickets together, and for which customers."),
                "people",
            ),
        ),
    ),
    Group(
        _("Signing in"),
        (
            Setting(
                "settings:identities",
                _("Identity providers"),
                _("Customers and staff come in with the account that they have at home (OpenID)."),
                "key",
            ),
        ),
    ),
    Group(
        _("Running it"),
        (
            Setting(
                "doctor",
                _("Doctor"),
                _("Looks at the whole installation and names a remedy for what is not well."),
                "server",
            ),
        ),
    ),
)


def groups_for(person: Person) -> list[Group]:
    """The pages that this person may open, in their groups."""
    groups = (
        Group(group.name, tuple(each for each in group.settings if person.has_right(each.right)))
        for group in GROUPS
    )
    return [group for group in groups if group.settings]


def setting(key: str) -> Setting:
    """The page that calls itself so."""
    return next(each for group in GROUPS for each in group.settings if each.key == key)


def page_of_records(kind: str) -> str:
    """What the page of a kind of records calls itself."""
    return f"settings:records/{kind}"
