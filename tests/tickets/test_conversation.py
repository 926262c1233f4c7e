"""The conversation: replies, notes, calls and what the customer's words move (S3, G1)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qendra.lib.errors import Crossed, Refused
from qendra.outbox.models import Message
from qendra.tickets.actions.conversation import (
    CustomerMessage,
    add_customer_message,
    add_note,
    log_call,
    reply,
)
from qendra.tickets.actions.moving import move_ticket
from qendra.tickets.actions.writing import Words
from qendra.tickets.addresses import number_of_own_message, number_of_reply_address
from qendra.tickets.facts import Fact, FactName, Source
from qendra.tickets.models import Ticket
from qendra.tickets.replay import differences
from qendra.tickets.selectors import timeline
from qendra.tickets.states import State
from tests.cast import NOW, Cast, desk, mail, opened

LATER = NOW + timedelta(minutes=10)


def say(
    cast: Cast, ticket: Ticket, at: datetime, text: str = "Any news?", **more: object
) -> Ticket:
    """Alba writes a mail on the ticket."""
    values: dict[str, object] = {"key": f"mail:{at}:{text}", "message_id": f"<{at:%s}@alba>"}
    message = CustomerMessage(
        words=Words(text=text),
        received_at=at,
        source=Source.MAIL,
        **(values | more),  # type: ignore[arg-type]  # a test names what it changes
    )
    return add_customer_message(actor=mail(cast.alba), now=at, ticket_id=ticket.id, message=message)


def to(cast: Cast, ticket: Ticket, state: State, at: datetime = LATER) -> Ticket:
    return move_ticket(
        actor=desk(cast.elira), now=at, ticket_id=ticket.id, to=state, reason="a test"
    )


def answer(cast: Cast, ticket: Ticket, at: datetime = LATER, text: str = "We look.") -> Ticket:
    return reply(actor=desk(cast.elira), now=at, ticket_id=ticket.id, words=Words(text=text))


def test_a_reply_meets_the_response_deadline_and_starts_the_work(cast: Cast) -> None:
    ticket = answer(cast, opened(cast))
    assert ticket.state == "in_progress"
    assert ticket.responded_at == LATER
    assert ticket.response_due_at is None
    assert ticket.due_at == ticket.update_due_at == LATER + timedelta(hours=1)


def test_an_automatic_acknowledgement_is_no_first_response(cast: Cast) -> None:
    assert opened(cast).responded_at is None


def test_a_reply_reaches_the_reporter_in_english_threaded_and_signed(cast: Cast) -> None:
    cast.alba.language = "de"
    cast.alba.save()
    ticket = opened(cast, message_id="<first@alba>")
    answer(cast, ticket, text="The card is being replaced.")
    sent = Message.objects.get(purpose="reply")
    assert sent.text.startswith("The card is being replaced.\n\nElira")
    assert not sent.is_automatic
    assert "first@alba" in sent.in_reply_to
    assert any("first@alba" in reference for reference in sent.references)
    assert number_of_own_message(f"<{sent.message_id.strip('<>')}>") == ticket.number
    assert number_of_reply_address(sent.reply_to) == ticket.number


def test_mails_of_a_panel_ticket_form_one_thread(cast: Cast) -> None:
    ticket = opened(cast)
    answer(cast, ticket)
    answer(cast, ticket, at=LATER + timedelta(minutes=5), text="Fixed.")
    acknowledged, first, second = Message.objects.order_by("id")
    root = acknowledged.references[0]
    assert first.references[0] == second.references[0] == root
    assert len({acknowledged.message_id, first.message_id, second.message_id}) == 3


def test_a_forged_reply_address_proves_nothing(cast: Cast) -> None:
    ticket = opened(cast)
    good = Message.objects.get().reply_to
    tag = good.partition(".")[2][:16]
    assert number_of_reply_address(good.replace(tag, "a" * 16)) is None
    assert number_of_reply_address(f"support+{ticket.number}@interspace.example") is None


def test_a_note_is_never_seen_by_the_customer_and_sends_nothing(cast: Cast) -> None:
    ticket = opened(cast)
    add_note(actor=desk(cast.elira), now=LATER, ticket_id=ticket.id, words=Words(text="Hm."))
    assert "note" not in [entry.kind for entry in timeline(ticket, for_customer=True)]
    assert "note" in [entry.kind for entry in timeline(ticket, for_customer=False)]
    assert Message.objects.count() == 1


def test_the_same_form_sent_twice_writes_once(cast: Cast) -> None:
    ticket = opened(cast)
    for _ in range(2):
        written = {"actor": desk(cast.elira), "now": LATER, "ticket_id": ticket.id}
        add_note(**written, words=Words(text="Hm."), key="form:n")  # type: ignore[arg-type]  # shared arguments
        log_call(**written, words=Words(text="Told."), direction="in", key="form:c")  # type: ignore[arg-type]  # shared arguments
    assert ticket.entries.filter(kind="note").count() == 1
    assert ticket.entries.filter(kind="call").count() == 1


def test_a_logged_call_counts_as_an_answer_and_the_customer_reads_it(cast: Cast) -> None:
    ticket = log_call(
        actor=desk(cast.elira),
        now=LATER,
        ticket_id=opened(cast).id,
        words=Words(text="Told Alba that a technician is under way."),
        direction="out",
    )
    assert ticket.responded_at == LATER
    assert timeline(ticket, for_customer=True)[-2].kind == "call"


def test_the_second_of_two_people_sees_what_changed_and_nothing_is_written(cast: Cast) -> None:
    ticket = opened(cast)
    drawn = ticket.version
    answer(cast, ticket)
    with pytest.raises(Crossed):
        reply(
            actor=desk(cast.faik),
            now=LATER,
            ticket_id=ticket.id,
            words=Words(text="Me too."),
            version=drawn,
        )
    assert Message.objects.filter(purpose="reply").count() == 1


@pytest.mark.parametrize("text", ["", "   \n"])
def test_an_empty_reply_is_refused(cast: Cast, text: str) -> None:
    ticket = opened(cast)
    with pytest.raises(Refused):
        answer(cast, ticket, text=text)


def test_the_customers_answer_ends_the_waiting(cast: Cast) -> None:
    ticket = to(cast, opened(cast), State.WAITING_CUSTOMER)
    assert ticket.repair_due_at is None
    ticket = say(cast, ticket, LATER + timedelta(hours=1), "The port is 3/1.")
    assert ticket.state == "in_progress"
    assert ticket.repair_due_at == NOW + timedelta(hours=5)


def test_an_automatic_reply_does_not_end_the_waiting(cast: Cast) -> None:
    ticket = to(cast, opened(cast), State.WAITING_CUSTOMER)
    ticket = say(cast, ticket, LATER + timedelta(hours=1), "I am away.", is_automatic=True)
    assert ticket.state == "waiting_customer"


def test_a_reply_reopens_a_resolved_ticket_and_the_repair_never_stopped(cast: Cast) -> None:
    ticket = to(cast, opened(cast), State.RESOLVED)
    assert ticket.repair_due_at is None
    ticket = say(cast, ticket, LATER + timedelta(hours=1), "Still down.")
    assert ticket.state == "in_progress"
    assert ticket.repair_due_at == NOW + timedelta(hours=4)


@pytest.mark.parametrize("quiet", [{"is_thanks": True}, {"is_automatic": True}])
def test_thanks_and_automatic_replies_reopen_nothing(cast: Cast, quiet: dict[str, bool]) -> None:
    ticket = to(cast, opened(cast), State.RESOLVED)
    ticket = say(cast, ticket, LATER + timedelta(hours=1), "Thanks!", **quiet)
    assert ticket.state == "resolved"
    assert timeline(ticket, for_customer=True)[-1].kind == "message"


def test_a_reply_reopens_a_closed_ticket_up_to_14_days_after_the_resolution(cast: Cast) -> None:
    ticket = to(cast, opened(cast), State.RESOLVED)
    to(cast, ticket, State.CLOSED, LATER + timedelta(days=3))
    same = say(cast, ticket, LATER + timedelta(days=14), "It is back.")
    assert same.id == ticket.id
    assert same.state == "in_progress"


def test_a_later_reply_opens_a_linked_ticket(cast: Cast) -> None:
    ticket = to(cast, opened(cast), State.RESOLVED)
    to(cast, ticket, State.CLOSED, LATER + timedelta(days=3))
    at = LATER + timedelta(days=14, seconds=1)
    new = say(cast, ticket, at, "It is back.")
    assert new.id != ticket.id
    assert (new.state, new.service, new.customer) == ("new", ticket.service, ticket.customer)
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    assert timeline(new, for_customer=True)[-1].data["number"] == ticket.number
    assert timeline(ticket, for_customer=True)[-1].data["number"] == new.number
    again = say(cast, ticket, at, "It is back.")
    assert again.id == new.id


def test_the_same_message_is_added_once(cast: Cast) -> None:
    ticket = opened(cast)
    say(cast, ticket, LATER)
    say(cast, ticket, LATER)
    assert ticket.entries.filter(kind="message").count() == 1


def test_a_plain_answer_fills_in_what_was_missing_and_overwrites_nothing(cast: Cast) -> None:
    ticket = opened(
        cast, facts=(Fact(FactName.STARTED_AT, "2026-03-11T08:00:00+00:00", Source.MAIL),)
    )
    facts = (
        Fact(FactName.IMPACT, "degradation", Source.MAIL, "impact: degradation"),
        Fact(FactName.STARTED_AT, "2026-03-11T07:00:00+00:00", Source.MAIL),
    )
    ticket = say(cast, ticket, LATER, "impact: degradation", facts=facts)
    assert ticket.impact == "degradation"
    assert ticket.priority == "major"
    assert ticket.facts["impact"]["quote"] == "impact: degradation"
    assert ticket.facts["started_at"]["value"] == "2026-03-11T08:00:00+00:00"


def test_the_answer_may_name_the_service(cast: Cast) -> None:
    ticket = opened(cast, service=None, facts=())
    ticket = say(cast, ticket, LATER, "It is DS-20001", service=cast.server)
    assert ticket.service == cast.server


def test_someone_elses_service_is_not_taken(cast: Cast) -> None:
    ticket = opened(cast, service=None, facts=())
    assert say(cast, ticket, LATER, "IPT-30001", service=cast.foreign).service is None


def test_a_mail_that_took_its_time_does_not_turn_back_a_later_move(cast: Cast) -> None:
    ticket = to(cast, opened(cast), State.WAITING_CUSTOMER)
    sent_before = LATER - timedelta(minutes=5)
    ticket = say(cast, ticket, sent_before, "Wrote this earlier.")
    assert ticket.state_since >= LATER - timedelta(minutes=5)
    assert differences(Ticket.objects.get(id=ticket.id)) == {}


def test_everybody_who_takes_part_gets_the_reply(cast: Cast) -> None:
    ticket = opened(cast)
    message = CustomerMessage(
        key="m", words=Words(text="Me too"), received_at=LATER, source=Source.MAIL
    )
    add_customer_message(actor=mail(cast.drita), now=LATER, ticket_id=ticket.id, message=message)
    answer(cast, ticket, at=LATER + timedelta(minutes=1))
    receivers = set(Message.objects.filter(purpose="reply").values_list("to_address", flat=True))
    assert receivers == {cast.alba.email, cast.drita.email}


def test_who_left_the_customer_gets_nothing_more(cast: Cast) -> None:
    ticket = opened(cast)
    cast.alba.memberships.all().delete()
    answer(cast, ticket)
    assert not Message.objects.filter(purpose="reply").exists()
