"""What every page of the desk needs besides its own content."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from qendra.accounts.models import Person
from qendra.accounts.rights import Right
from qendra.desk.queues import side
from qendra.desk.saved import saved_items
from qendra.desk.shown.ringing import Ringing, ringing_of
from qendra.intake.phone.selectors import ringing_on_pages
from qendra.live.pages import live
from qendra.live.topics import LISTS

# What opens a page that stands below the queues.
_AT_THE_SIDE = (Right.ANNOUNCE, Right.SUPERVISE, Right.ADMINISTER, Right.IMPORT)


def frame(
    person: Person, now: datetime, current: str = "", *, view: int | None = None
) -> dict[str, Any]:
    """The queues and saved views at the side, rights, and the moment; ``view``: the one shown."""
    return {
        "queues": side(person, current),
        "saved": saved_items(person, now, view),
        "now": now,
        "rights": rights_of_page(person),
        "side_rights": tuple(right.value for right in _AT_THE_SIDE if person.has_right(right)),
        "home": reverse("desk:front"),
        "place": f"view-{view}" if view else current,
        "live": live([LISTS], "", now),
        "ringing": _ringing(person, now),
    }


def _ringing(person: Person, now: datetime) -> tuple[Ringing, ...]:
    """For whoever may take a call."""
    return ringing_of(ringing_on_pages(), person, now) if person.has_right(Right.WORK) else ()


def rights_of_page(person: Person) -> dict[str, bool]:
    """The person's rights for templates: ``rights.work``."""
    return {right.value: person.has_right(right) for right in Right}
