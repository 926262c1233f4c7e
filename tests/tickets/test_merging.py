"""Two reports of the same go on as one ticket, and may part again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404

from qendra.lib.errors import Crossed, Refused
from qendra.outbox.models import Message
from qendra.tickets.access import customer_ticket
from qendra.tickets.actions.conversation import (
    CustomerMessage,
    add_customer_message,
    log_call,
    reply,
)
from qendra.tickets.actions.merging import merge_ticket, unmerge_ticket
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.opening import open_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.facts import Source
from qendra.tickets.models import Ticket
from qendra.tickets.replay import differences
from qendra.tickets.selectors import newest, participants, timeline
from qendra.tickets.states import State
from tests.cast import NOW, Cast, desk, opened, panel, report_of

HOUR = timedelta(hours=1)
LATER = NOW + HOUR


def two(cast: Cast) -> tuple[Ticket, Ticket]:
    """Besa's report of what Alba had reported an hour before, and Alba's."""
    first = opened(cast)
    report = report_of(
        cast, key="form:2", subject="No internet", reporter=cast.besa, received_at=LATER
    )
    return open_ticket(actor=panel(cast.besa), now=LATER, report=report), first


def merge(cast: Cast, ticket: Ticket, into: Ticket) -> Ticket:
    return merge_ticket(actor=desk(cast.elira), now=LATER, ticket_id=ticket.id, into_id=into.id)


def unmerge(cast: Cast, ticket: Ticket) -> Ticket:
    return unmerge_ticket(actor=desk(cast.elira), now=LATER + HOUR, ticket_id=ticket.id)


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(id=ticket.id)


def message(key: str, text: str) -> CustomerMessage:
    return CustomerMessage(
        key=key, words=Words(text=text), received_at=LATER + HOUR, source=Source.MAIL
    )


def said_on(ticket: Ticket) -> list[str]:
    entries = timeline(fresh(ticket), for_customer=False)
    return [entry.words.text for entry in entries if hasattr(entry, "words")]


def test_one_ends_and_the_other_goes_on(cast: Cast) -> None:
    second, first = two(cast)
    assert merge(cast, second, first) == first
    second, first = fresh(second), fresh(first)
    assert (second.state, second.merged_into, second.is_open) == ("merged", first, False)
    assert (second.response_due_at, second.repair_due_at, second.due_at) == (None, None, None)
    assert (first.is_open, first.took_in) == (True, 1)
    assert not differences(second)
    assert not differences(first)


def test_what_was_said_on_both_is_read_in_one_place(cast: Cast) -> None:
    second, first = two(cast)
    merge(cast, second, first)
    assert len(said_on(first)) == 2
    newest_ids = [entry.id for entry in newest(fresh(first)).entries]
    assert newest_ids == sorted(newest_ids)
    assert {
        entry.kind for entry in newest(fresh(first)).entries if entry.ticket_id == second.id
    } == {"opened"}


def test_internal_notes_of_the_merged_ticket_stay_internal(cast: Cast) -> None:
    second, first = two(cast)
    merge(cast, second, first)
    for entry in timeline(fresh(first), for_customer=True):
        assert not entry.is_internal


def test_a_message_to_the_merged_ticket_lands_on_the_other(cast: Cast) -> None:
    second, first = two(cast)
    merge(cast, second, first)
    landed = add_customer_message(
        actor=panel(cast.besa),
        now=LATER + HOUR,
        ticket_id=second.id,
        message=message("mail:1", "It is still dead."),
    )
    assert landed == first
    assert said_on(first)[-1] == "It is still dead."


def test_our_answer_goes_to_the_people_of_both(cast: Cast) -> None:
    second, first = two(cast)
    merge(cast, second, first)
    assert participants(fresh(first)) == [cast.alba, cast.besa]
    reply(
        actor=desk(cast.elira),
        now=LATER,
        ticket_id=first.id,
        words=Words(text="A technician comes."),
    )
    told = Message.objects.filter(purpose="reply").values_list("to_address", flat=True)
    assert set(told) == {cast.alba.email, cast.besa.email}


def test_nobody_answers_on_the_ticket_that_ended(cast: Cast) -> None:
    second, first = two(cast)
    merge(cast, second, first)
    words = Words(text="We look.")
    with pytest.raises(Refused, match="write there"):
        reply(actor=desk(cast.elira), now=LATER, ticket_id=second.id, words=words)
    with pytest.raises(Refused, match="write there"):
        log_call(
            actor=desk(cast.elira), now=LATER, ticket_id=second.id, words=words, direction="in"
        )


def test_its_people_are_told_once_and_in_the_other_nobody(cast: Cast) -> None:
    second, first = two(cast)
    merge(cast, second, first)
    merge(cast, second, first)
    (mail,) = Message.objects.filter(purpose="merged")
    assert mail.to_address == cast.besa.email
    assert first.number[:4] in mail.told["other_id"]


def test_who_sees_only_their_own_reports_reads_where_it_goes_on(cast: Cast) -> None:
    second, first = two(cast)
    merge(cast, second, first)
    assert customer_ticket(cast.besa, first.number) == first
    unmerge(cast, second)
    with pytest.raises(Http404):
        customer_ticket(cast.besa, first.number)


def test_the_other_waits_for_our_answer_as_long_as_the_one_did(cast: Cast) -> None:
    second, first = two(cast)
    reply(actor=desk(cast.elira), now=NOW, ticket_id=first.id, words=Words(text="We look."))
    assert fresh(first).customer_wrote_at is None
    merge(cast, second, first)
    assert fresh(first).customer_wrote_at == LATER


def test_it_can_stand_by_itself_again_as_if_its_clocks_had_never_stopped(cast: Cast) -> None:
    second, first = two(cast)
    before = fresh(second)
    merge(cast, second, first)
    unmerge(cast, second)
    after, first = fresh(second), fresh(first)
    assert (after.state, after.merged_into) == (before.state, None)
    assert (after.response_due_at, after.repair_due_at) == (
        before.response_due_at,
        before.repair_due_at,
    )
    assert first.took_in == 0
    assert not differences(after)
    assert not differences(first)
    assert len(said_on(first)) == 1
    assert Message.objects.filter(purpose="unmerged").count() == 1


def test_what_it_took_in_before_goes_along_and_comes_back_with_it(cast: Cast) -> None:
    second, first = two(cast)
    third = opened(cast, now=LATER, key="form:3", subject="Everything is slow")
    merge(cast, second, first)
    merge(cast, first, third)
    assert fresh(second).merged_into == third
    assert fresh(third).took_in == 2
    assert fresh(first).took_in == 0
    assert len(said_on(third)) == 3
    unmerge(cast, first)
    assert fresh(second).merged_into == first
    assert (fresh(first).took_in, fresh(third).took_in) == (1, 0)
    assert not any(differences(fresh(each)) for each in (first, second, third))


def test_one_that_came_by_itself_stays_when_another_leaves(cast: Cast) -> None:
    second, first = two(cast)
    third = opened(cast, now=LATER, key="form:3", subject="Everything is slow")
    merge(cast, second, first)
    merge(cast, third, first)
    unmerge(cast, third)
    assert fresh(second).merged_into == first
    assert fresh(first).took_in == 1


def test_tickets_of_two_customers_are_never_merged(cast: Cast) -> None:
    ticket = opened(cast)
    foreign = opened(
        cast, key="form:2", customer=cast.southport, service=cast.foreign, reporter=cast.cedric
    )
    with pytest.raises(Refused, match="two customers"):
        merge(cast, ticket, foreign)


def test_a_ticket_is_not_merged_with_itself_nor_with_one_that_ended(cast: Cast) -> None:
    second, first = two(cast)
    with pytest.raises(Refused, match="itself"):
        merge(cast, first, first)
    move_ticket(
        actor=desk(cast.elira),
        now=LATER,
        ticket_id=first.id,
        to=State.CANCELLED,
        reason="A test.",
    )
    with pytest.raises(Refused, match="has ended"):
        merge(cast, second, first)


def test_a_merged_ticket_is_merged_no_second_time(cast: Cast) -> None:
    second, first = two(cast)
    third = opened(cast, now=LATER, key="form:3", subject="Everything is slow")
    merge(cast, second, first)
    with pytest.raises(Refused, match="already"):
        merge(cast, second, third)
    with pytest.raises(Refused, match="choose that one"):
        merge(cast, third, second)
    with pytest.raises(Refused, match="not merged"):
        unmerge(cast, third)


def test_whoever_was_crossed_looks_first(cast: Cast) -> None:
    second, first = two(cast)
    drawn = fresh(second).version
    reply(actor=desk(cast.faik), now=LATER, ticket_id=second.id, words=Words(text="We look."))
    with pytest.raises(Crossed):
        merge_ticket(
            actor=desk(cast.elira),
            now=LATER,
            ticket_id=second.id,
            into_id=first.id,
            version=drawn,
        )
