"""What every page of the panel asks."""

from __future__ import annotations

from django import template

from qendra.catalogue import access

register = template.Library()


@register.simple_tag
def manages_people(user: access.User) -> bool:
    """Whether this person manages the people of some customer; one query, anew on every page."""
    return access.manages_people(user)
