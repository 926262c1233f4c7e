"""Words about another matter go on as a ticket of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qendra.lib.errors import Refused
from qendra.outbox.models import Message
from qendra.tickets.actions.conversation import CustomerMessage, add_customer_message, add_note
from qendra.tickets.actions.merging import merge_ticket
from qendra.tickets.actions.splitting import split_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.facts import Source
from qendra.tickets.models import Entry, Ticket
from qendra.tickets.replay import differences
from qendra.tickets.selectors import timeline
from tests.cast import NOW, Cast, desk, mail, opened

SAID = NOW + timedelta(minutes=20)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Alba's ticket, on which Drita wrote of another matter."""
    found = opened(cast)
    words = Words(text="By the way, our server is slow.")
    message = CustomerMessage(key="mail:9", words=words, received_at=SAID, source=Source.MAIL)
    add_customer_message(actor=mail(cast.drita), now=SAID, ticket_id=found.id, message=message)
    return found


def word(ticket: Ticket) -> Entry:
    return ticket.entries.get(key="mail:9")


def split(cast: Cast, ticket: Ticket, entry_id: int, subject: str = "Server slow") -> Ticket:
    return split_ticket(
        actor=desk(cast.elira),
        now=LATER,
        ticket_id=ticket.id,
        entry_id=entry_id,
        subject=subject,
        service=cast.server,
    )


def texts(ticket: Ticket) -> list[str]:
    entries = timeline(Ticket.objects.get(id=ticket.id), for_customer=True)
    return [entry.words.text for entry in entries if hasattr(entry, "words")]


def test_they_become_a_report_of_whoever_said_them_and_when(cast: Cast, ticket: Ticket) -> None:
    new = split(cast, ticket, word(ticket).id)
    assert (new.customer, new.service, new.reporter) == (ticket.customer, cast.server, cast.drita)
    assert (new.opened_at, new.subject) == (SAID, "Server slow")
    assert texts(new) == ["By the way, our server is slow."]
    assert "By the way, our server is slow." in texts(ticket)
    told = Message.objects.filter(about_id=new.id).values_list("to_address", flat=True)
    assert set(told) == {cast.drita.email}
    assert not differences(new)
    assert not differences(Ticket.objects.get(id=ticket.id))


def test_each_says_what_the_other_is(cast: Cast, ticket: Ticket) -> None:
    new = split(cast, ticket, word(ticket).id)
    assert ticket.entries.get(kind="linked").data["number"] == new.number
    assert new.entries.get(kind="linked").data["number"] == ticket.number


def test_the_same_words_open_no_second_ticket(cast: Cast, ticket: Ticket) -> None:
    first = split(cast, ticket, word(ticket).id)
    assert split(cast, ticket, word(ticket).id, "Again") == first
    assert ticket.entries.filter(kind="linked").count() == 1


def test_merged_back_the_words_are_read_once_and_split_again_it_stands_by_itself(
    cast: Cast, ticket: Ticket
) -> None:
    before = texts(ticket)
    new = split(cast, ticket, word(ticket).id)
    merge_ticket(actor=desk(cast.elira), now=LATER, ticket_id=new.id, into_id=ticket.id)
    assert texts(ticket) == before
    again = split(cast, ticket, word(ticket).id)
    assert (again, again.is_open) == (new, True)


def test_only_what_the_customer_said_on_this_ticket_is_split_off(
    cast: Cast, ticket: Ticket
) -> None:
    add_note(actor=desk(cast.elira), now=SAID, ticket_id=ticket.id, words=Words(text="Ours."))
    other = opened(cast, key="form:2")
    ours = ticket.entries.get(kind="note").id
    report = ticket.entries.get(kind="opened").id
    for ticket_, entry in ((ticket, ours), (ticket, report), (other, word(ticket).id)):
        with pytest.raises(Refused, match="Choose something"):
            split(cast, ticket_, entry)
    with pytest.raises(Refused, match="in a few words"):
        split(cast, ticket, word(ticket).id, "  ")
