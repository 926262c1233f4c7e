"""The command palette: what a person may go to or do, found by a few letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.catalogue.access import seen_by, sees_customer
from qendra.catalogue.models import Customer, Service
from qendra.desk import queues
from qendra.desk.acts import acts_of
from qendra.desk.addresses import ticket_page
from qendra.desk.forms.composing import MODES, modes_of
from qendra.desk.settings.registry import groups_for
from qendra.lib.ticket_id import shown as shown_id
from qendra.tickets.finding import tickets_about
from qendra.tickets.models import Ticket
from qendra.tickets.selectors import find_ticket

# So many of each kind are offered.
MOST = 6
FEWEST_LETTERS = 2
# The icon of each mode of the composer.
_ICONS = {"reply": "send", "note": "note", "call": "phone"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to go to. ``language`` is one to be chosen instead, by a form."""

    name: str
    icon: str
    url: str
    hint: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Offers of one kind."""

    name: str
    offers: Sequence[Offer]


def groups(person: Person, words: str, prefix: str, present: Ticket | None) -> list[Group]:
    """What fits the words, the nearest at hand first; a handful of queries.

    ``present`` is the ticket that stands on the page. Without words: what is at hand.
    """
    wanted = words.strip()
    fits = partial(_fits, wanted.casefold())
    found = [
        Group(_("Tickets"), list(_tickets(person, wanted, prefix))),
        Group(_("This ticket"), list(filter(fits, _acts(person, present)))),
        Group(_("Queues"), list(filter(fits, _queues(person)))),
        Group(_("Customers"), list(_customers(person, wanted))),
        Group(_("Services"), list(_services(person, wanted))),
        Group(_("Elsewhere"), list(filter(fits, _places(person)))),
        Group(_("Language"), list(filter(fits, _languages())) if wanted else []),
    ]
    return [group for group in found if group.offers]


def _fits(wanted: str, offer: Offer) -> bool:
    name = f"{offer.name} {offer.hint}".casefold()
    return all(word in name for word in wanted.split())


def _tickets(person: Person, wanted: str, prefix: str) -> Iterator[Offer]:
    if len(wanted) < FEWEST_LETTERS:
        return
    ticket, as_id = find_ticket(wanted, prefix)
    if ticket and sees_customer(person, ticket.customer_id):
        yield _ticket(ticket, prefix)
    if as_id:
        return
    ids = tickets_about(wanted, person)[0:MOST]
    for each in Ticket.objects.filter(id__in=ids).order_by("-opened_at", "-id"):
        yield _ticket(each, prefix)


def _ticket(ticket: Ticket, prefix: str) -> Offer:
    hint = f"{shown_id(ticket.number, prefix)} · {ticket.state_name}"
    return Offer(ticket.subject, f"state-{ticket.state}", ticket_page(ticket), hint)


def _acts(person: Person, present: Ticket | None) -> Iterator[Offer]:
    if present is None:
        return
    page = ticket_page(present)
    modes = modes_of(person) if person.has_right(Right.NOTE) else []
    for mode in modes:
        yield Offer(str(MODES[mode]), _ICONS[mode], f"{page}?write={mode}#compose")
    for act in acts_of(person, present, (), {}):
        yield Offer(str(act.name), act.icon, f"{page}?act={act.key}#acts")


def _queues(person: Person) -> Iterator[Offer]:
    for item in queues.side(person):
        yield Offer(str(item.name), item.icon, item.url)


def _customers(person: Person, wanted: str) -> Iterator[Offer]:
    """A customer leads to the tickets that are found by its name."""
    if len(wanted) < FEWEST_LETTERS:
        return
    found = Customer.objects.filter(seen_by(person, "id"), name__icontains=wanted).order_by("name")
    for name, external_id in found.values_list("name", "external_id")[:MOST]:
        yield Offer(name, "building", _search(name), external_id or "")


def _services(person: Person, wanted: str) -> Iterator[Offer]:
    if len(wanted) < FEWEST_LETTERS:
        return
    found = Service.objects.filter(seen_by(person), code__icontains=wanted).order_by("code")
    for code, name, customer in found.values_list("code", "name", "customer__name")[:MOST]:
        yield Offer(code, "server", _search(code), f"{name} · {customer}")


def _search(words: str) -> str:
    return f"{reverse('desk:front')}?{urlencode({'q': words})}"


def _places(person: Person) -> Iterator[Offer]:
    if person.has_right(Right.WORK):
        yield Offer(_("Log a call"), "phone", reverse("desk:new_call"))
    yield Offer(_("On call"), "bell", reverse("rotas:rotas"))
    yield Offer(_("Keys"), "help", reverse("desk:keys"), "?")
    if person.has_right(Right.ANNOUNCE):
        yield Offer(_("Announcements"), "announce", reverse("desk:announcements"))
    for group in groups_for(person):
        for page in group.settings:
            yield Offer(str(page.name), page.icon, page.url, str(group.name))


def _languages() -> Iterator[Offer]:
    for code, _name in settings.LANGUAGES:
        name = translation.get_language_info(code)["name_local"]
        yield Offer(name, "globe", "", _("Language"), language=code)
