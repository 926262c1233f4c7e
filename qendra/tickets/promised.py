"""What we promise for new tickets of a service, by priority, as words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from qendra.catalogue.models import Service
from qendra.sla.clock import Goal
from qendra.sla.selectors import service_level_for, targets_of
from qendra.sla.wording import length
from qendra.tickets.models import PRIORITY_NAMES
from qendra.tickets.priority import Priority


@dataclass(frozen=True, slots=True)
class Promised:
    """The times of one priority, as words."""

    priority: str
    label: str
    response: str = ""
    repair: str = ""


def promised(service: Service) -> list[Promised]:
    """The times of each priority for new tickets of this service; none where none are set."""
    level = service_level_for(service)
    targets = targets_of(level) if level else {}
    return [
        Promised(
            priority=str(priority),
            label=str(PRIORITY_NAMES[priority]),
            response=_goal(targets[priority].response),
            repair=_goal(targets[priority].repair),
        )
        for priority in Priority
        if priority in targets
    ]


def _goal(goal: Goal) -> str:
    told = length(goal.seconds)
    if goal.calendar.always:
        return told
    return _("%(length)s of %(calendar)s") % {"length": told, "calendar": goal.calendar.name}
