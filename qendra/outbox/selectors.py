"""Reading the outbox."""

from __future__ import annotations

from django.db.models import QuerySet

from qendra.outbox.models import Message, State


def dead_messages() -> QuerySet[Message]:
    """Messages that we gave up, newest first: each needs a person (``requeue``)."""
    return Message.objects.filter(state=State.DEAD).order_by("-id")


def message_of(purpose: str, message_id: int) -> Message | None:
    """One message of this purpose by its key."""
    return Message.objects.filter(purpose=purpose, id=message_id).first()


def waiting_of(purpose: str, most: int) -> int:
    """How many messages of this purpose are still on their way; counted up to ``most``."""
    waiting = Message.objects.filter(purpose=purpose, state__in=[State.QUEUED, State.SENDING])
    return waiting.values("id")[:most].count()


def has_left(purpose: str) -> bool:
    """Whether any message of this purpose left the house."""
    return Message.objects.filter(purpose=purpose, state=State.SENT).exists()


def messages_about(kind: str, about_id: int) -> QuerySet[Message]:
    """Everything that was ever queued about one thing, in order."""
    return Message.objects.filter(about_kind=kind, about_id=about_id).order_by("id")
