"""Template filters for escalations."""

from __future__ import annotations

from django import template

from qendra.escalation.models import Reason

register = template.Library()


@register.filter
def reason_name(value: str) -> str:
    """Why somebody asks for the next level, in words; of an old request nothing."""
    return str(Reason(value).label) if value in Reason.values else ""
