"""The way from an empty installation to a first ticket, and how far it was gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.accounts.selectors import first_line, has_staff
from qendra.catalogue.actions.mail import TEST
from qendra.catalogue.models import Provider
from qendra.catalogue.selectors import has_services, provider
from qendra.lib.links import link_token, read_link_token
from qendra.outbox.selectors import has_left
from qendra.tickets.selectors import has_tickets

# What a new installation calls itself until somebody says otherwise.
UNNAMED = "Provider"
PURPOSE, ABOUT = "set-up", "first administrator"
LINK_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is for, and the page where it is taken."""

    key: str
    name: Promise | str
    told: Promise | str
    icon: str
    page: str
    argument: str = ""

    @property
    def url(self) -> str:
        arguments = [self.argument] if self.argument else []
        return f"{reverse(self.page, args=arguments)}?setup={quote(self.key)}"


STEPS = (
    Step(
        "brand",
        _("Say who you are"),
        _("Name, colour and the addresses that customers write and call to."),
        "building",
        "settings:brand",
    ),
    Step(
        "mail",
        _("Try the mail"),
        _("A test mail shows whether what you send leaves, and what is wrong if not."),
        "mail",
        "settings:mail",
    ),
    Step(
        "team",
        _("Gather your team"),
        _("Who gets new tickets, and who stands in when nobody else does."),
        "people",
        "settings:setup_team",
    ),
    Step(
        "calendar",
        _("Look at your business hours"),
        _("Monday to Friday from eight to five, unless you say otherwise."),
        "clock",
        "settings:calendar",
        "business-hours",
    ),
    Step(
        "targets",
        _("Look at what you promise"),
        _("How soon a fault is answered and repaired; usual values stand there."),
        "star",
        "settings:level",
        "standard",
    ),
    Step(
        "matrix",
        _("Look at who is told"),
        _("The levels that a fault climbs as it grows old."),
        "escalate",
        "settings:matrix",
        "standard",
    ),
    Step(
        "customer",
        _("Enter your first customer"),
        _("One by a form, or all of them by CSV files."),
        "server",
        "settings:setup_customer",
    ),
)


def steps_done() -> set[str]:
    """The steps that were taken, seen by what is there; the rest somebody ticked."""
    ours = provider()
    done = set(ours.set_up.split())
    seen = {
        "brand": not is_unnamed(ours),
        "mail": has_left(TEST),
        "team": first_line() is not None,
        "customer": has_services(),
    }
    return done | {key for key, is_done in seen.items() if is_done}


def is_unnamed(ours: Provider) -> bool:
    """Whether nobody has said yet whose installation this is."""
    return ours.name == UNNAMED


def leads(person: Person, ours: Provider) -> bool:
    """Whether the desk leads this person to the set-up: an administrator, nothing begun."""
    return is_unnamed(ours) and person.has_right(Right.ADMINISTER) and not has_tickets()


def set_up_link(now: datetime) -> str:
    """Where the first administrator is made, for a day; nothing where there is one already."""
    if has_staff():
        return ""
    token = link_token(PURPOSE, ABOUT, until=now + LINK_FOR)
    return settings.BASE_URL + reverse("first_administrator", args=[token])


def is_good(token: str, now: datetime) -> bool:
    """Whether a link for the first administrator is ours, still good, and still needed."""
    return read_link_token(PURPOSE, token, now=now) == ABOUT and not has_staff()
