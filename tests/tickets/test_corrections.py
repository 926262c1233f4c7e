"""A correction of impact or urgency reaches the customer with its reason."""

from __future__ import annotations

import pytest
from django.test import Client

from qendra.outbox.models import Message
from qendra.preferences.kinds import Kind
from qendra.preferences.models import Unwanted
from qendra.tickets.actions.facts import change_priority
from qendra.tickets.explained import because
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Impact, Urgency
from tests.cast import NOW, Cast, desk, opened

REASON = "Traffic flows again, with a tenth of it lost."


def corrected(cast: Cast, ticket: Ticket, impact: Impact = Impact.DEGRADATION) -> Ticket:
    return change_priority(
        actor=desk(cast.elira),
        now=NOW,
        ticket_id=ticket.id,
        impact=impact,
        urgency=Urgency.HIGH,
        reason=REASON,
    )


def test_everybody_who_takes_part_gets_a_mail_with_the_reason(cast: Cast) -> None:
    ticket = corrected(cast, opened(cast))
    mail = Message.objects.get(purpose="priority")
    assert mail.to_address == cast.alba.email
    assert "changed from Critical to Major" in mail.text
    assert REASON in mail.text
    assert "Impact: Degradation" in mail.text
    assert ticket.priority == "major"


def test_a_correction_that_leaves_the_priority_is_told_as_well(cast: Cast) -> None:
    ticket = opened(cast, urgency=Urgency.LOW)
    change_priority(
        actor=desk(cast.elira),
        now=NOW,
        ticket_id=ticket.id,
        impact=Impact.DEGRADATION,
        urgency=Urgency.MEDIUM,
        reason=REASON,
    )
    assert "its priority stays Minor" in Message.objects.get(purpose="priority").text


def test_nobody_is_written_to_who_does_without(cast: Cast) -> None:
    Unwanted.objects.create(person=cast.alba, kinds=[Kind.PRIORITY])
    corrected(cast, opened(cast))
    assert not Message.objects.filter(purpose="priority").exists()


def test_a_correction_that_changes_nothing_tells_nobody(cast: Cast) -> None:
    corrected(cast, opened(cast), Impact.SERVICE_AFFECTING)
    assert not Message.objects.filter(purpose="priority").exists()


def test_the_panel_shows_the_reason_in_the_conversation_and_beside_the_priority(
    cast: Cast, alba: Client
) -> None:
    ticket = corrected(cast, opened(cast))
    page = alba.get(f"/tickets/{ticket.number}/").content.decode()
    assert page.count(REASON) == 2
    assert "The impact “Degradation” and the urgency “High” make it Major." in page


def test_the_desk_says_who_corrected_it_and_why(cast: Cast, elira: Client) -> None:
    ticket = corrected(cast, opened(cast))
    page = elira.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "Corrected by Elira:" in page
    assert "matrix version 1" in page


@pytest.mark.parametrize(
    ("kind", "impact", "urgency", "sentence"),
    [
        ("fault", None, "high", "Nobody has said yet what the fault does to the service"),
        ("fault", "degradation", "low", "The impact “Degradation” and the urgency “Low” make it"),
        ("request", None, "medium", "A request interrupts nothing; with the urgency “Medium”"),
    ],
)
def test_every_priority_says_what_makes_it(
    kind: str, impact: str | None, urgency: str, sentence: str
) -> None:
    ticket = Ticket(kind=kind, impact=impact, urgency=urgency, priority="minor")
    assert because(ticket).startswith(sentence)
    assert "Minor" in because(ticket)
