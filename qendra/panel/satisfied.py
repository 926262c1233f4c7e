"""The question how our help was, as the ticket page asks it (G2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import pgettext

from qendra.accounts.models import Person
from qendra.panel.forms.writing import RatingForm
from qendra.satisfaction.rules import can_be_rated
from qendra.satisfaction.selectors import rating_of
from qendra.tickets.models import Ticket
from qendra.tickets.states import State


def answers() -> list[tuple[str, str]]:
    """The five answers, the best first, each a word that needs no scale beside it."""
    return [
        ("5", pgettext("help", "Very good")),
        ("4", pgettext("help", "Good")),
        ("3", pgettext("help", "So so")),
        ("2", pgettext("help", "Bad")),
        ("1", pgettext("help", "Very bad")),
    ]


def rating_context(person: Person, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """The form for who reported a ticket that is closed, as long as an answer is taken."""
    is_theirs = ticket.reporter_id == person.id
    if not is_theirs or ticket.state != State.CLOSED or not can_be_rated(ticket.closed_at, now):
        return {}
    rating = rating_of(ticket)
    said = {"score": rating.score, "words": rating.words} if rating else {}
    return {"rating": rating, "rating_form": RatingForm(initial=said), "answers": answers()}
