"""Messages that could not be delivered, as far as a member of staff may see them."""

from __future__ import annotations

from django.db.models import QuerySet

from qendra.accounts.models import Person
from qendra.outbox.models import Message
from qendra.outbox.selectors import dead_messages
from qendra.tickets.access import tickets_of_staff
from qendra.tickets.notices import ABOUT


def dead_messages_for(person: Person) -> QuerySet[Message]:
    """Newest first: all, or those about tickets of the customers of the person's teams."""
    return _seen_by(person, dead_messages())


def is_message_for(person: Person, message_id: int) -> bool:
    """Whether this member of staff may see this message."""
    return _seen_by(person, Message.objects.filter(id=message_id)).exists()


def _seen_by(person: Person, messages: QuerySet[Message]) -> QuerySet[Message]:
    if not person.is_limited:
        return messages
    tickets = tickets_of_staff(person).values("id")
    return messages.filter(about_kind=ABOUT, about_id__in=tickets)
