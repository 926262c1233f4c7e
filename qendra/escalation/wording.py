"""Why a level was reached, or will be, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from qendra.escalation.models import Cause
from qendra.escalation.selectors import Standing


def before_its_age(cause: str) -> str:
    """Why a level was reached before the ticket was that old; nothing where it was its age."""
    return {
        Cause.RESPONSE: _("as the first answer was late"),
        Cause.REPAIR: _("as the repair was late"),
        Cause.REOPENED: _("as it came back"),
    }.get(Cause(cause), "")


def next_level(standing: Standing) -> str:
    """What makes the next step, before its moment: its age, silence, or a missed promise."""
    until, at = standing.held_until, standing.next_step_at
    if standing.next_cause != Cause.AGE and until and at and at <= until:
        return _("Next level, once it is held back no more,")
    by_age = _("Next level by age")
    return {
        Cause.UNANSWERED: _("Next level, unless somebody acknowledges,"),
        Cause.RESPONSE: _("Next level, unless the customer is answered,"),
        Cause.REPAIR: _("Next level, unless it is repaired,"),
        Cause.REOPENED: _("Next level, as it came back,"),
    }.get(Cause(standing.next_cause), by_age)
