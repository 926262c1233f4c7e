"""What the tags of a message say: ``{{ message|draft_of }}``, ``{{ message|undo_of }}``."""

from __future__ import annotations

from django import template
from django.contrib.messages.storage.base import Message

from qendra.lib.said import draft_in, undo_in

register = template.Library()


@register.filter
def draft_of(message: Message) -> str:
    """The name of the browser's draft that may be forgotten now."""
    return draft_in(message.extra_tags or "")


@register.filter
def undo_of(message: Message) -> str:
    """Where a form that undoes it is sent."""
    return undo_in(message.extra_tags or "")
