"""Every page of settings, in groups: what the index and the navigation at the side list.

A new page adds one line here, and its address to ``urls``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Promise | str


@dataclass(frozen=True, slots=True)
class Setting:
    """One page: its address by name, what it is called, and what it is for in one sentence."""

    page: str
    name: Words
    told: Words
    icon: str

    @property
    def url(self) -> str:
        return reverse(self.page)


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
                "settings:brand",
                _("Brand"),
                _("Name, colour, addresses and numbers, as pages and mails show them."),
                "building",
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


def setting(page: str) -> Setting:
    """The page with this name."""
    return next(each for group in GROUPS for each in group.settings if each.page == page)
