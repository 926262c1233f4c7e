"""The tables of an escalation document."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from qendra.documents import paper, words
from qendra.documents.content import Content
from qendra.escalation.ladder import AROUND_THE_CLOCK
from qendra.lib.moments import kept_together
from qendra.tickets.matrices import field_of
from qendra.tickets.models import IMPACT_NAMES, PRIORITY_NAMES, URGENCY_NAMES
from qendra.tickets.priority import Impact, Priority, Urgency

WALL = [each for each in Priority if each in AROUND_THE_CLOCK]
BUSINESS = [each for each in Priority if each not in AROUND_THE_CLOCK]
COLUMNS = (*WALL, *BUSINESS)


def ages(content: Content) -> paper.Section:
    """The age at which each level is told."""
    rows = [_head()]
    for level in content["levels"]:
        times = [words.minutes(level["ages"][each]) for each in COLUMNS]
        rows.append([str(level["number"]), level["role"], *times])
    groups = [
        ("", 2),
        (_("Age around the clock"), len(WALL)),
        (_("Age in business hours"), len(BUSINESS)),
    ]
    return paper.table(rows, groups=groups, numbered=True)


def answers(content: Content) -> paper.Section:
    """Within how long each level acknowledges, and a request is answered."""
    said = content["answers"]
    rows = [_head()]
    for level, within in zip(content["levels"], said["levels"], strict=True):
        rows.append(
            [str(level["number"]), level["role"], *_times(within[each] for each in COLUMNS)]
        )
    asked = _times(said["requests"][each] for each in COLUMNS)
    rows.append(["", _("Your request is answered"), *asked])
    return paper.table(rows, numbered=True)


def reach(content: Content) -> tuple[paper.Section, ...]:
    """Who holds each level and how they are reached; by role alone, the centre stands for all."""
    house, title = content["provider"], paper.heading(_("How you reach a level"))
    if not content["reach"]:
        told = _(
            "Every level is reached through our contact centre, which is open around the clock:"
            " name the ticket ID and the level."
        )
        return (title, paper.text(told))
    ways = f"{_('Telephone')} · {_('E-mail')}"
    rows = [["", _("Level"), _("Name"), ways]]
    for level, way in zip(content["levels"], content["reach"], strict=True):
        name = way["name"] or _("The duty manager")
        phone, email = way["phone"] or house["phone"] or "–", way["email"] or house["address"]
        told = "\n".join(map(kept_together, (phone, email)))
        rows.append([str(level["number"]), level["role"], name, told])
    return (title, paper.table(rows, numbered=True, widths=(0, 1.3, 1.2, 1.6)))


def priorities(content: Content) -> paper.Section:
    """Which priority follows from what a fault does and how much it presses."""
    urgencies = [str(URGENCY_NAMES[each]) for each in Urgency]
    rows = [[_("Impact"), *urgencies]]
    for impact in Impact:
        fields = [content["priorities"][field_of((impact, each))] for each in Urgency]
        names = [str(PRIORITY_NAMES[Priority(each)]) for each in fields]
        rows.append([str(IMPACT_NAMES[impact]), *names])
    groups = [("", 1), (_("The urgency that you choose"), len(urgencies))]
    return paper.table(rows, groups=groups)


def _head() -> list[str]:
    return ["", _("Level"), *(str(PRIORITY_NAMES[each]) for each in COLUMNS)]


def _times(minutes: Iterable[int | None]) -> list[str]:
    return [words.minutes(each) if each else _("at leisure") for each in minutes]
