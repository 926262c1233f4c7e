"""Template filters for escalations."""

from __future__ import annotations

from django import template

from qendra.escalation.models import Reason
from qendra.escalation.wording import before_its_age, next_level

register = template.Library()
register.filter(before_its_age)
register.filter(next_level)


@register.filter
def reason_name(value: str) -> str:
    """Why somebody asks for the next level, in words; of an old request nothing."""
    return str(Reason(value).label) if value in Reason.values else ""
