"""The one question after a ticket was closed."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from qendra.satisfaction.addresses import rate_url
from qendra.satisfaction.models import Rating
from qendra.tickets.models import Ticket
from qendra.tickets.notices import Letter, send_letters


def ask(rating: Rating, ticket: Ticket, now: datetime) -> None:
    """How was our help? A mail with the page behind which one question waits."""
    with translation.override(rating.person.language):
        headline = _("How was our help?")
    letter = Letter(
        ticket=ticket,
        to=rating.person,
        key=f"ticket:{ticket.id}:satisfaction",
        purpose="satisfaction",
        template="satisfaction/mail/question.txt",
        told={"rate_url": rate_url(rating)},
        headline=headline,
    )
    send_letters([letter], now)
