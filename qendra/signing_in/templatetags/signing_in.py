"""Template filters for signing in."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def in_fours(text: str) -> str:
    """A key or a code in groups of four, as people read it aloud."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
