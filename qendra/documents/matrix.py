"""The escalation matrix of a service as an official document (E1 to E4).

Customers see the roles of the levels, here as on their pages; who holds them is for the staff.
"""

from __future__ import annotations

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from qendra.catalogue.models import Provider, Service
from qendra.catalogue.selectors import provider_of_pages
from qendra.documents import paper, words
from qendra.escalation.ladder import AROUND_THE_CLOCK, Ladder
from qendra.escalation.models import Matrix
from qendra.escalation.selectors import levels_of
from qendra.sla.selectors import business_hours, service_level_for
from qendra.sla.wording import length
from qendra.tickets.models import PRIORITY_NAMES
from qendra.tickets.priority import Priority


def matrix_paper(service: Service, matrix: Matrix) -> paper.Paper:
    """This version of the matrix, as it holds for the service."""
    provider = provider_of_pages()
    version = str(matrix.version)
    made = words.local_date(matrix.created_at, provider)
    title = _("Escalation matrix")
    return paper.Paper(
        house=words.house_of(provider),
        language=get_language() or "en",
        is_rtl=get_language_bidi(),
        title=title,
        subject=service.name,
        made=made,
        head=words.head_of(service, version, _("Valid from"), made),
        foot=words.foot_of(provider, title, service, version),
        page=_("Page"),
        sections=_sections(provider, service, Ladder(matrix.name, levels_of(matrix))),
    )


def _sections(provider: Provider, service: Service, ladder: Ladder) -> tuple[paper.Section, ...]:
    return (
        paper.text(
            _(
                "When a fault takes longer than it should, the management of %(provider)s is told,"
                " level by level. This happens by itself, by the age of the ticket, and you can"
                " ask for the next level yourself at any time."
            )
            % {"provider": provider.name}
        ),
        paper.heading(_("Who is told, and when")),
        _levels(ladder),
        paper.note(_how_age_counts(service)),
        paper.heading(_("How you escalate")),
        paper.text(
            _(
                "You may do so whenever you are not satisfied with the progress of the repair, or"
                " when response or repair times are not met."
            )
        ),
        paper.steps(_ways(provider)),
        words.ways_to_us(provider, service, with_remarks=False),
        paper.heading(_("What you can rely on")),
        paper.lists([("", _rules())]),
    )


def _levels(ladder: Ladder) -> paper.Section:
    wall = [each for each in Priority if each in AROUND_THE_CLOCK]
    business = [each for each in Priority if each not in AROUND_THE_CLOCK]
    names = [str(PRIORITY_NAMES[each]) for each in (*wall, *business)]
    rows = [["", _("Level"), *names]]
    for level in ladder.levels:
        ages = [length(level.ages.of(each) * 60) for each in (*wall, *business)]
        rows.append([str(level.number), level.role, *ages])
    groups = [
        ("", 2),
        (_("Age around the clock"), len(wall)),
        (_("Age in business hours"), len(business)),
    ]
    return paper.table(rows, groups=groups, numbered=True)


def _how_age_counts(service: Service) -> str:
    told = _(
        "The age of a ticket counts from when your report reached us. It stands still while we"
        " wait for you and while the work is put off as agreed with you; waiting for a carrier"
        " does not stop it."
    )
    hours = words.opening_hours(business_hours(service_level_for(service)))
    if not hours:
        return told
    business = _("Business hours: %(hours)s, except public holidays.") % {"hours": hours}
    return f"{told} {business}"


def _ways(provider: Provider) -> list[str]:
    ways = [
        _(
            "Open the ticket in %(panel)s and press “Escalate”. Say why, and whether we should"
            " call you back."
        )
        % {"panel": provider.panel_name},
        _("Or write to us with the ticket ID and say that you want to escalate."),
    ]
    if provider.support_phone:
        ways.append(_("Or call us with the ticket ID and say that you want to escalate."))
    return ways


def _rules() -> list[str]:
    return [
        _("Every request to escalate is accepted, recorded on the ticket and answered."),
        _(
            "A request goes to the next level at once. Within an hour of the last step, and on the"
            " highest level, it reminds whoever has the ticket at that moment."
        ),
        _("No note and no answer of ours stops the way up, until the service is restored."),
        _("A ticket keeps the matrix that was valid when it was opened."),
    ]
