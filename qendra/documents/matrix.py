"""The escalation matrix of a service as an official document (E1 to E4), of one issue."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from qendra.documents import matrix_tables as tables
from qendra.documents import paper, words
from qendra.documents.content import Content, short
from qendra.documents.models import Issue
from qendra.lib.moments import kept_together, zone_named


def part_name(part: str) -> str:
    """A part of the document, as people are told that it changed."""
    names = {
        "provider": _("our name, addresses and numbers, or our look"),
        "service": _("the name of the service or of the customer"),
        "levels": _("the levels, their roles, or the ages at which they are told"),
        "answers": _("the time to acknowledge, or how often a level is told again"),
        "reach": _("who holds a level, or how they are reached"),
        "priorities": _("which priority a fault has"),
        "hours": _("the business hours"),
    }
    return names.get(part, part)


def filename_of(issue: Issue) -> str:
    """The name of its file."""
    return f"{issue.number}-v{issue.version}.pdf"


def issued_on(issue: Issue) -> date:
    """The day of issue, in the provider's time zone."""
    return issue.issued_at.astimezone(zone_named(issue.content["provider"]["zone"])).date()


def check_url(digest: str = "") -> str:
    """Where anybody sees whether a check hash is one of ours; without one, where it is typed."""
    page = reverse("panel:check", args=[digest]) if digest else reverse("panel:check_page")
    return str(settings.BASE_URL) + page


def matrix_paper(issue: Issue) -> paper.Paper:
    """The document in the active language."""
    content, made = issue.content, issued_on(issue)
    house, service = content["provider"], content["service"]
    title, day = _("Escalation matrix"), words.shown_date(made)
    told = _("%(number)s, version %(version)s, issued %(day)s, check hash %(hash)s") % {
        "number": kept_together(issue.number),
        "version": issue.version,
        "day": day,
        "hash": kept_together(short(issue.digest)),
    }
    return paper.Paper(
        house=words.house_as(house),
        language=get_language() or "en",
        is_rtl=get_language_bidi(),
        title=title,
        subject=f"{service['name']} · {service['customer']}",
        made=made,
        head=(
            (_("Document"), issue.number),
            (_("Version"), str(issue.version)),
            (_("Issued and valid from"), day),
            (_("Service ID"), service["code"]),
        ),
        foot="\n".join(line for line in (told, house["legal_lines"]) if line),
        page=_("Page"),
        sections=(*_sections(content), *_standing(issue)),
    )


def _sections(content: Content) -> tuple[paper.Section, ...]:
    house = content["provider"]
    return (
        paper.text(
            _(
                "When a fault takes longer than it should, the management of %(provider)s is told,"
                " level by level. This happens by itself, by the age of the ticket, and you can"
                " ask for the next level yourself at any time."
            )
            % {"provider": house["name"]}
        ),
        paper.heading(_("Who is told, and when")),
        tables.ages(content),
        paper.note(_how_age_counts(content)),
        paper.heading(_("Until when a level acknowledges")),
        tables.answers(content),
        paper.note(_if_not(content)),
        *tables.reach(content),
        paper.heading(_("How you escalate")),
        paper.text(
            _(
                "You may do so whenever you are not satisfied with the progress of the repair, or"
                " when response or repair times are not met."
            )
        ),
        paper.steps(_ways(house)),
        words.ways_of(house, content["service"]["code"]),
        paper.heading(_("Which priority a fault has")),
        tables.priorities(content),
        paper.heading(_("What you can rely on")),
        paper.lists([("", _rules())]),
    )


def _how_age_counts(content: Content) -> str:
    told = _(
        "The age of a ticket counts from when your report reached us. It stands still while we"
        " wait for you and while the work is put off as agreed with you; waiting for a carrier"
        " does not stop it."
    )
    hours = words.hours_of(content["hours"])
    if not hours:
        return told
    business = _("Business hours: %(hours)s, except public holidays.") % {"hours": hours}
    return f"{told} {business}"


def _if_not(content: Content) -> str:
    """What comes of silence, and what comes earlier than by age."""
    told = [_("What nobody acknowledges in time goes to the next level at once.")]
    repeat: dict[str, int] | None = content["answers"]["repeat"]
    if repeat:
        told.append(
            _("The last level is told again every %(every)s, up to %(most)d ×.")
            % {"every": words.minutes(repeat["minutes"]), "most": repeat["most"]}
        )
    earlier: dict[str, Any] = content["answers"]["earlier"] or {}
    sentences = {
        "response": _("A first answer that is late leads to level %(level)d at once."),
        "repair": _("A repair that is late leads to level %(level)d at once."),
        "reopened": _("A fault that comes back %(times)d × leads to level %(level)d at once."),
    }
    told += [
        sentence % {"level": earlier[name], "times": earlier["reopenings"]}
        for name, sentence in sentences.items()
        if earlier.get(name)
    ]
    return " ".join(told)


def _ways(house: Content) -> list[str]:
    ways = [
        _(
            "Open the ticket in %(panel)s and press “Escalate”. Say why, and whether we should"
            " call you back."
        )
        % {"panel": house["panel"]},
        _("Or write to us with the ticket ID and say that you want to escalate."),
    ]
    if house["phone"]:
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


def _standing(issue: Issue) -> tuple[paper.Section, ...]:
    """How long it is valid, what is new in it, and how anybody checks that it is ours."""
    changed = [part_name(part) for part in issue.differences]
    return (
        paper.heading(_("This document")),
        *(
            (paper.lists([(_("What changed since the version before"), changed)]),)
            if changed
            else ()
        ),
        paper.text(
            _(
                "It is valid from the day of issue until we issue the next version, or the service"
                " ends. You can check that it is ours and whether it is the newest one:"
            )
        ),
        paper.check(issue.digest, check_url(issue.digest), check_url()),
    )
