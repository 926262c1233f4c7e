"""Who is told: the holder of a level, whoever stands in, and the supervisors behind them."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

from django.utils.translation import gettext as _

from qendra.accounts.models import Person
from qendra.accounts.selectors import administrators, standing_in
from qendra.catalogue.selectors import provider
from qendra.escalation.ladder import Level
from qendra.escalation.models import Run, Step
from qendra.lib.work import remembered
from qendra.paging.selectors import ways_in_use


def holder_of(level: Level) -> Person | None:
    """Whom this level tells at this moment, with the address to use; None: nobody to reach.

    A level without a holder is the duty manager's. Somebody who left, or whom nothing
    reaches, is nobody. Read once in a piece of work.
    """
    if level.holder_id is None:
        return _reachable(provider().duty_manager)
    holder = level.holder_id
    person = remembered(("person", holder), lambda: Person.objects.filter(id=holder).first())
    return _reachable(person, level.email)


def troubles_of(levels: Iterable[Level]) -> list[tuple[int, str]]:
    """The levels that would reach nobody at this moment, by number, each with why."""
    told = []
    for level in levels:
        if holder_of(level) is not None:
            continue
        if level.holder_id is None and provider().duty_manager is None:
            sentence = _("Level %(number)d has nobody, and there is no duty manager to stand in.")
        else:
            sentence = _("Level %(number)d cannot be reached: the person left or has no e-mail.")
        told.append((level.number, sentence % {"number": level.number}))
    return told


def holders_now(run: Run) -> list[Person]:
    """Who has the ticket on its ladder: the present level's person, else the duty manager.

    Where neither can be reached, the supervisors.
    """
    holder = _holder_of_level(run) or _reachable(provider().duty_manager)
    return [holder] if holder else supervisors()


def supervisors() -> list[Person]:
    """Those whose role it is to stand in; without any, the administrators."""
    return list(standing_in()) or list(administrators().order_by("id"))


def _holder_of_level(run: Run) -> Person | None:
    steps = Step.objects.filter(run=run, level=run.level).select_related("holder")
    step = steps.order_by("-round").first()
    if step is None:
        return None
    level = run.ladder.level(step.level)
    is_same = level is not None and level.holder_id == step.holder_id
    return _reachable(step.holder, level.email if level and is_same else "")


def _reachable(person: Person | None, address: str = "") -> Person | None:
    """The person if still with us and reachable, at ``address`` if given."""
    if person is None or not person.is_active:
        return None
    # A copy that is never saved: the address is this level's, not the person's.
    reached = copy(person)
    reached.email = address or person.email
    return reached if reached.email or _has_ways(person) else None


def _has_ways(person: Person) -> bool:
    """Whether somebody without a mail address is paged in other ways."""
    return remembered(("ways", person.id), lambda: bool(ways_in_use([person.id])))
