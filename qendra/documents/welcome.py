"""The welcome message of a service: what it is, how to reach us, what we promise (S5, S6)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import get_language, get_language_bidi, override
from django.utils.translation import gettext as _

from qendra.catalogue.models import Circuit, Prefix, Provider, Service
from qendra.catalogue.selectors import circuits_of, prefixes_of, provider_of_pages
from qendra.documents import paper, words
from qendra.history.selectors import last_changed
from qendra.sla.selectors import service_level_for
from qendra.tickets.promised import promised

# Of a service that nobody wrote down when: nothing is known to be later.
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Welcome:
    """A service with all that its welcome message says of it."""

    service: Service
    provider: Provider
    circuits: tuple[Circuit, ...]
    prefixes: tuple[Prefix, ...]
    changed_at: datetime

    @property
    def version(self) -> str:
        """The day of the latest change, and four letters that differ with what it says.

        Nobody writes a new version of a welcome message: it follows the records.
        """
        with override("en"):
            said = repr((self.service.code, self.service.customer.name, *_sections(self)))
        check = hashlib.sha256(said.encode(errors="replace")).hexdigest()[:4]
        return f"{words.local_date(self.changed_at, self.provider):%Y-%m-%d}-{check}"


def welcome_of(service: Service) -> Welcome:
    """The welcome message as the records are now."""
    circuits, prefixes = circuits_of(service=service.pk), prefixes_of(service=service.pk)
    provider = provider_of_pages()
    return Welcome(
        service=service,
        provider=provider,
        circuits=tuple(circuits),
        prefixes=tuple(prefixes),
        changed_at=_changed_at(service, circuits, prefixes),
    )


def _changed_at(service: Service, circuits: list[Circuit], prefixes: list[Prefix]) -> datetime:
    """When what the message says was changed last; of what has no history, when it began."""
    subjects = {
        "provider": [1],
        "services": [service.pk],
        "customers": [service.customer_id],
        "sites": [service.site_id] if service.site_id else [],
        "circuits": [each.pk for each in circuits],
        "prefixes": [each.pk for each in prefixes],
    }
    level = service_level_for(service)
    owned = service.ownerships.order_by("-since").values_list("since", flat=True).first()
    known = (
        last_changed(subjects, but="escalation_document"),
        owned,
        level.created_at if level else None,
    )
    return max((each for each in known if each), default=FIRST_DAY)


def welcome_paper(welcome: Welcome) -> paper.Paper:
    """The message in the active language."""
    title = _("Welcome message")
    made = words.local_date(welcome.changed_at, welcome.provider)
    service, version = welcome.service, welcome.version
    return paper.Paper(
        house=words.house_of(welcome.provider),
        language=get_language() or "en",
        is_rtl=get_language_bidi(),
        title=title,
        subject=service.name,
        made=made,
        head=words.head_of(service, version, _("As of"), made),
        foot=words.foot_of(welcome.provider, title, service, version),
        page=_("Page"),
        sections=_sections(welcome),
    )


def _sections(welcome: Welcome) -> tuple[paper.Section, ...]:
    return (
        paper.text(
            _(
                "Welcome to %(provider)s. This is what you need when something about your service"
                " does not work, or when you want to ask for something. Please keep it where your"
                " colleagues find it."
            )
            % {"provider": welcome.provider.name}
        ),
        paper.heading(_("How you reach us")),
        words.ways_to_us(welcome.provider, welcome.service),
        paper.heading(_("What we need from you")),
        *_asked(),
        *_promises(welcome.service),
        *_service(welcome),
    )


def _asked() -> tuple[paper.Section, ...]:
    """What S6 asks for."""
    required = [
        _("Service ID"),
        _("when the problem started, with the time zone"),
        _("a short description"),
        _("the impact: service affecting, degradation or non-service affecting"),
    ]
    where_known = [
        _("circuit ID"),
        _("intermittent problem or permanent fault"),
        _("test results or logs"),
        _("IP address"),
    ]
    return (
        paper.lists([(_("Always"), required), (_("Where it applies"), where_known)]),
        paper.note(
            _(
                "In %(panel)s the form asks for all of it. What is missing in a mail we ask for; no"
                " report is turned away for that. Please write to us in English."
            )
            % {"panel": provider_of_pages().panel_name}
        ),
    )


def _promises(service: Service) -> tuple[paper.Section, ...]:
    targets = promised(service)
    if not targets:
        return ()
    rows = [[_("Priority"), _("First answer within"), _("Repair within")]]
    rows += [[each.label, each.response, each.repair] for each in targets]
    return (
        paper.heading(_("What we promise")),
        paper.table(rows),
        paper.note(
            _(
                "The priority comes from the impact of the fault and the urgency that you choose."
                " When you are not satisfied with the progress, the escalation matrix of your"
                " service says who is told next."
            )
        ),
    )


def _service(welcome: Welcome) -> tuple[paper.Section, ...]:
    sections = [paper.heading(_("Your service")), paper.facts(_about(welcome.service))]
    if welcome.circuits:
        rows = [[_("Circuit"), _("A end"), _("Z end"), _("Carrier")]]
        for each in welcome.circuits:
            carrier = each.carrier.name if each.carrier else "–"
            rows.append([each.code, each.a_end, each.z_end, carrier])
        sections += [paper.heading(_("Circuits")), paper.table(rows)]
    if welcome.prefixes:
        networks = [str(each.network) for each in welcome.prefixes]
        sections += [paper.heading(_("Addresses")), paper.codes(networks)]
    return tuple(sections)


def _about(service: Service) -> list[paper.Pair]:
    about = [(_("Service ID"), service.code), (_("Product"), service.product.name)]
    if service.contract:
        about.append((_("Contract"), service.contract.code))
    if service.site:
        place = (service.site.name, service.site.address)
        about.append((_("Site"), "\n".join(part for part in place if part)))
        about.append((_("Time zone"), service.site.time_zone))
    return about
